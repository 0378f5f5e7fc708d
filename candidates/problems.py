"""What can be wrong with a recording, in words for the candidate and for the company."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OVER_TIME = "over_time"
SHORTER = "shorter_than_recorded"
PART_UNREADABLE = "part_unreadable"

PROBLEMS: dict[str, Promise] = {
    "empty": _("The recording is empty: no sound and no picture arrived."),
    "not_media": _("The file is not a recording."),
    "missing_start": _("The beginning of the recording is missing, so it cannot be played."),
    "no_audio": _("The recording has no sound."),
    "unreadable": _("The recording is damaged and cannot be played."),
    "segments_differ": _("The parts of the recording do not fit together."),
    "too_large": _("The recording is too large to be processed."),
    "took_too_long": _("The recording took too long to process."),
    OVER_TIME: _("The answer is longer than its time allowed."),
    PART_UNREADABLE: _("A part of the recording cannot be read; the rest can be played."),
    SHORTER: _("The end of the recording is missing; what arrived can be played."),
}


def describe(code: str) -> str:
    """Return the words for a problem's code, or the empty string for none."""
    if not code:
        return ""
    return str(PROBLEMS.get(code, _("The recording could not be processed.")))
