"""What reviewers think, and what a member decides."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from analytics.enums import DecisionKind
from analytics.models import AnswerRating, Decision, Review
from candidates.announce import session_changed
from candidates.enums import SessionState
from candidates.models import Answer, Session
from interview_platform.lib import audit
from interview_platform.lib.audit import Actor
from interview_platform.lib.errors import Conflict, Invalid

RATINGS = range(1, 6)


@transaction.atomic
def answer_rate(
    *,
    answer: Answer,
    reviewer: User,
    rating: int | None,
    note: str,
    actor: Actor,
    now: datetime,
) -> AnswerRating:
    """Keep a reviewer's rating (1 to 5, or none) and note on an answer; return the row.

    Raises:
        Invalid: the rating is outside its range.
    """
    if rating is not None and rating not in RATINGS:
        message = _("A rating is a number from 1 to 5.")
        raise Invalid("bad_rating", message, fields={"rating": message})
    review = _review(answer.session, reviewer, now)
    row, _created = AnswerRating.objects.update_or_create(
        review=review,
        answer=answer,
        defaults={"company_id": answer.company_id, "rating": rating, "note": note.strip()},
    )
    audit.record("answer.rated", target=review, actor=actor, now=now, answer=str(answer.public_id))
    session_changed(answer.session)
    return row


@transaction.atomic
def review_submit(*, session: Session, reviewer: User, actor: Actor, now: datetime) -> Review:
    """Hand a review in and return it; a second call keeps the first time.

    Raises:
        Invalid: no answer is rated.
    """
    review = _review(session, reviewer, now)
    if not AnswerRating.objects.filter(review=review, rating__isnull=False).exists():
        raise Invalid("nothing_rated", _("Rate at least one answer first."))
    if Review.objects.filter(pk=review.pk, submitted_at=None).update(submitted_at=now):
        review.submitted_at = now
        audit.record("review.submitted", target=review, actor=actor, now=now)
        session_changed(session)
    return review


def decision_make(
    *, session: Session, kind: DecisionKind, decided_by: User, actor: Actor, now: datetime
) -> Decision:
    """Decide on a submitted session in a member's name and return the decision.

    Raises:
        Conflict: it is not submitted, or a decision stands.
    """
    if session.state != SessionState.SUBMITTED:
        raise Conflict("not_submitted", _("The candidate has not submitted yet."))
    try:
        with transaction.atomic():
            return _decide(session, kind, decided_by, actor, now)
    except IntegrityError as error:
        raise Conflict("decided", _("There is a decision already. Undo it first.")) from error


def _decide(
    session: Session, kind: DecisionKind, decided_by: User, actor: Actor, now: datetime
) -> Decision:
    decision = Decision.objects.create(
        company_id=session.company_id,
        session=session,
        kind=kind,
        decided_by=decided_by,
        decided_at=now,
    )
    audit.record(
        "decision.made",
        target=decision,
        actor=actor,
        now=now,
        kind=kind,
        session=str(session.public_id),
    )
    session_changed(session)
    return decision


@transaction.atomic
def decision_undo(*, decision: Decision, actor: Actor, now: datetime) -> None:
    """Take a decision back; it stays in the trail.

    Raises:
        Conflict: it is undone already.
    """
    if not Decision.objects.filter(pk=decision.pk, undone_at=None).update(undone_at=now):
        raise Conflict("undone", _("This decision has been undone already."))
    decision.undone_at = now
    audit.record("decision.undone", target=decision, actor=actor, now=now, kind=decision.kind)
    session_changed(decision.session)


def _review(session: Session, reviewer: User, now: datetime) -> Review:
    """Return the reviewer's review of the session, or a new one."""
    review, _created = Review.objects.get_or_create(
        session=session,
        reviewer=reviewer,
        defaults={"company_id": session.company_id, "created_at": now},
    )
    return review
