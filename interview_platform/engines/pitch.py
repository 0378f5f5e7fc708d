"""The pitch of a voice by autocorrelation.

Method: P. Boersma, "Accurate short-term analysis of the fundamental frequency and the
harmonics-to-noise ratio of a sampled sound", IFA Proceedings 17 (1993), 97-110: the
autocorrelation of a windowed frame divided by that of the window itself. Instead of its path
search, doubtful frames are dropped afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .base import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from .base import Samples, Span

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

LOWEST_HZ = 70.0
HIGHEST_HZ = 400.0
FRAME = 3 * int(SAMPLE_RATE / LOWEST_HZ)  # three periods of the lowest voice, 43 ms
HOP = SAMPLE_RATE // 100  # 10 ms
FFT_SIZE = 2048  # holds a frame and the longest lag without wrapping around
BLOCK = 4096  # frames per FFT call: some 70 MB, however long the recording is

VOICED = 0.5  # least share of a frame that repeats itself after one period
OCTAVE_COST = 0.01  # per octave, in favour of the shorter of two equal periods
QUIET = 0.03  # least RMS of a voiced frame, relative to the loudest one
SILENT = 1e-4  # least RMS at all: -80 dBFS

NEIGHBOURS = 7  # frames to either side that make the local median
LARGEST_JUMP = 0.12  # relative to the local median; more is an octave error
SHORTEST_RUN = 6  # frames; a shorter voiced run is mostly noise
TAIL = 0.02  # share of the values cut off at each end
FEWEST_FRAMES = 10  # a tenth of a second; below it there is no pitch to speak of


@dataclass(frozen=True)
class Pitch:
    """Mean and spread of the fundamental frequency; semitones compare across voices."""

    mean_hz: float
    variance_hz2: float
    sd_semitones: float


def measure_pitch(samples: Samples, spans: Sequence[Span]) -> Pitch | None:
    """Return the pitch of the voice inside the spans; None where nothing is voiced."""
    import numpy as np

    tracks = [_clean(track) for track in _tracks(samples, spans)]
    values = np.concatenate([track[track > 0] for track in tracks] or [np.zeros(0)])
    if len(values) < FEWEST_FRAMES:
        return None
    low, high = np.quantile(values, [TAIL, 1 - TAIL])
    values = values[(values >= low) & (values <= high)]
    semitones = 12 * np.log2(values)
    return Pitch(float(values.mean()), float(values.var()), float(semitones.std()))


def _tracks(samples: Samples, spans: Sequence[Span]) -> list[Floats]:
    """Return one pitch track per span that holds a frame: Hz each 10 ms, 0 if unvoiced."""
    import numpy as np

    parts = [samples[round(s.start * SAMPLE_RATE) : round(s.end * SAMPLE_RATE)] for s in spans]
    framed = [
        np.lib.stride_tricks.sliding_window_view(part, FRAME)[::HOP]
        for part in parts
        if len(part) >= FRAME
    ]
    loudness = [np.sqrt(np.square(frames).mean(axis=1)) for frames in framed]
    least = max(SILENT, QUIET * max((float(rms.max()) for rms in loudness), default=0.0))
    return [
        np.where(rms >= least, _frequencies(frames), 0.0)
        for frames, rms in zip(framed, loudness, strict=True)
    ]


def _frequencies(frames: npt.NDArray[np.float32]) -> Floats:
    """Return the pitch in Hz of frames of shape (n, FRAME), 0 for an unvoiced one."""
    import numpy as np

    blocks = [_block(frames[at : at + BLOCK]) for at in range(0, len(frames), BLOCK)]
    return np.concatenate(blocks)


def _block(frames: npt.NDArray[np.float32]) -> Floats:
    """Find the best lag of each frame and refine it by a parabola through its neighbours."""
    import numpy as np

    first, last = int(SAMPLE_RATE / HIGHEST_HZ), int(SAMPLE_RATE / LOWEST_HZ)
    correlation = _correlation(frames)
    lags = np.arange(first, last + 1)
    before, inner, after = (correlation[:, first + s : last + 1 + s] for s in (-1, 0, 1))
    peak = (inner >= before) & (inner >= after)
    shift, height = _vertices(correlation[:, first - 1 : last + 2])
    strength = np.where(peak, height - OCTAVE_COST * np.log2(lags / first), -1.0)
    best = strength.argmax(axis=1)
    rows = np.arange(len(frames))
    lag = lags[best] + shift[rows, best]
    return np.where(strength[rows, best] >= VOICED, SAMPLE_RATE / lag, 0.0)


def _correlation(frames: npt.NDArray[np.float32]) -> Floats:
    """Return each frame's autocorrelation over that of the window, 1 at lag 0."""
    import numpy as np

    window = np.hanning(FRAME)
    centred = (frames - frames.mean(axis=1, keepdims=True)) * window
    own = _autocorrelation(window[np.newaxis, :])
    raw = _autocorrelation(centred)
    energy = np.maximum(raw[:, :1], 1e-12)  # silence must not divide by zero
    keep = int(SAMPLE_RATE / LOWEST_HZ) + 2
    result: Floats = (raw / energy)[:, :keep] / (own / own[:, :1])[:, :keep]
    return result


def _autocorrelation(frames: Floats) -> Floats:
    """Return the autocorrelation of each row (Wiener-Khinchin theorem)."""
    import numpy as np

    spectrum = np.fft.rfft(frames, FFT_SIZE, axis=1)
    return np.fft.irfft(spectrum.real**2 + spectrum.imag**2, FFT_SIZE, axis=1)


def _vertices(values: Floats) -> tuple[Floats, Floats]:
    """Return shift (within half a sample) and height of the parabola at each inner column.

    Without the height, the period of a high voice, when it lies between two samples, would
    lose against twice the period, which lies on one.
    """
    import numpy as np

    before, here, after = values[:, :-2], values[:, 1:-1], values[:, 2:]
    bend = np.minimum(before - 2 * here + after, -1e-12)
    shift = np.clip((before - after) / (2 * bend), -0.5, 0.5)
    return shift, here - (before - after) * shift / 4


def _clean(track: Floats) -> Floats:
    """Set frames far from their local median, and runs too short to be a voice, to 0."""
    import numpy as np

    median = _local_median(track)
    near = np.abs(track - median) <= LARGEST_JUMP * median
    return np.where(_long_runs((track > 0) & near), track, 0.0)


def _local_median(track: Floats) -> Floats:
    """Return the median of the voiced frames around each frame; 0 where none is voiced."""
    import numpy as np

    voiced = np.where(track > 0, track, np.nan)
    padded = np.pad(voiced, NEIGHBOURS, constant_values=np.nan)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * NEIGHBOURS + 1)
    result = np.zeros(len(track))
    some = ~np.isnan(around).all(axis=1)
    result[some] = np.nanmedian(around[some], axis=1)
    return result


def _long_runs(flags: Flags) -> Flags:
    """Keep only the runs of True that are at least SHORTEST_RUN long."""
    import numpy as np

    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(int)))
    result = np.zeros(len(flags), dtype=bool)
    for start, end in edges.reshape(-1, 2):
        result[start:end] = end - start >= SHORTEST_RUN
    return result
