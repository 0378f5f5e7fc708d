"""What can be wrong with a media file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

CODES = frozenset(
    {
        "empty",  # no byte at all
        "not_media",  # text, programs, pictures, playlists
        "missing_start",  # a recording whose first bytes were lost
        "no_audio",
        "unreadable",
        "segments_differ",  # cannot be joined by copying packets
        "too_large",
        "took_too_long",
    }
)


class MediaError(EngineError):
    """A file cannot be used; permanent unless it only took too long."""

    def __init__(self, code: str, message: str) -> None:
        """Keep one of CODES and a message for people."""
        super().__init__(code, message, permanent=code != "took_too_long")

    def __reduce__(self) -> tuple[Callable[..., EngineError], tuple[Any, ...]]:
        """Survive the way between processes."""
        return type(self), (self.code, str(self))
