"""Finding interviews, their versions and questions."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from interview_platform.lib.errors import NotFound
from interviews.models import Interview, InterviewVersion, Question


def interviews_of(company: Company) -> QuerySet[Interview]:
    """Return the company's interviews, newest first."""
    return Interview.objects.filter(company=company).order_by("-id")


def interview_by_key(company: Company, key: str) -> Interview:
    """Return one interview.

    Raises:
        NotFound: the company has none with that key.
    """
    try:
        return Interview.objects.get(company=company, key=key)
    except Interview.DoesNotExist:
        raise NotFound("interview_not_found", _("There is no such interview.")) from None


def latest_version(interview: Interview) -> InterviewVersion:
    """Return the version an editor sees: the draft if there is one, else the published."""
    return InterviewVersion.objects.filter(interview=interview).latest("number")


def published_version(interview: Interview) -> InterviewVersion | None:
    """Return the version a new session runs, or None before the first publication."""
    published = InterviewVersion.objects.filter(interview=interview, published_at__isnull=False)
    return published.order_by("-number").first()


def questions_of(version: InterviewVersion) -> QuerySet[Question]:
    """Return the version's questions in their order."""
    return Question.objects.filter(version=version).order_by("order", "id")


def question_of(version: InterviewVersion, public_id: UUID) -> Question:
    """Return one question.

    Raises:
        NotFound: the version has none with that id.
    """
    question = Question.objects.filter(version=version, public_id=public_id).first()
    if question is None:
        raise NotFound("question_not_found", _("There is no such question."))
    return question
