"""Interviews in the back office."""

from django.contrib import admin

from interview_platform.lib.back_office import ReadOnlyAdmin
from interviews.models import Interview, Question


@admin.register(Interview)
class InterviewAdmin(ReadOnlyAdmin):
    """What companies ask."""

    list_display = ["title", "company", "status", "language", "created_at"]
    list_filter = ["status", "language"]
    search_fields = ["title", "key", "company__name"]


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    """Questions of every version."""

    list_display = ["text", "version", "order", "kind", "company"]
    related = ("version__interview",)
    list_filter = ["kind"]
    search_fields = ["text", "public_id", "company__name"]
