"""The portal's pages about interviews; interview_platform.urls puts them under /app/."""

from django.urls import path

from interviews.views import edits, interviews

urlpatterns = [
    path("interviews/", interviews.interview_list, name="interviews"),
    path("interviews/new/", interviews.interview_create, name="interview-create"),
    path("interviews/<slug:key>/edit/", edits.interview_edit, name="interview-edit"),
    path("interviews/<slug:key>/publish/", interviews.interview_publish, name="interview-publish"),
    path("interviews/<slug:key>/close/", interviews.interview_close, name="interview-close"),
    path("interviews/<slug:key>/reopen/", interviews.interview_reopen, name="interview-reopen"),
    path("interviews/<slug:key>/questions/", edits.add, name="question-add"),
    path("interviews/<slug:key>/questions/restore/", edits.restore, name="question-restore"),
    path("interviews/<slug:key>/questions/<uuid:public_id>/", edits.edit, name="question-edit"),
    path(
        "interviews/<slug:key>/questions/<uuid:public_id>/move/", edits.move, name="question-move"
    ),
    path(
        "interviews/<slug:key>/questions/<uuid:public_id>/delete/",
        edits.delete,
        name="question-delete",
    ),
]
