"""What was used."""

from typing import Any

from django.db import models

from billing.enums import UsageKind
from interview_platform.lib.tenancy import TenantModel


class UsageEntry(TenantModel):
    """One use of something a plan counts. Append-only; the unique key makes a repeat harmless."""

    kind = models.CharField(max_length=20, choices=UsageKind)
    subject_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "usage entries"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "subject_id"], name="billing_usage_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; a ledger is not corrected in place."""
        if self.pk is not None:
            raise ValueError("A usage entry is never changed.")
        super().save(*args, **kwargs)
