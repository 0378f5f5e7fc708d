"""What was done, by whom, when."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import ActorKind
from accounts.models.user import User
from interview_platform.lib.tenancy import TenantModel


class AuditEntry(TenantModel):
    """One change. Written once; it outlives the person who made it."""

    action = models.CharField(_("action"), max_length=80)
    actor_kind = models.CharField(_("actor kind"), max_length=10, choices=ActorKind)
    actor_id = models.CharField(_("actor id"), max_length=36, blank=True)
    actor_name = models.CharField(_("actor"), max_length=150, blank=True)
    actor_user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    target_type = models.CharField(_("target type"), max_length=60)
    target_id = models.CharField(_("target id"), max_length=36)
    data = models.JSONField(_("data"), default=dict, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["company", "target_type", "target_id"], name="accounts_audit_target"
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} by {self.actor_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; a trail that can be rewritten proves nothing."""
        if self.pk is not None:
            raise ValueError("An audit entry is never changed.")
        super().save(*args, **kwargs)
