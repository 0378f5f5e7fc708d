"""The address of an invitation."""

from django.conf import settings
from django.urls import reverse

from candidates.models import Invitation
from interview_platform.lib.ids import decrypt


def invitation_link(invitation: Invitation) -> str:
    """Return the whole link, as the candidate gets it."""
    path = reverse("candidates:enter", args=[decrypt(invitation.token_sealed)])
    return f"{settings.BASE_URL}{path}"
