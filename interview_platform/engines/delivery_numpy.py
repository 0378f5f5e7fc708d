"""How somebody speaks: rates, pauses, fillers, pitch and volume, with numpy alone."""

from __future__ import annotations

import math
from importlib import metadata
from itertools import pairwise
from typing import TYPE_CHECKING

from .base import SAMPLE_RATE, Delivery, EngineError, EngineInfo
from .fillers import find_fillers
from .pitch import measure_pitch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .base import EngineConfig, Samples, Span, Word

# A silence of a quarter of a second or more counts as a pause; shorter ones are mostly the
# closures of consonants (Goldman-Eisler, Psycholinguistics, 1968).
MIN_PAUSE_SECONDS = 0.25
SILENCE_RMS = 1e-5  # -100 dBFS, below one step of 16-bit sound


def build(config: EngineConfig) -> NumpyDelivery:
    """Return the meter; raise EngineError without numpy."""
    del config
    return NumpyDelivery()


class NumpyDelivery:
    """Measures one recording; holds no state, so threads may share it."""

    def __init__(self) -> None:
        """Note which numpy computes; raise EngineError without one."""
        try:
            version = metadata.version("numpy")
        except metadata.PackageNotFoundError as error:
            raise EngineError("engine_unavailable", str(error), permanent=True) from error
        self.info = EngineInfo(
            name="numpy",
            version=version,
            model="autocorrelation pitch, filler list 1",
            degraded=False,
            note="Filler figures are a lower bound.",
        )

    def measure(self, samples: Samples, spans: Sequence[Span], words: Sequence[Word]) -> Delivery:
        """Measure mono 16 kHz samples; whatever is not there to be measured is None."""
        duration = len(samples) / SAMPLE_RATE
        speech = math.fsum(span.end - span.start for span in spans)
        pauses = _pauses(spans)
        fillers = find_fillers(words)
        pitch = measure_pitch(samples, spans)
        silent = _ratio(speech, duration)
        return Delivery(
            duration_seconds=duration,
            speech_seconds=speech,
            word_count=len(words),
            speech_rate_wpm=_ratio(60 * len(words), duration),
            articulation_rate_wpm=_ratio(60 * len(words), speech),
            pause_count=len(pauses),
            pause_ratio=None if silent is None else min(1.0, max(0.0, 1 - silent)),
            longest_pause_seconds=max(pauses, default=0.0) if spans else None,
            filler_count=len(fillers),
            filler_ratio=_ratio(len(fillers), len(words)),
            pitch_mean_hz=pitch.mean_hz if pitch else None,
            pitch_variance_hz2=pitch.variance_hz2 if pitch else None,
            pitch_sd_semitones=pitch.sd_semitones if pitch else None,
            volume_dbfs=_volume(samples, spans),
            fillers=fillers,
            engine=self.info,
        )


def _ratio(part: float, whole: float) -> float | None:
    """Divide, or return None where there is nothing to divide by."""
    return part / whole if whole > 0 else None


def _pauses(spans: Sequence[Span]) -> list[float]:
    """Return the lengths in seconds of the silences between two spans that count as pauses."""
    gaps = (after.start - before.end for before, after in pairwise(spans))
    return [gap for gap in gaps if gap >= MIN_PAUSE_SECONDS]


def _volume(samples: Samples, spans: Sequence[Span]) -> float | None:
    """Return the RMS of the speech in dB relative to full scale; None without any sound."""
    import numpy as np

    squares = count = 0.0
    for span in spans:
        part = samples[round(span.start * SAMPLE_RATE) : round(span.end * SAMPLE_RATE)]
        squares += float(np.square(part, dtype=np.float64).sum())
        count += len(part)
    rms = math.sqrt(squares / count) if count else 0.0
    return 20 * math.log10(rms) if rms > SILENCE_RMS else None
