"""The ledger in the back office."""

from django.contrib import admin

from billing.models import UsageEntry
from interview_platform.lib.back_office import ReadOnlyAdmin


@admin.register(UsageEntry)
class UsageEntryAdmin(ReadOnlyAdmin):
    """What was used."""

    list_display = ["at", "company", "kind", "subject_id"]
    list_filter = ["kind"]
    search_fields = ["company__name", "subject_id"]
