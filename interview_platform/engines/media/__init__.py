"""Container work: join segments, decode sound. Parsers run only in a limited child process."""

from __future__ import annotations

import os
import secrets
import tempfile
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import MediaError
from .info import MediaInfo, mime, suffix
from .sandbox import Limits, run
from .sniff import check, sniff

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..base import Samples

__all__ = [
    "Limits",
    "MediaError",
    "MediaInfo",
    "assemble",
    "decode_audio",
    "mime",
    "sniff",
    "suffix",
]

LIMITS = Limits()
MAX_AUDIO_SECONDS = 2 * 3600.0


def assemble(
    segments: Sequence[Path],
    destination: Path,
    *,
    gaps: Sequence[float] = (),
    limits: Limits = LIMITS,
) -> MediaInfo:
    """Join complete recordings, in order, into one seekable file that appears at once.

    `gaps` are the seconds before each segment after the first; without them each segment
    follows the former's end. A truncated segment counts as far as it goes. Segments are only
    read. The container follows the first segment (see MediaInfo). Raises MediaError.
    """
    if not segments:
        raise MediaError("empty", "There is no segment.")
    arguments = {
        "segments": [(str(path.resolve()), check(path)) for path in segments],
        "gaps": list(gaps) or [0.0] * (len(segments) - 1),
    }
    # Beside the destination, because a rename is atomic only within one file system.
    part = destination.resolve().with_name(f".{destination.name}.{secrets.token_hex(8)}.part")
    try:
        info = _media_info(run("assemble", {**arguments, "destination": str(part)}, limits))
        _sync(part)
        part.replace(destination)
    finally:
        part.unlink(missing_ok=True)
    return info


def decode_audio(
    path: Path, *, max_seconds: float = MAX_AUDIO_SECONDS, limits: Limits = LIMITS
) -> Samples:
    """Return the sound as mono 16 kHz float32 in -1..1, its times those of the recording.

    Holes in time are silence. Raises MediaError, `too_large` beyond `max_seconds`.
    """
    import numpy as np

    kind = check(path)
    with tempfile.TemporaryDirectory() as folder:
        pcm = Path(folder, "sound.pcm")
        run(
            "decode",
            {
                "path": str(path.resolve()),
                "kind": kind,
                "destination": str(pcm),
                "max_seconds": max_seconds,
            },
            limits,
        )
        return np.fromfile(pcm, dtype="<i2").astype(np.float32) / np.float32(32768)


def _media_info(result: dict[str, Any]) -> MediaInfo:
    """Check the child's answer field by field; raise MediaError."""
    kinds = {"str": str, "float": float, "bool": bool, "int": int}
    if all(type(result.get(f.name)) is kinds[str(f.type)] for f in fields(MediaInfo)):
        return MediaInfo(**result)
    raise MediaError("unreadable", "The reader gave no proper answer.")


def _sync(path: Path) -> None:
    """Bring a file's bytes to the disk before its name can be seen."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
