"""Who is asked, and the link that asks them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from interview_platform.lib.tenancy import TenantModel
from interviews.models import Interview


class Candidate(TenantModel):
    """A person in one company's eyes; another company knows another row."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"), null=True, blank=True)  # noqa: DJ001 - several candidates without an address must not collide
    locale = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "company", Lower("email"), name="candidates_candidate_email_per_company"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Invitation(TenantModel):
    """A candidate's way into an interview: a link whose token only the candidate holds.

    The token is found by a keyed hash and kept encrypted, so that the company can copy the link
    again and a stolen table opens nothing. `attempts_used` counts submissions, never starts.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="invitations")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    token_sealed = models.BinaryField(editable=False)
    max_attempts = models.PositiveSmallIntegerField(_("attempts"), default=1)
    attempts_used = models.PositiveSmallIntegerField(default=0)
    time_factor = models.DecimalField(
        _("time factor"), max_digits=4, decimal_places=2, default=1, editable=False
    )
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created"))

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(attempts_used__lte=models.F("max_attempts")),
                name="candidates_invitation_attempts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.candidate} → {self.interview}"
