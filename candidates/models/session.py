"""One person taking one interview once."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from candidates.enums import AnswerState, ConsentKind, Purpose, SessionState
from candidates.models.people import Candidate, Invitation
from interview_platform.lib.tenancy import TenantModel
from interviews.models import InterviewVersion, Question


class Session(TenantModel):
    """One run through a published version, begun by consent.

        created → in_progress → submitted
             └────────┴──────→ cancelled

    `purpose` never changes: the law treats hiring and practice differently. `ai_analysis` is the
    second answer of the consent; without it no engine ever sees the session.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="sessions")
    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="sessions", null=True, blank=True
    )
    version = models.ForeignKey(InterviewVersion, on_delete=models.PROTECT, related_name="sessions")
    purpose = models.CharField(max_length=10, choices=Purpose)
    state = models.CharField(
        _("state"), max_length=12, choices=SessionState, default=SessionState.CREATED
    )
    time_factor = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    ui_language = models.CharField(max_length=10, blank=True)
    consent_kind = models.CharField(max_length=10, choices=ConsentKind)
    consent_version = models.CharField(max_length=20)
    consent_at = models.DateTimeField()
    ai_analysis = models.BooleanField(_("AI analysis allowed"))
    epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("created"))
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation"],
                condition=models.Q(state__in=[SessionState.CREATED, SessionState.IN_PROGRESS]),
                name="candidates_session_one_live_per_invitation",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=SessionState.values), name="candidates_session_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=SessionState.SUBMITTED)
                | models.Q(submitted_at__isnull=False),
                name="candidates_session_submitted_at",
            ),
            models.CheckConstraint(
                condition=~models.Q(purpose=Purpose.HIRING) | models.Q(invitation__isnull=False),
                name="candidates_session_hiring_is_invited",
            ),
        ]

    def __str__(self) -> str:
        return f"Session {self.public_id}"


class Answer(TenantModel):
    """A session's answer to one question.

    opened ⇄ kept     (opening starts the server's clock; keeping chooses the take; an answer whose
                       recording turned out unusable may be opened again before submission)
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    state = models.CharField(max_length=10, choices=AnswerState, default=AnswerState.OPENED)
    opened_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["question__order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "question"], name="candidates_answer_once_per_question"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=AnswerState.values), name="candidates_answer_state"
            ),
        ]

    def __str__(self) -> str:
        return f"Answer {self.public_id}"
