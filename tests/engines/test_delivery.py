"""Rates, pauses, volume; nothing that is not there is measured."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
import pytest

from interview_platform.engines import registry
from interview_platform.engines.base import (
    SAMPLE_RATE,
    DeliveryMeter,
    EngineConfig,
    Span,
    VoiceActivity,
    Word,
)

from .conftest import Run

if TYPE_CHECKING:
    from interview_platform.engines.base import Samples

MEASURED = [
    "articulation_rate_wpm",
    "filler_ratio",
    "longest_pause_seconds",
    "pitch_mean_hz",
    "pitch_variance_hz2",
    "pitch_sd_semitones",
    "volume_dbfs",
]


@pytest.fixture
def meter() -> DeliveryMeter:
    return registry.delivery_meter(EngineConfig())


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * SAMPLE_RATE), np.float32)


def words(*texts: str) -> list[Word]:
    return [Word(text, index, index + 0.5, 0.9) for index, text in enumerate(texts)]


def test_rates_and_pauses_follow_the_spans(meter: DeliveryMeter) -> None:
    spans = (Span(1, 3), Span(3.2, 5), Span(5.5, 8), Span(10, 12))

    found = meter.measure(silence(20), spans, words(*["word"] * 30))

    assert found.duration_seconds == 20
    assert found.speech_seconds == pytest.approx(8.3)
    assert found.word_count == 30
    assert found.speech_rate_wpm == pytest.approx(90)
    assert found.articulation_rate_wpm == pytest.approx(30 / 8.3 * 60)
    assert found.pause_count == 2  # 0.2 s is none
    assert found.longest_pause_seconds == pytest.approx(2.0)
    assert found.pause_ratio == pytest.approx(1 - 8.3 / 20)


def test_pauses_of_a_constructed_recording(
    meter: DeliveryMeter, silero: VoiceActivity, speech: Samples
) -> None:
    sentence = speech[int(0.2 * SAMPLE_RATE) : int(5.2 * SAMPLE_RATE)]
    samples = np.concatenate([sentence, silence(1.0), sentence, silence(2.5), sentence])

    found = meter.measure(samples, silero.spans(samples), ())

    assert found.pause_count == 2
    assert found.longest_pause_seconds == pytest.approx(2.5, abs=0.2)
    assert found.pause_ratio == pytest.approx(3.5 / 18.5, abs=0.03)


def test_fillers_are_counted(meter: DeliveryMeter) -> None:
    found = meter.measure(silence(10), (), words("Um,", "you", "know", "it", "works"))

    assert [word.text for word in found.fillers] == ["Um,", "you know"]
    assert found.filler_count == 2
    assert found.filler_ratio == pytest.approx(0.4)


@pytest.mark.parametrize(("amplitude", "dbfs"), [(1.0, -3.01), (0.1, -23.01)])
def test_volume_is_the_rms_of_the_speech_only(
    meter: DeliveryMeter, amplitude: float, dbfs: float
) -> None:
    times = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    tone = (amplitude * np.sin(2 * np.pi * 200 * times)).astype(np.float32)

    found = meter.measure(np.concatenate([silence(3), tone]), (Span(3, 5),), ())

    assert found.volume_dbfs == pytest.approx(dbfs, abs=0.01)


@pytest.mark.parametrize("seconds", [0, 0.005, 3], ids=["empty", "5 ms", "silence"])
def test_nothing_is_measured_where_nobody_speaks(meter: DeliveryMeter, seconds: float) -> None:
    found = asdict(meter.measure(silence(seconds), (), ()))

    assert {name: found[name] for name in MEASURED} == dict.fromkeys(MEASURED)
    assert (found["speech_seconds"], found["word_count"], found["pause_count"]) == (0, 0, 0)
    assert found["pause_ratio"] == (1.0 if seconds else None)
    assert found["speech_rate_wpm"] == (0.0 if seconds else None)


@pytest.mark.parametrize("level", [0.0, 0.1], ids=["silence", "noise"])
def test_spans_without_a_voice_have_no_pitch(meter: DeliveryMeter, level: float) -> None:
    draws = np.random.default_rng(5).normal(0, 1, 5 * SAMPLE_RATE)

    found = meter.measure((level * draws).astype(np.float32), (Span(0, 5),), ())

    assert found.pitch_mean_hz is None
    assert (found.volume_dbfs is None) is (level == 0)


def test_figures_are_plain_numbers(
    meter: DeliveryMeter, speech: Samples, spans: tuple[Span, ...], run: Run
) -> None:
    found = asdict(meter.measure(speech, spans, run.transcription.words))

    assert {type(found[name]) for name in MEASURED} == {float}
    assert 130 < found["speech_rate_wpm"] < 200
    assert found["speech_rate_wpm"] < found["articulation_rate_wpm"]


def test_the_engine_is_named(meter: DeliveryMeter) -> None:
    info = meter.measure(silence(1), (), ()).engine

    assert (info.name, info.version, info.degraded) == ("numpy", np.__version__, False)
