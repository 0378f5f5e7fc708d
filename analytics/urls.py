"""Addresses of the review pages, under /app/ in the namespace `portal`."""

from django.urls import path

from analytics.views import responses, review

ONE = "responses/<uuid:session_id>/"

urlpatterns = [
    path("responses/", responses.responses, name="responses"),
    path(ONE, review.response, name="response"),
    path(f"{ONE}live/", review.response_live, name="response-live"),
    path(
        f"{ONE}recordings/<uuid:recording_id>/link/", review.recording_link, name="recording-link"
    ),
    path(f"{ONE}answers/<uuid:answer_id>/rating/", review.rate, name="rate"),
    path(f"{ONE}review/", review.submit_review, name="submit-review"),
    path(f"{ONE}decision/", review.decide, name="decide"),
    path(f"{ONE}decision/<uuid:decision_id>/undo/", review.undo_decision, name="undo-decision"),
    path(f"{ONE}steps/<uuid:job_id>/restart/", review.restart, name="restart-step"),
]
