"""Takes: what is recorded for an answer, until one is kept."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from candidates.announce import session_changed
from candidates.enums import AnswerState, MediaKind, RecordingState, UploadState
from candidates.models import Answer, Recording, Segment, Session, Upload
from candidates.selectors.answers import takes_left
from candidates.services.answers import set_answer_state
from candidates.services.guards import hold_running
from candidates.services.recordings import set_recording_state
from candidates.services.uploads import acknowledge
from interview_platform.lib import audit, jobs
from interview_platform.lib.audit import Actor
from interview_platform.lib.errors import Conflict

KEPT = (RecordingState.CAPTURED, RecordingState.READY, RecordingState.REJECTED)


def take_start(*, answer: Answer, media: MediaKind, actor: Actor, now: datetime) -> Recording:
    """Begin a take, discarding one that was not kept, and return it.

    Raises:
        Gone, Conflict: the session has ended, the answer is kept, or no take is left.
    """
    try:
        with transaction.atomic():
            hold_running(answer.session, now=now)
            return _start(answer, media, actor, now)
    except IntegrityError as error:
        raise Conflict(
            "superseded", _("A take has just begun in another tab or device.")
        ) from error


def _start(answer: Answer, media: MediaKind, actor: Actor, now: datetime) -> Recording:
    _require_opened(answer)
    if takes_left(answer) == 0:
        raise Conflict("no_takes_left", _("You have used all your takes for this question."))
    _discard_unkept(answer, actor, now)
    take = Recording.objects.create(
        company_id=answer.company_id,
        session=answer.session,
        answer=answer,
        take=Recording.objects.filter(answer=answer).count() + 1,
        media=media,
        started_at=now,
    )
    _advance_epoch(answer.session)
    audit.record("take.started", target=take, actor=actor, now=now, take=take.take)
    return take


@transaction.atomic
def take_resume(*, recording: Recording, actor: Actor, now: datetime) -> None:
    """Go on with an interrupted take on this page, and on no other.

    Raises:
        Gone, Conflict: the session has ended, or the take is closed.
    """
    hold_running(recording.session, now=now)
    if recording.state != RecordingState.CAPTURING:
        raise Conflict("recording_state", _("This recording is no longer open."))
    _advance_epoch(recording.session)
    audit.record("take.resumed", target=recording, actor=actor, now=now, take=recording.take)


def _advance_epoch(session: Session) -> None:
    """Fence out whoever recorded until now: only the newest epoch may begin a segment."""
    Session.objects.filter(pk=session.pk).update(epoch=F("epoch") + 1)
    session.refresh_from_db(fields=["epoch"])


@transaction.atomic
def take_keep(
    *, recording: Recording, declared_ms: int | None, actor: Actor, now: datetime
) -> None:
    """Choose the take as the answer and queue its processing; a repeat changes nothing.

    Raises:
        Gone: the session has ended.
        Conflict: bytes are still missing, or the take was discarded.
    """
    recording.refresh_from_db(fields=["state"])
    if recording.state in KEPT:
        return
    hold_running(recording.session, now=now)
    _close_abandoned(recording)
    _require_all_bytes(recording)
    set_recording_state(
        recording,
        RecordingState.CAPTURED,
        RecordingState.CAPTURING,
        captured_at=now,
        declared_ms=declared_ms,
    )
    if recording.answer is not None:  # a session-level recording answers no question
        set_answer_state(recording.answer, AnswerState.KEPT, AnswerState.OPENED, kept_at=now)
    audit.record("take.kept", target=recording, actor=actor, now=now, take=recording.take)
    jobs.enqueue(
        "candidates.process_recording",
        key=f"process:{recording.public_id}",
        company_id=recording.company_id,
        subject=f"session:{recording.session.public_id}",
        now=now,
        recording_id=recording.pk,
    )
    session_changed(recording.session)


def _require_opened(answer: Answer) -> None:
    if not Answer.objects.filter(pk=answer.pk, state=AnswerState.OPENED).exists():
        raise Conflict("answer_kept", _("This answer has been kept already."))


def _discard_unkept(answer: Answer, actor: Actor, now: datetime) -> None:
    for take in _unkept(answer):
        set_recording_state(take, RecordingState.DISCARDED, RecordingState.CAPTURING)
        audit.record("take.discarded", target=take, actor=actor, now=now, take=take.take)
        jobs.enqueue(
            "candidates.forget_take",
            key=f"forget:{take.public_id}",
            company_id=take.company_id,
            now=now,
            recording_id=take.pk,
        )


def _unkept(answer: Answer) -> QuerySet[Recording]:
    return Recording.objects.filter(answer=answer, state=RecordingState.CAPTURING)


def _close_abandoned(recording: Recording) -> None:
    """Complete, as far as they came, the segments whose page has gone for good."""
    abandoned = Upload.objects.filter(
        segment__recording=recording,
        segment__epoch__lt=recording.session.epoch,
        state=UploadState.RECEIVING,
    )
    for upload in abandoned:
        acknowledge(upload, upload.offset, upload.offset, upload.last_byte_at)


def _require_all_bytes(recording: Recording) -> None:
    segments = Segment.objects.filter(recording=recording)
    complete = segments.filter(upload__state=UploadState.COMPLETE).count()
    if complete == 0 or complete < segments.count():
        raise Conflict("bytes_missing", _("Part of the recording has not arrived yet."))
