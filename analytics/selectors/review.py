"""Everything on the review page, in a fixed number of queries."""

import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from accounts.models import User
from analytics.models import (
    AnalysisRun,
    AnswerRating,
    Decision,
    DeliveryMetrics,
    Review,
    Transcript,
)
from candidates.enums import RecordingState
from candidates.models import Session
from candidates.selectors.answers import GivenAnswer, answers_of
from interview_platform.lib.errors import NotFound
from interview_platform.lib.models import Job, JobState
from interviews.models import Question
from interviews.selectors.interviews import questions_of


@dataclass(frozen=True)
class AnswerPanel:
    """One answer as the reviewer sees it."""

    number: int
    given: GivenAnswer
    ai_analysis: bool
    transcript: Transcript | None = None
    delivery: DeliveryMetrics | None = None
    rating: AnswerRating | None = None
    steps: list[Job] = field(default_factory=list)

    @property
    def failed_steps(self) -> list[Job]:
        """Return the steps that wait for a person."""
        return [job for job in self.steps if job.state == JobState.PARKED]

    @property
    def state(self) -> str:
        """Return waiting, rejected, failed, processing, human_only or ready."""
        recording = self.given.recording
        if recording is None:
            return "waiting"
        if recording.state == RecordingState.REJECTED:
            return "rejected"
        if self.failed_steps:
            return "failed"
        if recording.state != RecordingState.READY or self._steps_left:
            return "processing"
        return "ready" if self.ai_analysis else "human_only"

    @property
    def _steps_left(self) -> bool:
        return any(job.state != JobState.DONE for job in self.steps)

    @property
    def version(self) -> str:
        """Return what changes when this panel does."""
        rows = (self.transcript, self.delivery)
        recording = self.given.recording
        jobs = [f"{job.pk}{job.state}{job.attempts}" for job in self.steps]
        return "|".join(
            [self.state, str(recording and recording.pk), *(str(r and r.pk) for r in rows), *jobs]
        )


@dataclass(frozen=True)
class ReviewPage:
    """A session under review: its questions in order, and the panels of those begun."""

    session: Session
    questions: list[Question]
    panels: list[AnswerPanel]
    decision: Decision | None
    decisions: list[Decision]
    review: Review | None
    other_reviews: list[Review]

    @property
    def undone(self) -> list[Decision]:
        """Return the decisions that were taken back, newest first."""
        return [decision for decision in self.decisions if decision.undone_at]

    @property
    def version(self) -> str:
        """Return a short hash that changes when anything live on the page does."""
        parts = [panel.version for panel in self.panels]
        parts += [self.session.state, str([(d.pk, d.undone_at) for d in self.decisions])]
        parts += [str(self.review and self.review.submitted_at)]
        parts += [_seen(review) for review in self.other_reviews]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def review_page(session: Session, reviewer: User) -> ReviewPage:
    """Return the page for one reviewer; others' reviews show only once their own is submitted."""
    review = Review.objects.filter(session=session, reviewer=reviewer).first()
    decisions = list(Decision.objects.filter(session=session).select_related("decided_by"))
    questions = list(questions_of(session.version))
    return ReviewPage(
        session=session,
        questions=questions,
        panels=_panels(session, review, questions),
        decision=next((d for d in decisions if d.undone_at is None), None),
        decisions=decisions,
        review=review,
        other_reviews=_others(session, reviewer) if review and review.submitted_at else [],
    )


def _seen(review: Review) -> str:
    """Return what changes when a colleague's review does."""
    rows = [(row.answer_id, row.rating, row.note) for row in review.ratings.all()]
    return f"{review.pk}{rows}"


def _others(session: Session, reviewer: User) -> list[Review]:
    submitted = Review.objects.filter(session=session, submitted_at__isnull=False)
    return list(
        submitted.exclude(reviewer=reviewer)
        .select_related("reviewer")
        .prefetch_related("ratings__answer__question")
    )


def _panels(
    session: Session, review: Review | None, questions: list[Question]
) -> list[AnswerPanel]:
    run = AnalysisRun.objects.filter(session=session).order_by("-version").first()
    transcripts = _by_recording(Transcript.objects.filter(run=run)) if run else {}
    deliveries = _by_recording(DeliveryMetrics.objects.filter(run=run)) if run else {}
    ratings = {row.answer_id: row for row in AnswerRating.objects.filter(review=review)}
    steps = _steps(session)
    numbers = {question.pk: number for number, question in enumerate(questions, start=1)}
    return [
        AnswerPanel(
            number=numbers[given.answer.question_id],
            given=given,
            ai_analysis=session.ai_analysis,
            transcript=transcripts.get(given.recording and given.recording.pk),
            delivery=deliveries.get(given.recording and given.recording.pk),
            rating=ratings.get(given.answer.pk),
            steps=steps.get(given.recording.pk, []) if given.recording else [],
        )
        for given in answers_of(session)
    ]


def _by_recording(rows: Any) -> dict[Any, Any]:
    """Return the newest row of each recording."""
    return {row.recording_id: row for row in rows.order_by("id")}


def _steps(session: Session) -> dict[int, list[Job]]:
    """Return the session's jobs by the recording they work on."""
    steps: dict[int, list[Job]] = {}
    subject = f"session:{session.public_id}"
    for job in Job.objects.filter(subject=subject, company_id=session.company_id):
        steps.setdefault(job.kwargs.get("recording_id", 0), []).append(job)
    return steps


def decision_in(session: Session, public_id: UUID) -> Decision:
    """Return a decision on the session.

    Raises:
        NotFound: the session has none with that id.
    """
    decision = Decision.objects.filter(session=session, public_id=public_id).first()
    if decision is None:
        raise NotFound("decision_not_found", "There is no such decision.")
    return decision
