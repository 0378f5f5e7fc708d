"""The row behind every token of every API."""

import uuid

from django.db import models

from accounts.enums import Audience
from accounts.models.user import User


class ApiSession(models.Model):
    """One sign-in of a program: all its tokens name it, each request checks it.

    live → revoked     (sign-out, password change, suspension, or a refresh token used twice)

    `family` groups the sessions that came of one sign-in by rotation. No tenant row: a person signs
    in before it is known for which company.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_sessions")
    audience = models.CharField(max_length=20, choices=Audience)
    family = models.UUIDField(default=uuid.uuid4, db_index=True)
    refresh_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(audience__in=Audience.values), name="accounts_api_audience"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.audience}"
