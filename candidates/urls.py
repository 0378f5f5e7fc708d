"""Addresses of the candidate's side, under /i/."""

from django.urls import path

from candidates.views import pages, recorder, tus

app_name = "candidates"

SESSION = "s/<uuid:invitation_id>/"

urlpatterns = [
    path(SESSION, pages.step, name="step"),
    path(f"{SESSION}consent/", pages.consent, name="consent"),
    path(f"{SESSION}device/", pages.device, name="device"),
    path(f"{SESSION}start/", pages.start, name="start"),
    path(f"{SESSION}interview/", pages.interview, name="interview"),
    path(f"{SESSION}submit/", pages.submit, name="submit"),
    path(f"{SESSION}done/", pages.done, name="done"),
    path(f"{SESSION}questions/<uuid:question_id>/open/", recorder.open_answer, name="open"),
    path(f"{SESSION}questions/<uuid:question_id>/takes/", recorder.takes, name="takes"),
    path(f"{SESSION}questions/<uuid:question_id>/reopen/", recorder.reopen, name="reopen"),
    path(f"{SESSION}recordings/<uuid:recording_id>/keep/", recorder.keep, name="keep"),
    path(f"{SESSION}uploads/", tus.uploads, name="uploads"),
    path(f"{SESSION}uploads/<uuid:upload_id>/", tus.upload_resource, name="upload"),
    path("<str:token>/", pages.enter, name="enter"),
]
