"""Pitch of sounds whose pitch is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from interview_platform.engines.base import SAMPLE_RATE, Span
from interview_platform.engines.pitch import FRAME, _clean, _frequencies, measure_pitch

if TYPE_CHECKING:
    import numpy.typing as npt

    from interview_platform.engines.base import Samples

WHOLE = (Span(0, 3),)


def voice(hertz: npt.NDArray[np.float64], harmonics: int) -> Samples:
    """Return a sound of shape (n,) whose pitch follows `hertz` of the same shape."""
    phase = 2 * np.pi * np.cumsum(hertz) / SAMPLE_RATE
    sound = sum(np.sin(n * phase) / n for n in range(1, harmonics + 1))
    return np.asarray(0.3 * sound, np.float32)


def steady(hertz: float) -> npt.NDArray[np.float64]:
    return np.full(3 * SAMPLE_RATE, hertz)


@pytest.mark.parametrize("hertz", [75, 110, 180, 250, 385])
@pytest.mark.parametrize("harmonics", [1, 8])
def test_a_steady_tone(hertz: float, harmonics: int) -> None:
    pitch = measure_pitch(voice(steady(hertz), harmonics), WHOLE)

    assert pitch
    assert pitch.mean_hz == pytest.approx(hertz, rel=0.002)
    assert pitch.sd_semitones < 0.1


def test_the_variance_of_a_slow_glide() -> None:
    times = np.arange(3 * SAMPLE_RATE) / SAMPLE_RATE
    hertz = 150 + 20 * np.sin(2 * np.pi * times)  # variance 20**2 / 2

    pitch = measure_pitch(voice(hertz, 5), WHOLE)

    assert pitch
    assert pitch.mean_hz == pytest.approx(150, rel=0.01)
    assert pitch.variance_hz2 == pytest.approx(200, rel=0.15)


def test_semitones_compare_across_voices() -> None:
    times = np.arange(3 * SAMPLE_RATE) / SAMPLE_RATE
    melody = 2 ** (2 * np.sin(2 * np.pi * times) / 12)

    low, high = (measure_pitch(voice(hertz * melody, 5), WHOLE) for hertz in (100, 200))

    assert low
    assert high
    assert low.sd_semitones == pytest.approx(high.sd_semitones, rel=0.05)
    assert high.variance_hz2 == pytest.approx(4 * low.variance_hz2, rel=0.1)


def test_only_the_spans_are_heard() -> None:
    samples = np.concatenate([voice(steady(100), 5), voice(steady(200), 5)])

    pitch = measure_pitch(samples, (Span(3.1, 5.9),))

    assert pitch
    assert pitch.mean_hz == pytest.approx(200, rel=0.005)


def test_noise_under_a_voice_does_little() -> None:
    noise = np.random.default_rng(2).normal(0, 0.03, 3 * SAMPLE_RATE).astype(np.float32)

    pitch = measure_pitch(voice(steady(120), 8) + noise, WHOLE)

    assert pitch
    assert pitch.mean_hz == pytest.approx(120, rel=0.01)


@pytest.mark.parametrize("level", [0, 1e-6, 0.001, 0.3])
def test_silence_and_noise_have_no_pitch(level: float) -> None:
    draws = np.random.default_rng(1).normal(0, 1, 3 * SAMPLE_RATE)

    assert measure_pitch((level * draws).astype(np.float32), WHOLE) is None


@pytest.mark.parametrize("spans", [(), (Span(0, 0.02),), (Span(8, 9),)])
def test_no_sound_no_pitch(spans: tuple[Span, ...]) -> None:
    assert measure_pitch(voice(steady(120), 5), spans) is None
    assert measure_pitch(np.zeros(0, np.float32), spans) is None


def test_blocks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = voice(np.linspace(100, 180, 3 * SAMPLE_RATE), 5)
    whole = measure_pitch(samples, WHOLE)

    monkeypatch.setattr("interview_platform.engines.pitch.BLOCK", 7)

    assert measure_pitch(samples, WHOLE) == whole


def test_frames_of_noise_are_hardly_ever_voiced() -> None:
    frames = np.random.default_rng(4).normal(0, 0.1, (500, FRAME)).astype(np.float32)

    assert np.mean(_frequencies(frames) > 0) < 0.05


def test_octave_errors_and_short_runs_are_dropped() -> None:
    track = np.array([0.0] * 5 + [120.0] * 3 + [0.0] * 12 + [100.0] * 10 + [200.0] + [100.0] * 10)

    assert _clean(track).tolist() == [0.0] * 20 + [100.0] * 10 + [0.0] + [100.0] * 10
