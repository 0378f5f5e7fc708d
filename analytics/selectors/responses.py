"""The list of sessions as a reviewer sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import CharField, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce

from accounts.models import Company
from analytics.models import Decision
from candidates.enums import AnswerState, RecordingState
from candidates.models import Answer, Recording, Session
from interview_platform.lib.errors import NotFound
from interview_platform.lib.models import Job, JobState
from interviews.models import Question


def responses_of(
    company: Company, *, interview_key: str = "", search: str = ""
) -> QuerySet[Session]:
    """Return sessions, newest first, with answered, total, length_ms and decision."""
    sessions = Session.objects.filter(company=company)
    if interview_key:
        sessions = sessions.filter(version__interview__key=interview_key)
    if search:
        # The candidate's receipt names the beginning of the public id.
        reference = Cast("public_id", CharField())
        sessions = sessions.annotate(reference=reference).filter(
            Q(candidate__name__icontains=search)
            | Q(candidate__email__icontains=search)
            | Q(reference__istartswith=search)
        )
    return (
        sessions.select_related("candidate", "version__interview")
        .annotate(answered=_answered(), total=_total(), length_ms=_length(), decision=_decision())
        .order_by("-id")
    )


def response_by_id(company: Company, public_id: UUID) -> Session:
    """Return one session with candidate, version and interview.

    Raises:
        NotFound: the company has none with that id.
    """
    session = responses_of(company).filter(public_id=public_id).first()
    if session is None:
        raise NotFound("response_not_found", "There is no such response.")
    return session


def _count(rows: QuerySet[Answer] | QuerySet[Question], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _answered() -> Coalesce:
    kept = Answer.objects.filter(session=OuterRef("pk"), state=AnswerState.KEPT)
    return _count(kept, "session")


def _total() -> Coalesce:
    return _count(Question.objects.filter(version=OuterRef("version")), "version")


def _length() -> Coalesce:
    ready = Recording.objects.filter(session=OuterRef("pk"), state=RecordingState.READY)
    summed = ready.order_by().values("session").annotate(n=Sum("duration_ms")).values("n")
    return Coalesce(Subquery(summed, output_field=IntegerField()), 0)


def _decision() -> Subquery:
    standing = Decision.objects.filter(session=OuterRef("pk"), undone_at=None)
    return Subquery(standing.values("kind")[:1])


@dataclass(frozen=True)
class Processing:
    """How the background work on a session stands: steps waiting or running, and failed ones."""

    pending: int = 0
    failed: int = 0

    @property
    def state(self) -> str:
        """Return failed, processing or ready."""
        if self.failed:
            return "failed"
        return "processing" if self.pending else "ready"


def processing_of(sessions: Iterable[Session]) -> dict[str, Processing]:
    """Return, by session subject, how the work on each stands, in one query."""
    subjects = [f"session:{session.public_id}" for session in sessions]
    rows = (
        Job.objects.filter(subject__in=subjects)
        .exclude(state=JobState.DONE)
        .order_by()
        .values("subject", "state")
        .annotate(n=Count("pk"))
    )
    found: dict[str, Processing] = {}
    for row in rows:
        known = found.get(row["subject"], Processing())
        failed = row["n"] if row["state"] == JobState.PARKED else 0
        found[row["subject"]] = Processing(known.pending + row["n"] - failed, known.failed + failed)
    return found
