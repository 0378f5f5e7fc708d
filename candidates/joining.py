"""Make one playable file of a take's segments, and of what can be played if not all can."""

from collections.abc import Sequence
from pathlib import Path

from candidates.problems import PART_UNREADABLE
from interview_platform.engines import media
from interview_platform.engines.media import MediaError, MediaInfo


def join(sources: Sequence[Path], target: Path) -> tuple[MediaInfo, str]:
    """Join the segments; return what the file is, and the code of what is odd about it.

    A page that died right after its recorder began, or a second device with another format, must
    not cost the rest: what cannot be read or does not fit is left out, and said to be.

    Raises:
        MediaError: nothing can be played, or a retry may help.
    """
    try:
        return media.assemble(sources, target), ""
    except MediaError as error:
        if not error.permanent or len(sources) == 1:
            raise
    return _join_most(_readable(sources, target), target), PART_UNREADABLE


def _readable(sources: Sequence[Path], target: Path) -> list[tuple[Path, float]]:
    """Return the segments that can be played by themselves, with their seconds.

    Raises:
        MediaError: none can; the first one's reason.
    """
    found, reasons = [], []
    for source in sources:
        try:
            found.append((source, media.assemble([source], target).duration_seconds))
        except MediaError as error:
            if not error.permanent:
                raise
            reasons.append(error)
    if not found:
        raise reasons[0]
    return found


def _join_most(readable: list[tuple[Path, float]], target: Path) -> MediaInfo:
    """Join all readable segments, or, if they differ in kind, play the longest."""
    try:
        return media.assemble([path for path, _ in readable], target)
    except MediaError as error:
        if error.code != "segments_differ":
            raise
    longest, _ = max(readable, key=lambda pair: pair[1])
    return media.assemble([longest], target)
