"""From bytes to a recording that can be played: claim → work → record."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candidates import files, problems, spool
from candidates.announce import session_changed
from candidates.enums import RecordingState
from candidates.joining import join
from candidates.limits import OVERRUN_SECONDS, answer_seconds
from candidates.models import Recording, Segment, Upload
from candidates.signals import recording_ready
from interview_platform.engines import media
from interview_platform.engines.media import MediaError, MediaInfo
from interview_platform.lib import audit
from interview_platform.lib.audit import SYSTEM
from interview_platform.lib.errors import Conflict

SHORTFALL_SECONDS = 1.5  # a recorder's clock and its last slice may differ this much


@dataclass(frozen=True)
class Stored:
    """Where a playable file lies and what it is."""

    name: str
    mime: str
    size: int
    info: MediaInfo
    problem: str


@dataclass(frozen=True)
class Original:
    """A segment's untouched bytes, on disk and in storage."""

    segment: Segment
    path: Path
    name: str
    sha256: str


def recording_process(*, recording: Recording, now: datetime) -> None:
    """Keep the originals, make the playable file, and say what became of it.

    A repeat finds the recording no longer `captured` and only clears what is left in the spool.

    Raises:
        MediaError: processing failed in a way that a retry may mend.
    """
    if recording.state == RecordingState.CAPTURED:
        originals = _keep_originals(recording)
        try:
            stored = _make_playable(recording, originals)
        except MediaError as error:
            if not error.permanent:
                raise
            _record(recording, originals, RecordingState.REJECTED, now, problem=error.code)
        else:
            _record_ready(recording, originals, stored, now)
    spool_clear(recording=recording)


def spool_clear(*, recording: Recording) -> None:
    """Remove the spooled bytes of a take that was discarded, or whose originals are stored."""
    if recording.state in (RecordingState.CAPTURING, RecordingState.CAPTURED):
        return
    for upload in Upload.objects.filter(segment__recording=recording):
        spool.remove(str(upload.public_id))


def _keep_originals(recording: Recording) -> list[Original]:
    """Store every segment's acknowledged bytes, exactly those, before anything reads them."""
    segments = Segment.objects.filter(recording=recording, upload__offset__gt=0)
    return [_keep(recording, segment) for segment in segments.select_related("upload")]


def _keep(recording: Recording, segment: Segment) -> Original:
    path = spool.seal(str(segment.upload.public_id), segment.upload.offset)
    name, digest = files.store(path, recording, f"original-{segment.index:03}", ".bin")
    return Original(segment, path, name, digest)


def _make_playable(recording: Recording, originals: list[Original]) -> Stored:
    """Join the segments into one seekable file in storage.

    Raises:
        MediaError: the bytes are no recording, or processing failed.
    """
    if not originals:
        raise MediaError("empty", "No byte arrived.")
    with files.scratch() as folder:
        target = folder / "joined"
        info, problem = join([original.path for original in originals], target)
        name, _digest = files.store(target, recording, "recording", media.suffix(info))
        return Stored(name, media.mime(info), target.stat().st_size, info, problem)


def _record_ready(
    recording: Recording, originals: list[Original], stored: Stored, now: datetime
) -> None:
    _record(
        recording,
        originals,
        RecordingState.READY,
        now,
        file=stored.name,
        mime=stored.mime,
        size=stored.size,
        duration_ms=round(stored.info.duration_seconds * 1000),
        width=stored.info.width or None,
        height=stored.info.height or None,
        ready_at=now,
        problem=stored.problem or _oddity(recording, stored.info.duration_seconds),
    )


def _oddity(recording: Recording, seconds: float) -> str:
    """Return the code of what is odd about a usable recording, or the empty string."""
    declared = recording.declared_ms
    if declared is not None and declared / 1000 > seconds + SHORTFALL_SECONDS:
        return problems.SHORTER
    answer = recording.answer
    if answer is None:
        return ""
    limit = answer_seconds(answer.question, recording.session)
    return problems.OVER_TIME if seconds > limit + OVERRUN_SECONDS else ""


@transaction.atomic
def _record(
    recording: Recording,
    originals: list[Original],
    to: RecordingState,
    now: datetime,
    **changes: object,
) -> None:
    """Write the outcome once, tell the apps above, and tell open pages."""
    set_recording_state(recording, to, RecordingState.CAPTURED, **changes)
    for original in originals:
        Segment.objects.filter(pk=original.segment.pk).update(
            original=original.name, sha256=original.sha256
        )
    audit.record(
        f"recording.{to}", target=recording, actor=SYSTEM, now=now, problem=recording.problem
    )
    if to == RecordingState.READY:
        recording_ready.send(sender=Recording, recording=recording, now=now)
    session_changed(recording.session)


def set_recording_state(
    recording: Recording, to: RecordingState, *sources: RecordingState, **changes: object
) -> None:
    """Change the state, if it is one of `sources`; the only place that does.

    Raises:
        Conflict: it is in another state.
    """
    held = Recording.objects.filter(pk=recording.pk, state__in=sources)
    if not held.update(state=to, **changes):
        raise Conflict("recording_state", _("This recording is no longer open."))
    recording.refresh_from_db()
