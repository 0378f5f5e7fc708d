"""Closed lists of this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UsageKind(models.TextChoices):
    SESSION = "session", _("Submitted session")
