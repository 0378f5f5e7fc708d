"""From bytes to a recording that can be played: claim → work → record."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candidates import files, problems, spool
from candidates.announce import session_changed
from candidates.enums import RecordingState
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


def recording_process(*, recording: Recording, now: datetime) -> None:
    """Keep the originals, make the playable file, and say what became of it.

    A repeat finds the recording no longer `captured` and only clears what is left in the spool.

    Raises:
        MediaError: processing failed in a way that a retry may mend.
    """
    if recording.state != RecordingState.CAPTURED:
        return spool_clear(recording=recording)
    segments = list(
        Segment.objects.filter(recording=recording, upload__offset__gt=0).select_related(
            "upload", "recording__company", "recording__session"
        )
    )
    hashes = {segment.pk: _keep_original(segment) for segment in segments}
    try:
        stored = _make_playable(recording, segments)
    except MediaError as error:
        if not error.permanent:
            raise
        _record(recording, hashes, RecordingState.REJECTED, now, problem=error.code)
    else:
        _record_ready(recording, hashes, stored, now)
    return spool_clear(recording=recording)


def spool_clear(*, recording: Recording) -> None:
    """Remove the spooled bytes of a take that was discarded, or whose originals are stored."""
    if recording.state in (RecordingState.CAPTURING, RecordingState.CAPTURED):
        return
    for upload in Upload.objects.filter(segment__recording=recording):
        spool.remove(str(upload.public_id))


def _keep_original(segment: Segment) -> str:
    """Store the segment's untouched bytes and return their SHA-256."""
    return files.store(spool.path_of(str(segment.upload.public_id)), files.original_name(segment))


def _make_playable(recording: Recording, segments: list[Segment]) -> Stored:
    """Join the segments into one seekable file in storage.

    Raises:
        MediaError: the bytes are no recording, or processing failed.
    """
    if not segments:
        raise MediaError("empty", "No byte arrived.")
    sources = [spool.path_of(str(segment.upload.public_id)) for segment in segments]
    with files.scratch() as folder:
        target = folder / "joined"
        info = media.assemble(sources, target)
        return _store_playable(recording, target, info)


def _store_playable(recording: Recording, path: Path, info: MediaInfo) -> Stored:
    name = files.playable_name(recording, media.suffix(info))
    files.store(path, name)
    return Stored(name, media.mime(info), path.stat().st_size, info)


def _record_ready(
    recording: Recording, hashes: dict[int, str], stored: Stored, now: datetime
) -> None:
    _record(
        recording,
        hashes,
        RecordingState.READY,
        now,
        file=stored.name,
        mime=stored.mime,
        size=stored.size,
        duration_ms=round(stored.info.duration_seconds * 1000),
        width=stored.info.width or None,
        height=stored.info.height or None,
        ready_at=now,
        problem=_oddity(recording, stored.info.duration_seconds),
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
    hashes: dict[int, str],
    to: RecordingState,
    now: datetime,
    **changes: object,
) -> None:
    """Write the outcome once, tell the apps above, and tell open pages."""
    set_recording_state(recording, to, RecordingState.CAPTURED, **changes)
    kept = Segment.objects.filter(pk__in=hashes)
    for segment in kept.select_related("recording__company", "recording__session"):
        Segment.objects.filter(pk=segment.pk).update(
            original=files.original_name(segment), sha256=hashes[segment.pk]
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
