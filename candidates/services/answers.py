"""Answers: the question's clock, and a second chance for an unusable recording."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candidates.announce import session_changed
from candidates.enums import AnswerState, RecordingState
from candidates.models import Answer, Recording, Session
from candidates.services.guards import hold_running
from interview_platform.lib import audit
from interview_platform.lib.audit import Actor
from interview_platform.lib.errors import Conflict
from interviews.models import Question


@transaction.atomic
def answer_open(*, session: Session, question: Question, actor: Actor, now: datetime) -> Answer:
    """Show a question: start its clock once, and return the answer there is.

    Raises:
        Gone, Conflict: the session has ended.
    """
    hold_running(session, now=now)
    answer, created = Answer.objects.select_related("question", "session").get_or_create(
        session=session,
        question=question,
        defaults={"company_id": session.company_id, "opened_at": now},
    )
    if created:
        audit.record(
            "answer.opened", target=answer, actor=actor, now=now, question=str(question.public_id)
        )
    return answer


@transaction.atomic
def answer_reopen(*, answer: Answer, actor: Actor, now: datetime) -> None:
    """Let the candidate record again an answer whose recording turned out unusable.

    Raises:
        Gone: the session has ended.
        Conflict: the recording is usable.
    """
    hold_running(answer.session, now=now)
    usable = Recording.objects.filter(answer=answer).exclude(
        state__in=[RecordingState.REJECTED, RecordingState.DISCARDED]
    )
    if usable.exists():
        raise Conflict("recording_usable", _("This answer has been recorded well."))
    set_answer_state(answer, AnswerState.OPENED, AnswerState.KEPT, opened_at=now, kept_at=None)
    audit.record("answer.reopened", target=answer, actor=actor, now=now)
    session_changed(answer.session)


def set_answer_state(
    answer: Answer, to: AnswerState, *sources: AnswerState, **changes: datetime | None
) -> None:
    """Change the state, if it is one of `sources`; the only place that does.

    Raises:
        Conflict: it is in another state.
    """
    held = Answer.objects.filter(pk=answer.pk, state__in=sources)
    if not held.update(state=to, **changes):
        raise Conflict("answer_state", _("This answer is no longer open."))
    answer.refresh_from_db()
