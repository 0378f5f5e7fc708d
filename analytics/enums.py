"""Closed lists of this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TranscriptSource(models.TextChoices):
    ENGINE = "engine", _("Recognised")
    CLIENT = "client", _("Sent by the client")
    TYPED = "typed", _("Typed")
    CORRECTED = "corrected", _("Corrected")


class DecisionKind(models.TextChoices):
    SHORTLIST = "shortlist", _("Shortlist")
    DECLINE = "decline", _("Decline")
    HIRE = "hire", _("Hire")
