"""Reading a container with PyAV; runs in the worker process only."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@contextmanager
def opened(path: str, kind: str) -> Iterator[Any]:
    """Open a file as the kind it was sniffed to be; raise MediaError if it is not."""
    import av

    try:
        container = av.open(path, format=kind, options={"protocol_whitelist": "file"})
    except (av.InvalidDataError, EOFError) as error:
        raise MediaError("unreadable", f"The file cannot be read: {error}") from error
    with container:
        yield container


def chosen(container: Any) -> list[Any]:
    """Return the first picture and the first sound stream; other streams are left out."""
    streams = container.streams
    return [*streams.video[:1], *streams.audio[:1]]


def packets(container: Any, streams: Sequence[Any]) -> Iterator[Any]:
    """Yield the undamaged packets of a file up to its end or to where it breaks off."""
    import av

    try:
        for packet in container.demux(streams):
            if packet.dts is not None and packet.pts is not None and not packet.is_corrupt:
                yield packet
    except MemoryError:
        raise  # says nothing about the file: keeping only its beginning would lose sound
    except av.FFmpegError:
        return  # a truncated file: what came so far is kept


@dataclass(frozen=True)
class Extent:
    """Where packets begin and end, in seconds, and the streams (by index) that have any."""

    start: Fraction
    end: Fraction
    streams: frozenset[int]


def extent(container: Any, streams: Sequence[Any]) -> Extent:
    """Scan all packets without decoding them; raise MediaError if there are none."""
    starts: dict[int, Fraction] = {}
    ends: dict[int, Fraction] = {}
    for packet in packets(container, streams):
        start = packet.pts * packet.time_base
        end = start + (packet.duration or 0) * packet.time_base
        index = packet.stream.index
        starts[index] = min(starts.get(index, start), start)
        ends[index] = max(ends.get(index, end), end)
    if not starts:
        raise MediaError("unreadable", "The recording holds no picture and no sound.")
    return Extent(min(starts.values()), max(ends.values()), frozenset(starts))
