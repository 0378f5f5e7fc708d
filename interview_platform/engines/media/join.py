"""Joins the segments of a recording into one seekable file; runs in the worker process only.

Packets are copied, never encoded again. MediaRecorder writes neither duration nor index
(WebM) or both spread over fragments (MP4); the muxers write them anew, at the front.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .errors import MediaError
from .info import MediaInfo
from .packets import Extent, chosen, extent, opened, packets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

IN_WEBM = frozenset({"vp8", "vp9", "av1", "opus", "vorbis"})
IN_MP4 = frozenset({"h264", "hevc", "av1", "vp9", "aac", "mp3", "opus"})
# These pictures carry their own description, so that each segment may have its own size.
SELF_DESCRIBING = frozenset({"vp8", "vp9", "av1"})
MUXER_OPTIONS = {
    "webm": {"cues_to_front": "1"},
    "matroska": {"cues_to_front": "1"},
    "mp4": {"movflags": "+faststart"},
}


@dataclass(frozen=True)
class Part:
    """A checked segment: its streams' descriptions, its packets' extent, its silence before."""

    path: str
    kind: str
    shape: tuple[tuple[object, ...], ...]
    codecs: frozenset[str]
    extent: Extent
    gap: Fraction


def assemble(
    segments: Sequence[tuple[str, str]], gaps: Sequence[float], destination: str
) -> dict[str, Any]:
    """Join (path, kind) segments into `destination`; return a MediaInfo's fields.

    `gaps` are seconds before each segment after the first. Raises MediaError.
    """
    silences = [0.0, *gaps]
    parts = [_part(*segment, gap) for segment, gap in zip(segments, silences, strict=True)]
    if any((part.kind, part.shape) != (parts[0].kind, parts[0].shape) for part in parts):
        raise MediaError("segments_differ", "The segments were not recorded in the same way.")
    container = _container(parts[0])
    _write(parts, destination, container)
    return asdict(_describe(destination, parts[0].kind, container))


def _part(path: str, kind: str, gap: float) -> Part:
    """Look through one segment."""
    with opened(path, kind) as source:
        streams = chosen(source)
        found = extent(source, streams)
        present = [stream for stream in streams if stream.index in found.streams]
        codecs = frozenset(stream.codec_context.name for stream in present)
        shape = tuple(_shape(stream) for stream in present)
        return Part(path, kind, shape, codecs, found, Fraction(gap).limit_denominator(1000))


def _shape(stream: Any) -> tuple[object, ...]:
    """Return what two streams must have in common to be joined by copying packets."""
    context = stream.codec_context
    if stream.type == "audio":
        return ("audio", context.name, context.sample_rate, context.layout.name)
    if context.name in SELF_DESCRIBING:
        return ("video", context.name)
    return ("video", context.name, context.width, context.height, bytes(context.extradata or b""))


def _container(part: Part) -> str:
    """Choose the container that browsers play for what is inside."""
    if part.kind not in ("matroska", "mp4"):
        return part.kind
    if part.kind == "matroska" and part.codecs <= IN_WEBM:
        return "webm"
    return "mp4" if part.codecs <= IN_MP4 else "matroska"


def _write(parts: Sequence[Part], destination: str, container: str) -> None:
    """Copy all parts, one after the other, into a new file."""
    import av

    options = MUXER_OPTIONS.get(container, {})
    with av.open(destination, "w", format=container, options=options) as target:
        outputs: dict[str, Any] = {}
        last: dict[str, Fraction] = {}
        for part, offset in _offsets(parts):
            with opened(part.path, part.kind) as source:
                _copy(source, part, offset, target, outputs, last)


def _offsets(parts: Sequence[Part]) -> Iterator[tuple[Part, Fraction]]:
    """Yield each part with the seconds to add to its times; the first begins at 0."""
    end = Fraction(0)
    for part in parts:
        offset = end + part.gap - part.extent.start
        yield part, offset
        end = offset + part.extent.end


def _copy(
    source: Any,
    part: Part,
    offset: Fraction,
    target: Any,
    outputs: dict[str, Any],
    last: dict[str, Fraction],
) -> None:
    """Copy one part's packets, moved by `offset` seconds, in strictly rising order."""
    streams = [stream for stream in chosen(source) if stream.index in part.extent.streams]
    for stream in streams:
        if stream.type not in outputs:
            outputs[stream.type] = target.add_stream_from_template(stream)
    for packet in packets(source, streams):
        kind = packet.stream.type
        _shift(packet, offset)
        when = packet.dts * packet.time_base
        if kind in last and when <= last[kind]:
            continue  # muxers refuse packets that go back in time
        last[kind] = when
        packet.stream = outputs[kind]
        target.mux(packet)


def _shift(packet: Any, offset: Fraction) -> None:
    """Move a packet in time, in the units of its own time base."""
    ticks = round(offset / packet.time_base)
    packet.dts += ticks
    packet.pts += ticks


def _describe(path: str, kind: str, container: str) -> MediaInfo:
    """Describe the finished file from its own packets."""
    kind = "matroska" if container in ("webm", "matroska") else container
    with opened(path, kind) as source:
        found = extent(source, chosen(source))
        video = next((s for s in source.streams.video if s.index in found.streams), None)
        audio = next((s for s in source.streams.audio if s.index in found.streams), None)
        return MediaInfo(
            container=container,
            duration_seconds=float(found.end),
            has_video=video is not None,
            has_audio=audio is not None,
            video_codec=video.codec_context.name if video else "",
            audio_codec=audio.codec_context.name if audio else "",
            width=video.codec_context.width if video else 0,
            height=video.codec_context.height if video else 0,
        )
