"""What may be used, what is paid for, what was used."""

import uuid
from typing import Any

from django.db import models

from billing.enums import SubscriptionStatus, UsageKind
from interview_platform.lib.tenancy import TenantModel


class Plan(models.Model):
    """What companies can subscribe to; the same for all of them. A limit of null is none."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    price_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="eur")
    seats = models.PositiveIntegerField(null=True, blank=True)
    active_interviews = models.PositiveIntegerField(null=True, blank=True)
    sessions_per_month = models.PositiveIntegerField(null=True, blank=True)
    retention_days = models.PositiveSmallIntegerField(default=180)
    stripe_price_id = models.CharField(max_length=80, blank=True)
    is_offered = models.BooleanField(default=True)

    class Meta:
        ordering = ["price_cents", "code"]

    def __str__(self) -> str:
        return self.name


class Subscription(TenantModel):
    """A company's subscription; at most one that has not ended.

    incomplete → active ⇄ past_due → cancelled
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=SubscriptionStatus)
    stripe_customer_id = models.CharField(max_length=80, blank=True)
    stripe_subscription_id = models.CharField(max_length=80, blank=True)
    current_period_end = models.DateTimeField(null=True, blank=True)
    cancel_at_period_end = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=SubscriptionStatus.values),
                name="billing_subscription_status",
            ),
            models.UniqueConstraint(
                fields=["company"],
                condition=~models.Q(status=SubscriptionStatus.CANCELLED),
                name="billing_subscription_one_lives",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} ({self.status})"


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


class StripeEvent(models.Model):
    """An event as Stripe sent it: stored once, handled once."""

    event_id = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=80)
    payload = models.JSONField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
