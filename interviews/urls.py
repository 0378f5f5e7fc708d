"""The portal's pages about interviews; interview_platform.urls puts them under /app/."""

from django.urls import path

from interviews.views import edits, interviews

urlpatterns = [
    path("interviews/", interviews.interview_list, name="interviews"),
    path("interviews/new/", interviews.interview_create, name="interview-create"),
    path("interviews/<str:key>/edit/", edits.interview_edit, name="interview-edit"),
    path("interviews/<str:key>/publish/", interviews.interview_publish, name="interview-publish"),
    path("interviews/<str:key>/close/", interviews.interview_close, name="interview-close"),
    path("interviews/<str:key>/reopen/", interviews.interview_reopen, name="interview-reopen"),
    path("interviews/<str:key>/questions/", edits.add, name="question-add"),
    path("interviews/<str:key>/questions/restore/", edits.restore, name="question-restore"),
    path("interviews/<str:key>/questions/<uuid:public_id>/", edits.edit, name="question-edit"),
    path("interviews/<str:key>/questions/<uuid:public_id>/move/", edits.move, name="question-move"),
    path(
        "interviews/<str:key>/questions/<uuid:public_id>/delete/",
        edits.delete,
        name="question-delete",
    ),
]
