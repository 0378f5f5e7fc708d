"""Results, reviews and decisions in the back office."""

from django.contrib import admin

from analytics.models import Decision, DeliveryMetrics, Review, Transcript
from interview_platform.lib.back_office import ReadOnlyAdmin


@admin.register(Transcript)
class TranscriptAdmin(ReadOnlyAdmin):
    """Words of recordings."""

    list_display = [
        "public_id",
        "company",
        "recording",
        "engine",
        "degraded",
        "language",
        "created_at",
    ]
    list_filter = ["engine", "degraded", "language", "source"]
    search_fields = ["recording__public_id", "company__name"]


@admin.register(DeliveryMetrics)
class DeliveryMetricsAdmin(ReadOnlyAdmin):
    """How answers were spoken."""

    list_display = ["public_id", "company", "recording", "engine", "word_count", "created_at"]
    search_fields = ["recording__public_id", "company__name"]


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    """What reviewers think."""

    list_display = ["session", "reviewer", "company", "submitted_at"]
    search_fields = ["session__public_id", "reviewer__email", "company__name"]


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """What members decided."""

    list_display = ["session", "kind", "decided_by", "company", "decided_at", "undone_at"]
    list_filter = ["kind"]
    search_fields = ["session__public_id", "decided_by__email", "company__name"]
