"""Editing questions. Every edit goes to the draft version; a published one never changes."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from interview_platform.lib import audit
from interview_platform.lib.audit import Actor
from interview_platform.lib.errors import Invalid
from interviews.enums import Difficulty
from interviews.models import Interview, InterviewVersion, Question
from interviews.selectors.interviews import latest_version, question_of, questions_of
from interviews.services.interviews import draft_of


@dataclass(frozen=True)
class QuestionFields:
    """What an editor says of a question; times in seconds."""

    text: str
    preparation_seconds: int = 60
    answer_seconds: int = 180
    category: str = ""
    difficulty: str = Difficulty.MEDIUM
    hints: str = ""
    expected_keywords: list[str] = field(default_factory=list)
    rubric: str = ""


@transaction.atomic
def question_add(
    *, interview: Interview, fields: QuestionFields, revision: int, actor: Actor, now: datetime
) -> Question:
    """Append a question to the draft and return it.

    Raises:
        Conflict: somebody has saved since `revision`.
    """
    version = draft_of(interview=interview, revision=revision, now=now)
    question = _create(version, fields, questions_of(version).count() + 1)
    _record("question.added", interview, question, actor, now)
    return question


@transaction.atomic
def question_restore(
    *,
    interview: Interview,
    fields: QuestionFields,
    order: int,
    revision: int,
    actor: Actor,
    now: datetime,
) -> Question:
    """Put a deleted question back at its place, under a new id, and return it.

    Raises:
        Conflict: somebody has saved since `revision`.
    """
    version = draft_of(interview=interview, revision=revision, now=now)
    questions_of(version).filter(order__gte=order).update(order=F("order") + 1)
    question = _create(version, fields, min(order, questions_of(version).count() + 1))
    _record("question.restored", interview, question, actor, now)
    return question


@transaction.atomic
def question_update(
    *,
    interview: Interview,
    public_id: UUID,
    fields: QuestionFields,
    revision: int,
    actor: Actor,
    now: datetime,
) -> Question:
    """Change a question in the draft and return it.

    Raises:
        NotFound: the interview has no such question.
        Conflict: somebody has saved since `revision`.
    """
    version = draft_of(interview=interview, revision=revision, now=now)
    question = question_of(version, public_id)
    for name, value in asdict(fields).items():
        setattr(question, name, value)
    question.save()
    _record("question.updated", interview, question, actor, now)
    return question


@transaction.atomic
def question_delete(
    *, interview: Interview, public_id: UUID, revision: int, actor: Actor, now: datetime
) -> None:
    """Take a question out of the draft; versions that were published keep it.

    Raises:
        NotFound: the interview has no such question.
        Conflict: somebody has saved since `revision`.
    """
    version = draft_of(interview=interview, revision=revision, now=now)
    question = question_of(version, public_id)
    _record("question.deleted", interview, question, actor, now, text=question.text)
    question.delete()
    _number(version)


@transaction.atomic
def questions_reorder(
    *, interview: Interview, order: list[UUID], revision: int, actor: Actor, now: datetime
) -> None:
    """Put the draft's questions into the given order.

    Raises:
        Invalid: `order` does not name each question once.
        Conflict: somebody has saved since `revision`.
    """
    version = draft_of(interview=interview, revision=revision, now=now)
    questions = {question.public_id: question for question in questions_of(version)}
    if sorted(questions) != sorted(order):
        message = _("Name each question of the interview once.")
        raise Invalid("bad_order", message, fields={"order": message})
    for number, public_id in enumerate(order, start=1):
        Question.objects.filter(pk=questions[public_id].pk).update(order=number)
    audit.record("questions.reordered", target=interview, actor=actor, now=now)


@transaction.atomic
def question_move(
    *,
    interview: Interview,
    public_id: UUID,
    step: int,
    revision: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Move a question of the draft a step up (-1) or down (1); at an end it stays.

    Raises:
        Conflict: somebody has saved since `revision`.
    """
    ids = [question.public_id for question in questions_of(latest_version(interview))]
    questions_reorder(
        interview=interview,
        order=_moved(ids, public_id, step),
        revision=revision,
        actor=actor,
        now=now,
    )


def _moved(ids: list[UUID], public_id: UUID, step: int) -> list[UUID]:
    """Return the order with one question a step away."""
    place = ids.index(public_id) if public_id in ids else None
    if place is None or not 0 <= place + step < len(ids):
        return ids
    order = ids.copy()
    order[place], order[place + step] = order[place + step], order[place]
    return order


def _create(version: InterviewVersion, fields: QuestionFields, order: int) -> Question:
    return Question.objects.create(
        company_id=version.company_id, version=version, order=order, **asdict(fields)
    )


def _number(version: InterviewVersion) -> None:
    """Close the gap that a deleted question leaves."""
    for number, question in enumerate(questions_of(version), start=1):
        if question.order != number:
            Question.objects.filter(pk=question.pk).update(order=number)


def _record(
    action: str, interview: Interview, question: Question, actor: Actor, now: datetime, **data: str
) -> None:
    audit.record(
        action,
        target=interview,
        actor=actor,
        now=now,
        question=str(question.public_id),
        **data,
    )
