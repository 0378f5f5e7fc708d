"""Closed lists of this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    HIRING = "hiring", _("Hiring")
    PRACTICE = "practice", _("Practice")


class SessionState(models.TextChoices):
    CREATED = "created", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    SUBMITTED = "submitted", _("Submitted")
    CANCELLED = "cancelled", _("Cancelled")


class ConsentKind(models.TextChoices):
    PERSON = "person", _("Given by the person")
    COMPANY = "company", _("Declared by the company")


class AnswerState(models.TextChoices):
    OPENED = "opened", _("Opened")
    KEPT = "kept", _("Answered")


class MediaKind(models.TextChoices):
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Audio")


class RecordingState(models.TextChoices):
    CAPTURING = "capturing", _("Recording")
    CAPTURED = "captured", _("Received")
    READY = "ready", _("Ready")
    REJECTED = "rejected", _("Not usable")
    DISCARDED = "discarded", _("Recorded again")


class UploadState(models.TextChoices):
    RECEIVING = "receiving", _("Receiving")
    COMPLETE = "complete", _("Complete")
