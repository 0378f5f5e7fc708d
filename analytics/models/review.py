"""What people think, and what a person decided."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from analytics.enums import DecisionKind
from candidates.models import Answer, Session
from interview_platform.lib.tenancy import TenantModel


class Review(TenantModel):
    """One reviewer's view of one session.

    draft → submitted     (`submitted_at`; it may be edited afterwards)
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "reviewer"], name="analytics_review_once_per_reviewer"
            )
        ]

    def __str__(self) -> str:
        return f"Review by {self.reviewer}"


class AnswerRating(TenantModel):
    """A reviewer's rating (1 to 5, or none yet) and note on one answer."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="ratings")
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="ratings")
    rating = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    note = models.TextField(blank=True, max_length=4000)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "answer"], name="analytics_rating_once_per_answer"
            ),
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(rating__range=(1, 5)),
                name="analytics_rating_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating} by {self.review.reviewer}"


class Decision(TenantModel):
    """What a named member decided on a session. Undone, never deleted; one stands at a time."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=models.Q(undone_at=None),
                name="analytics_decision_one_stands",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=DecisionKind.values), name="analytics_decision_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.decided_by}"
