"""What was sent by e-mail."""

import uuid

from django.db import models

from accounts.enums import MailState
from interview_platform.lib.tenancy import TenantModel


class SentEmail(TenantModel):
    """One message. `key` is unique, so that a repeated job sends nothing twice.

    queued → sent
       └───→ failed
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True)
    template = models.CharField(max_length=60)
    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=MailState, default=MailState.QUEUED)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=MailState.values), name="accounts_mail_state"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.recipient}"
