"""Voice is found where it is, and nowhere else."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from interview_platform.engines.base import SAMPLE_RATE, Span, VoiceActivity

if TYPE_CHECKING:
    from interview_platform.engines.base import Samples


def seconds_of_silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * SAMPLE_RATE), np.float32)


def noise(seconds: float, level: float) -> Samples:
    draws = np.random.default_rng(7).normal(0, level, int(seconds * SAMPLE_RATE))
    return draws.astype(np.float32)


def tone(seconds: float, hertz: float) -> Samples:
    times = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.3 * np.sin(2 * np.pi * hertz * times)).astype(np.float32)


@pytest.mark.parametrize(
    "samples",
    [
        seconds_of_silence(0),
        seconds_of_silence(0.01),
        seconds_of_silence(40),
        noise(10, 0.001),
        noise(10, 0.1),
        tone(5, 440),
    ],
    ids=["empty", "10 ms", "silence", "hiss", "noise", "tone"],
)
def test_what_is_no_voice_yields_nothing(silero: VoiceActivity, samples: Samples) -> None:
    assert silero.spans(samples) == ()


def test_an_answer_is_mostly_speech_in_order(speech: Samples, spans: tuple[Span, ...]) -> None:
    duration = len(speech) / SAMPLE_RATE

    assert 5 <= len(spans) <= 12
    assert all(0 <= span.start < span.end <= duration for span in spans)
    assert all(after.start > before.end for before, after in pairwise(spans))
    assert 0.85 < sum(span.end - span.start for span in spans) / duration < 1


def test_speech_is_found_where_it_was_put(silero: VoiceActivity, speech: Samples) -> None:
    sentence = speech[int(0.2 * SAMPLE_RATE) : int(5.2 * SAMPLE_RATE)]
    samples = np.concatenate([seconds_of_silence(2), sentence, seconds_of_silence(3)])

    found = silero.spans(samples)

    assert found[0].start == pytest.approx(2.0, abs=0.15)
    assert found[-1].end == pytest.approx(7.0, abs=0.15)


def test_the_memory_of_the_network_crosses_batches(
    silero: VoiceActivity, speech: Samples, monkeypatch: pytest.MonkeyPatch, spans: tuple[Span, ...]
) -> None:
    monkeypatch.setattr("interview_platform.engines.vad_silero.BATCH", 50)

    for small, large in zip(silero.spans(speech), spans, strict=True):
        assert small.start == pytest.approx(large.start, abs=0.04)
        assert small.end == pytest.approx(large.end, abs=0.04)
