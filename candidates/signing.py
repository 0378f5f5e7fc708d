"""Signed things a browser carries: the candidate's cookie and a viewer's media link."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from candidates.models import Invitation, Recording

COOKIE = "invitation"
COOKIE_SALT = "candidates.invitation"
MEDIA_SALT = "candidates.media"


def cookie_value(invitation: Invitation) -> str:
    """Return what the candidate's cookie says: the invitation, and the token it stands for."""
    claim = {"i": str(invitation.public_id), "t": invitation.token_hash[:16]}
    return signing.dumps(claim, salt=COOKIE_SALT)


def cookie_opens(value: str, invitation: Invitation) -> bool:
    """Say whether the cookie was made for this invitation and its present token."""
    try:
        claim = signing.loads(value, salt=COOKIE_SALT)
    except signing.BadSignature:
        return False
    return bool(claim == {"i": str(invitation.public_id), "t": invitation.token_hash[:16]})


@dataclass(frozen=True)
class MediaClaim:
    """What a media link says: this object, of this company, for this viewer's session."""

    recording: UUID
    company_id: int
    viewer: str


def viewer_of(user_id: int | None, session_key: str | None) -> str:
    """Return what stands for one signed-in browser; useless to anybody without its session."""
    return hashlib.sha256(f"{user_id}:{session_key}".encode()).hexdigest()[:32]


def media_link(recording: Recording, viewer: str) -> str:
    """Return a link to the recording that only this viewer can open, for a short time."""
    claim = {"r": str(recording.public_id), "c": recording.company_id, "v": viewer}
    token = signing.dumps(claim, salt=MEDIA_SALT, compress=True)
    return reverse("media", args=[token])


def read_media_link(token: str) -> MediaClaim | None:
    """Return what the link says, or None if it is too old or not ours."""
    try:
        claim = signing.loads(token, salt=MEDIA_SALT, max_age=settings.MEDIA_LINK_SECONDS)
    except signing.BadSignature:
        return None
    return MediaClaim(UUID(claim["r"]), claim["c"], claim["v"])
