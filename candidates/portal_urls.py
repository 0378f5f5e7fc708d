"""The portal's pages about invitations; interview_platform.urls puts them under /app/."""

from django.urls import path

from candidates.views import portal

urlpatterns = [
    path("interviews/<slug:key>/", portal.interview, name="interview"),
    path("interviews/<slug:key>/invitations/", portal.invitation_create, name="invitation-create"),
    path("invitations/<uuid:public_id>/link/", portal.invitation_link_view, name="invitation-link"),
    path(
        "invitations/<uuid:public_id>/revoke/", portal.invitation_revoke, name="invitation-revoke"
    ),
]
