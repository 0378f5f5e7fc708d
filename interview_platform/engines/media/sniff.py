"""What a file is, from its bytes alone, before any parser sees it.

Sources: RFC 8794 (EBML), RFC 9559 (Matroska), ISO/IEC 14496-12 (MP4 boxes), RFC 3533 (Ogg),
ISO/IEC 11172-3 (MP3 frame header).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO

from .errors import MediaError

if TYPE_CHECKING:
    from pathlib import Path

HEAD_BYTES = 64
SEARCHED_BYTES = 32 * 1024 * 1024  # where a part of a recording is looked for
CHAIN = 3  # Matroska blocks in a row that cannot be chance

EBML = b"\x1a\x45\xdf\xa3"
CLUSTER = b"\x1f\x43\xb6\x75"
CLUSTER_TIME = 0xE7
SIMPLE_BLOCK = 0xA3
MP4_FIRST_BOXES = (b"ftyp", b"moov", b"styp", b"moof")


def sniff(head: bytes) -> str | None:
    """Return matroska, mp4, wav, mp3 or ogg from a file's first HEAD_BYTES, else None."""
    if head.startswith(EBML):
        return "matroska"
    if head[4:8] in MP4_FIRST_BOXES:
        return "mp4"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "wav"
    if head.startswith(b"OggS\x00"):
        return "ogg"
    return "mp3" if head.startswith(b"ID3") or _is_mp3_frame(head) else None


def check(path: Path) -> str:
    """Return what `sniff` says of a file; raise MediaError if it is no whole recording."""
    with path.open("rb") as file:
        kind = sniff(file.read(HEAD_BYTES))
        if path.stat().st_size == 0:
            raise MediaError("empty", "The file is empty.")
        if kind == "mp4" and not _mp4_starts_whole(file):
            kind = None
        file.seek(0)
        if kind is None and _is_a_later_part(file.read(SEARCHED_BYTES)):
            raise MediaError("missing_start", "The beginning of the recording is missing.")
    if kind is None:
        raise MediaError("not_media", "The file is not a recording.")
    return kind


def _is_mp3_frame(head: bytes) -> bool:
    """Tell whether an MPEG layer III frame header with possible values comes first."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    version, bitrate, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and bitrate not in (0, 15) and rate != 3


def _mp4_starts_whole(file: BinaryIO) -> bool:
    """Tell whether no fragment (moof) comes before the header (moov) it needs."""
    at = 0
    while box := _box(file, at):
        kind, size = box
        if kind == b"moov":
            return True
        if kind == b"moof":
            return False
        at += size
    return True


def _box(file: BinaryIO, at: int) -> tuple[bytes, int] | None:
    """Return type and size of the MP4 box at a position; None at the end or on nonsense."""
    file.seek(at)
    header = file.read(16)
    if len(header) < 8:
        return None
    size, kind = struct.unpack(">I4s", header[:8])
    if size == 1 and len(header) == 16:
        size = struct.unpack(">Q", header[8:])[0]
    return (kind, size) if size >= 8 else None


def _is_a_later_part(data: bytes) -> bool:
    """Tell whether bytes come from the middle of a Matroska or MP4 recording."""
    return _has_fragment(data) or _has_cluster(data) or _has_block_chain(data)


def _has_fragment(data: bytes) -> bool:
    """Find an MP4 fragment: a moof box whose first child is its mfhd."""
    at = data.find(b"moof")
    while at >= 0:
        if data[at + 8 : at + 12] == b"mfhd":
            return True
        at = data.find(b"moof", at + 1)
    return False


def _has_cluster(data: bytes) -> bool:
    """Find a Matroska cluster: its id, a size of 1 to 8 bytes, then its time."""
    at = data.find(CLUSTER)
    while at >= 0:
        length = _size_length(data, at + 4)
        if length and data[at + 4 + length : at + 5 + length] == bytes([CLUSTER_TIME]):
            return True
        at = data.find(CLUSTER, at + 1)
    return False


def _has_block_chain(data: bytes) -> bool:
    """Find Matroska blocks in a row, each beginning where the one before says it ends."""
    window = data[: 1024 * 1024]
    at = window.find(SIMPLE_BLOCK)
    while at >= 0:
        if _chain_length(data, at) >= CHAIN:
            return True
        at = window.find(SIMPLE_BLOCK, at + 1)
    return False


def _chain_length(data: bytes, at: int) -> int:
    """Count, up to CHAIN, the blocks that follow one another from a position on."""
    for count in range(CHAIN):
        length = _size_length(data, at + 1) if data[at : at + 1] == bytes([SIMPLE_BLOCK]) else 0
        body = at + 1 + length
        # A block begins with a track number, which of a browser's recording has one byte.
        if not length or not data[body : body + 1] or data[body] & 0xF0 != 0x80:
            return count
        size = int.from_bytes(data[at + 1 : body], "big") - (1 << 7 * length)
        at = body + size
    return CHAIN


def _size_length(data: bytes, at: int) -> int:
    """Return how many bytes an EBML size takes (RFC 8794 section 4); 0 if there is none."""
    first = data[at] if at < len(data) else 0
    return 9 - first.bit_length() if first else 0
