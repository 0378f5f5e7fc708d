"""Closed lists of this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CompanyKind(models.TextChoices):
    BUSINESS = "business", _("Business")
    PERSONAL = "personal", _("Personal")
    EDUCATION = "education", _("Education")


class CompanyStatus(models.TextChoices):
    PENDING = "pending", _("Waiting for activation")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    RECRUITER = "recruiter", _("Recruiter")
    REVIEWER = "reviewer", _("Reviewer")
    READER = "reader", _("Reader")


class Audience(models.TextChoices):
    PORTAL = "portal", _("Portal")
    CHATBOT = "chatbot", _("Chatbot")
    RESUME_INTERVIEW = "resume_interview", _("Résumé interview")
    COACHING = "coaching", _("Coaching")
    HIRING_PLATFORM = "hiring_platform", _("Hiring platform")
    HIRING_ADMIN = "hiring_admin", _("Hiring platform, staff")
    MOCK_INTERVIEW = "mock_interview", _("Mock interview")


class MailState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class ActorKind(models.TextChoices):
    USER = "user", _("Member")
    CANDIDATE = "candidate", _("Candidate")
    STAFF = "staff", _("Staff")
    SYSTEM = "system", _("System")
