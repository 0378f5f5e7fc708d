"""Recordings, and the expensive transcript that many tests look at."""

from __future__ import annotations

import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from interview_platform.engines import registry
from interview_platform.engines.base import Span, SpeechToText, Transcription, VoiceActivity

if TYPE_CHECKING:
    from interview_platform.engines.base import Samples

MEDIA = Path(__file__).parents[1] / "media"
CONFIG = registry.EngineConfig()


@pytest.fixture(scope="session")
def speech() -> Samples:
    """Return 47 s of a spoken answer."""
    with wave.open(str(MEDIA / "answer-16k.wav")) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return pcm.astype(np.float32) / np.float32(32768)


@pytest.fixture(scope="session")
def silero() -> VoiceActivity:
    """Return the voice activity engine."""
    return registry.voice_activity(CONFIG)


@pytest.fixture(scope="session")
def recognizer() -> SpeechToText:
    """Return the speech-to-text engine."""
    return registry.speech_to_text(CONFIG, "en")


@pytest.fixture(scope="session")
def spans(silero: VoiceActivity, speech: Samples) -> tuple[Span, ...]:
    """Return where the answer is spoken."""
    return silero.spans(speech)


@dataclass(frozen=True)
class Run:
    """A transcript, the seconds it took, and the longest silence of a thread beside it."""

    transcription: Transcription
    seconds: float
    longest_wait: float


@pytest.fixture(scope="session")
def run(recognizer: SpeechToText, speech: Samples, spans: tuple[Span, ...]) -> Run:
    """Transcribe the whole answer once, with a heart beating beside it."""
    with beating() as beats:
        transcription = recognizer.transcribe(speech, spans, language="en-US")
    waits = np.diff(beats)
    return Run(transcription, beats[-1] - beats[0], float(waits.max()))


@contextmanager
def beating() -> Iterator[list[float]]:
    """Note the time every 10 ms in another thread."""
    stop = threading.Event()
    beats = [time.monotonic()]

    def beat() -> None:
        while not stop.wait(0.01):
            beats.append(time.monotonic())

    thread = threading.Thread(target=beat)
    thread.start()
    try:
        yield beats
    finally:
        stop.set()
        thread.join()
        beats.append(time.monotonic())


Copy = Callable[..., Path]


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """Return a function that copies some packets of a recording into a new one."""
    return lambda *args, **kwargs: copy_packets(tmp_path, *args, **kwargs)


def copy_packets(
    folder: Path,
    name: str,
    *,
    kinds: tuple[str, ...] = ("video", "audio"),
    without: tuple[float, float] = (0.0, 0.0),
) -> Path:
    """Copy the streams of some kinds, leaving out the packets between two times."""
    import av

    target_path = folder / f"{'-'.join(kinds)}-{name}"
    form = "webm" if name.endswith("webm") else "mp4"
    with av.open(str(MEDIA / name)) as source, av.open(str(target_path), "w", format=form) as new:
        streams = {s.index: s for s in source.streams if s.type in kinds}
        outputs = {index: new.add_stream_from_template(s) for index, s in streams.items()}
        for packet in source.demux(list(streams.values())):
            if packet.pts is None or without[0] <= packet.pts * packet.time_base < without[1]:
                continue
            packet.stream = outputs[packet.stream.index]
            new.mux(packet)
    return target_path
