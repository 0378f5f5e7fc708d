"""Turns the sound of any recording into raw samples; runs in the worker process only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..base import SAMPLE_RATE
from .errors import MediaError
from .packets import opened, packets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

BYTES_PER_SAMPLE = 2
# Lost packets leave a hole in time. It is filled with silence, or every word after it would
# be found too early in the picture. Smaller differences are rounding.
SMALLEST_HOLE_SECONDS = 0.06


def decode(path: str, kind: str, destination: str, max_seconds: float) -> dict[str, Any]:
    """Write mono 16 kHz signed 16-bit little-endian samples; raise MediaError.

    Returns their number as `samples`.
    """
    with opened(path, kind) as source, Path(destination).open("wb") as file:
        if not source.streams.audio:
            raise MediaError("no_audio", "The recording has no sound.")
        track = _Track(file, int(max_seconds * SAMPLE_RATE))
        for frame in _frames(source, source.streams.audio[0]):
            track.add(frame)
        track.finish()
    if not track.written:
        raise MediaError("no_audio", "The recording's sound is empty.")
    return {"samples": track.written}


def _frames(source: Any, stream: Any) -> Iterator[Any]:
    """Yield decoded frames; a packet that cannot be decoded is left out."""
    import av

    stream.codec_context.thread_count = 1
    for packet in packets(source, [stream]):
        try:
            yield from packet.decode()
        except av.FFmpegError:
            continue


class _Track:
    """Resamples frames and writes them where their times say."""

    def __init__(self, file: BinaryIO, limit: int) -> None:
        """Write to a file; more than `limit` samples are refused."""
        self.file = file
        self.limit = limit
        self.written = 0
        self._resampler: Any = None
        self._format: tuple[object, ...] = ()

    def add(self, frame: Any) -> None:
        """Write one frame, after silence if its time lies ahead; raise MediaError."""
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        hole = (frame.time or 0.0) - self.written / SAMPLE_RATE
        if shape != self._format or hole > SMALLEST_HOLE_SECONDS:
            self.finish()
            self._restart(shape)
        if hole > SMALLEST_HOLE_SECONDS:
            self._silence(round(frame.time * SAMPLE_RATE) - self.written)
        frame.pts = None  # the resampler counts samples; it must not mend times itself
        self._write(self._resampler.resample(frame))

    def finish(self) -> None:
        """Write what the resampler still holds."""
        if self._resampler is not None:
            self._write(self._resampler.resample(None))
            self._resampler = None

    def _restart(self, shape: tuple[object, ...]) -> None:
        """Begin a new run of frames that are alike."""
        import av

        self._format = shape
        self._resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)

    def _silence(self, samples: int) -> None:
        """Leave a hole in the file, which reads as zeros and takes no memory."""
        if samples > 0:
            self._count(samples)
            self.file.seek(samples * BYTES_PER_SAMPLE, os.SEEK_CUR)

    def _write(self, frames: list[Any]) -> None:
        """Write resampled frames; their buffers are longer than their sound."""
        for frame in frames:
            self._count(frame.samples)
            self.file.write(bytes(frame.planes[0])[: frame.samples * BYTES_PER_SAMPLE])

    def _count(self, samples: int) -> None:
        """Keep count; raise MediaError beyond the limit."""
        self.written += samples
        if self.written > self.limit:
            raise MediaError("too_large", "The recording is too long.")
