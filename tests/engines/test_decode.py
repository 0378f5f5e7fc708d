"""Sound comes out as samples on the recording's own clock."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from interview_platform.engines.base import SAMPLE_RATE, VoiceActivity
from interview_platform.engines.media import MediaError, assemble, decode_audio

from .conftest import MEDIA, Copy

if TYPE_CHECKING:
    from interview_platform.engines.base import Samples

WEBM = MEDIA / "answer-chromium-vp8.webm"
MP4 = MEDIA / "answer-chromium.mp4"


def loudness(samples: Samples, start: float, end: float) -> float:
    part = samples[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)]
    return float(np.sqrt(np.square(part).mean()))


def test_a_wave_file_comes_out_bit_for_bit(speech: Samples) -> None:
    found = decode_audio(MEDIA / "answer-16k.wav")

    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, speech)


@pytest.mark.parametrize("path", [WEBM, MP4], ids=["webm", "mp4"])
def test_a_browsers_recording_comes_out_as_speech(path: Path, silero: VoiceActivity) -> None:
    found = decode_audio(path)

    assert len(found) / SAMPLE_RATE == pytest.approx(9.96, abs=0.1)
    assert np.abs(found).max() <= 1
    assert sum(span.end - span.start for span in silero.spans(found)) > 5


def test_lost_packets_leave_silence_not_a_jump(copy: Copy) -> None:
    whole = decode_audio(WEBM)
    holed = decode_audio(copy(WEBM.name, without=(3.0, 5.0)))

    assert len(holed) == pytest.approx(len(whole), abs=0.05 * SAMPLE_RATE)
    assert loudness(holed, 3.1, 4.9) < 1e-4 < loudness(whole, 3.1, 4.9)
    late = loudness(whole, 6, 9)
    assert late > 0.01
    assert loudness(holed, 6, 9) == pytest.approx(late, rel=0.05)


def test_a_gap_between_segments_is_silence(tmp_path: Path) -> None:
    assemble([MP4, MP4], tmp_path / "two", gaps=[2.0])

    found = decode_audio(tmp_path / "two")

    assert len(found) / SAMPLE_RATE == pytest.approx(2 * 9.96 + 2, abs=0.1)
    assert loudness(found, 10.2, 11.8) < 1e-4


def test_a_picture_without_sound_has_its_own_error(copy: Copy) -> None:
    with pytest.raises(MediaError) as caught:
        decode_audio(copy(WEBM.name, kinds=("video",)))

    assert caught.value.code == "no_audio"


def test_too_long_a_recording_is_refused() -> None:
    with pytest.raises(MediaError) as caught:
        decode_audio(WEBM, max_seconds=5)

    assert caught.value.code == "too_large"


def test_text_is_refused() -> None:
    with pytest.raises(MediaError) as caught:
        decode_audio(MEDIA / "answer.txt")

    assert caught.value.code == "not_media"


def test_damaged_packets_do_not_end_the_sound(tmp_path: Path) -> None:
    data = bytearray(WEBM.read_bytes())
    data[1_500_000:1_520_000] = bytes(20_000)
    (tmp_path / "damaged").write_bytes(data)

    found = decode_audio(tmp_path / "damaged")

    assert len(found) / SAMPLE_RATE == pytest.approx(9.96, abs=0.1)
