"""Closed lists of this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubscriptionStatus(models.TextChoices):
    INCOMPLETE = "incomplete", _("Waiting for payment")
    ACTIVE = "active", _("Active")
    PAST_DUE = "past_due", _("Payment overdue")
    CANCELLED = "cancelled", _("Cancelled")


class UsageKind(models.TextChoices):
    SESSION = "session", _("Submitted session")
