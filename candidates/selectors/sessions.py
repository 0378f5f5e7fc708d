"""Finding sessions and what is still to do in them."""

from uuid import UUID

from django.db.models import QuerySet

from candidates.enums import AnswerState, SessionState
from candidates.models import Answer, Invitation, Recording, Session
from interview_platform.lib.errors import NotFound
from interviews.models import Question

LIVE = [SessionState.CREATED, SessionState.IN_PROGRESS]


def live_session(invitation: Invitation) -> Session | None:
    """Return the invitation's session that has not ended, or None."""
    return Session.objects.filter(invitation=invitation, state__in=LIVE).first()


def submitted_session(invitation: Invitation) -> Session | None:
    """Return the invitation's newest session that was handed in, or None."""
    submitted = Session.objects.filter(invitation=invitation, state=SessionState.SUBMITTED)
    return submitted.order_by("-id").first()


def unanswered_questions(session: Session) -> QuerySet[Question]:
    """Return the questions without a kept answer, in their order."""
    kept = Answer.objects.filter(session=session, state=AnswerState.KEPT)
    return (
        Question.objects.filter(version=session.version_id)
        .exclude(pk__in=kept.values("question"))
        .order_by("order", "id")
    )


def question_in(session: Session, public_id: UUID) -> Question:
    """Return a question of the session's version.

    Raises:
        NotFound: the version has none with that id.
    """
    question = Question.objects.filter(version=session.version_id, public_id=public_id).first()
    if question is None:
        raise NotFound("question_not_found", "There is no such question.")
    return question


def recording_in(session: Session, public_id: UUID) -> Recording:
    """Return a recording of the session, with its answer and question.

    Raises:
        NotFound: the session has none with that id.
    """
    found = Recording.objects.filter(session=session, public_id=public_id)
    recording = found.select_related("answer__question", "session__invitation").first()
    if recording is None:
        raise NotFound("recording_not_found", "There is no such recording.")
    return recording
