"""Invitations, sessions and recordings in the back office."""

from django.contrib import admin

from candidates.models import Invitation, Recording, Session, Upload
from interview_platform.lib.back_office import ReadOnlyAdmin


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Who was invited; the token stays sealed."""

    list_display = [
        "candidate",
        "interview",
        "company",
        "attempts_used",
        "expires_at",
        "revoked_at",
    ]
    search_fields = ["public_id", "candidate__name", "company__name"]
    exclude = ["token_sealed", "token_hash", "time_factor"]


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    """Runs through an interview."""

    list_display = [
        "public_id",
        "candidate",
        "company",
        "purpose",
        "state",
        "ai_analysis",
        "submitted_at",
    ]
    list_filter = ["state", "purpose", "ai_analysis"]
    search_fields = ["public_id", "candidate__name", "company__name"]
    exclude = ["time_factor"]


@admin.register(Recording)
class RecordingAdmin(ReadOnlyAdmin):
    """Takes and what became of them."""

    list_display = ["public_id", "company", "state", "problem", "duration_ms", "size", "started_at"]
    list_filter = ["state", "problem", "media"]
    search_fields = ["public_id", "session__public_id", "company__name"]


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    """Bytes on their way in."""

    list_display = ["public_id", "company", "state", "offset", "length", "last_byte_at"]
    list_filter = ["state"]
    search_fields = ["public_id", "segment__recording__public_id"]
