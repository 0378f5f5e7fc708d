"""An interview's life: create, publish, edit again, close."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from interview_platform.lib import audit
from interview_platform.lib.audit import Actor
from interview_platform.lib.errors import Conflict, Invalid
from interviews.enums import InterviewStatus
from interviews.models import Interview, InterviewVersion, Question
from interviews.selectors.interviews import latest_version, questions_of


@transaction.atomic
def interview_create(
    *, company: Company, title: str, language: str, created_by: User, actor: Actor, now: datetime
) -> Interview:
    """Create a draft with an empty first version, and return it."""
    interview = Interview.objects.create(
        company=company, title=title, language=language, created_by=created_by, created_at=now
    )
    InterviewVersion.objects.create(company=company, interview=interview, number=1, created_at=now)
    audit.record("interview.created", target=interview, actor=actor, now=now)
    return interview


@transaction.atomic
def interview_update(
    *,
    interview: Interview,
    title: str,
    language: str,
    retakes: int,
    revision: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Change an interview's own fields.

    Raises:
        Conflict: somebody has saved since `revision`.
    """
    version = draft_of(interview=interview, revision=revision, now=now)
    Interview.objects.filter(pk=interview.pk).update(title=title, language=language)
    InterviewVersion.objects.filter(pk=version.pk).update(retakes=retakes)
    interview.refresh_from_db()
    audit.record("interview.updated", target=interview, actor=actor, now=now)


@transaction.atomic
def interview_publish(
    *, interview: Interview, actor: Actor, now: datetime, revision: int | None = None
) -> InterviewVersion:
    """Freeze the draft version, which new sessions then run.

    The first publication opens the interview; a closed one stays closed. Publishing counts as an
    edit, so that nobody can add to the version meanwhile. `revision` is the one the publisher saw,
    that of `interview` if it is not given.

    Raises:
        Invalid: there is no question.
        Conflict: somebody has saved since, or nothing has changed since the last publication.
    """
    seen = interview.revision if revision is None else revision
    version = latest_version(interview)
    if version.published_at is None:
        _count_edit(interview, seen)
    if not questions_of(version).exists():
        message = _("Add at least one question before you publish.")
        raise Invalid("no_questions", message, fields={"questions": message})
    frozen = InterviewVersion.objects.filter(pk=version.pk, published_at=None).update(
        published_at=now
    )
    if not frozen:
        raise Conflict("already_published", _("This version is published already."))
    version.published_at, interview.revision = now, seen + 1
    if interview.status == InterviewStatus.DRAFT:
        _set_status(interview, InterviewStatus.OPEN, InterviewStatus.DRAFT)
    audit.record(
        "interview.published", target=interview, actor=actor, now=now, version=version.number
    )
    return version


@transaction.atomic
def interview_close(*, interview: Interview, actor: Actor, now: datetime) -> None:
    """Take no new sessions; those under way may end.

    Raises:
        Conflict: it is not open.
    """
    _set_status(interview, InterviewStatus.CLOSED, InterviewStatus.OPEN)
    audit.record("interview.closed", target=interview, actor=actor, now=now)


@transaction.atomic
def interview_reopen(*, interview: Interview, actor: Actor, now: datetime) -> None:
    """Take sessions again.

    Raises:
        Conflict: it is not closed.
    """
    _set_status(interview, InterviewStatus.OPEN, InterviewStatus.CLOSED)
    audit.record("interview.reopened", target=interview, actor=actor, now=now)


def draft_of(*, interview: Interview, revision: int, now: datetime) -> InterviewVersion:
    """Return the draft to edit, making the next version if the last is published.

    Counts the edit; runs inside the editing service's transaction.

    Raises:
        Conflict: somebody has saved since `revision`.
    """
    _count_edit(interview, revision)
    interview.revision = revision + 1
    version = latest_version(interview)
    return version if version.published_at is None else _next_version(version, now)


def _count_edit(interview: Interview, seen: int) -> None:
    """Count an edit, and hold off every other until this transaction ends.

    Raises:
        Conflict: somebody has saved since the revision `seen`.
    """
    counted = Interview.objects.filter(pk=interview.pk, revision=seen).update(
        revision=F("revision") + 1
    )
    if not counted:
        raise Conflict(
            "edited_meanwhile", _("Somebody else has changed this interview. Reload to see it.")
        )


def _next_version(published: InterviewVersion, now: datetime) -> InterviewVersion:
    """Copy a published version, questions included, to a new draft."""
    draft = InterviewVersion.objects.create(
        company_id=published.company_id,
        interview_id=published.interview_id,
        number=published.number + 1,
        retakes=published.retakes,
        created_at=now,
    )
    for question in questions_of(published):
        _copy(question, draft)
    return draft


def _copy(question: Question, draft: InterviewVersion) -> None:
    """Copy one question under the same public id, so that an editor's page keeps its names."""
    fields = ("public_id", "order", "text", "kind", "category", "difficulty", "preparation_seconds",
              "answer_seconds", "hints", "expected_keywords", "rubric")  # fmt: skip
    values = {name: getattr(question, name) for name in fields}
    Question.objects.create(company_id=draft.company_id, version=draft, **values)


def _set_status(interview: Interview, to: InterviewStatus, *sources: InterviewStatus) -> None:
    """Change the status, if it is one of `sources`; the only place that does."""
    if not Interview.objects.filter(pk=interview.pk, status__in=sources).update(status=to):
        raise Conflict("interview_status", _("The interview's status does not allow this."))
    interview.status = to
