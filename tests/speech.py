"""Recordings made for tests."""

import wave
from fractions import Fraction
from pathlib import Path

import av

MEDIA = Path(__file__).parent / "media"
SPEECH_WAV = MEDIA / "answer-16k.wav"
SPEECH_TEXT = MEDIA / "answer.txt"


def speech_after_silence(target: Path, seconds: int) -> Path:
    """Write the speech with silence before it: a fake microphone speaks before it is recorded."""
    with wave.open(str(SPEECH_WAV)) as source, wave.open(str(target), "wb") as output:
        output.setparams(source.getparams())
        output.writeframes(bytes(seconds * source.getframerate() * source.getsampwidth()))
        output.writeframes(source.readframes(source.getnframes()))
    return target


def speech_webm(target: Path) -> Path:
    """Write the 47 s of speech as WebM/Opus, the way an audio-only browser sends it."""
    with av.open(str(SPEECH_WAV)) as source, av.open(str(target), "w", format="webm") as output:
        stream = output.add_stream("libopus", rate=48000)
        resampler = av.AudioResampler(format="s16", layout="mono", rate=48000)
        for frame in source.decode(audio=0):
            for part in resampler.resample(frame):
                part.time_base = Fraction(1, 48000)
                output.mux(stream.encode(part))
        output.mux(stream.encode(None))
    return target
