"""Closed lists of this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InterviewStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class QuestionKind(models.TextChoices):
    VIDEO = "video", _("Video answer")
    AUDIO = "audio", _("Audio answer")
    TEXT = "text", _("Written answer")
    CHOICE = "choice", _("Choice")
    FILE = "file", _("File")


class Difficulty(models.TextChoices):
    EASY = "easy", _("Easy")
    MEDIUM = "medium", _("Medium")
    HARD = "hard", _("Hard")
