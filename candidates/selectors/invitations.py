"""Finding invitations."""

from uuid import UUID

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from accounts.models import Company
from candidates.enums import SessionState
from candidates.models import Invitation, Session
from interview_platform.lib.errors import NotFound
from interview_platform.lib.ids import lookup_hashes
from interview_platform.lib.tenancy import scopes_disabled
from interviews.models import Interview

WAITING, IN_PROGRESS, SUBMITTED = "waiting", "in_progress", "submitted"
EXPIRED, REVOKED = "expired", "revoked"


def invitations_of(interview: Interview) -> QuerySet[Invitation]:
    """Return the interview's invitations, newest first, with candidate and `status`."""
    live = Session.objects.filter(
        invitation=OuterRef("pk"), state__in=[SessionState.CREATED, SessionState.IN_PROGRESS]
    )
    status = Case(
        When(attempts_used__gte=F("max_attempts"), then=Value(SUBMITTED)),
        When(revoked_at__isnull=False, then=Value(REVOKED)),
        When(expires_at__lte=timezone.now(), then=Value(EXPIRED)),
        When(Q(Exists(live)), then=Value(IN_PROGRESS)),
        default=Value(WAITING),
        output_field=CharField(),
    )
    return (
        Invitation.objects.filter(interview=interview)
        .select_related("candidate")
        .annotate(status=status)
        .order_by("-id")
    )


def invitation_by_id(company: Company, public_id: UUID) -> Invitation:
    """Return one invitation with its candidate and interview.

    Raises:
        NotFound: the company has none with that id.
    """
    found = Invitation.objects.filter(company=company, public_id=public_id)
    invitation = found.select_related("candidate", "interview").first()
    if invitation is None:
        raise NotFound("invitation_not_found", "There is no such invitation.")
    return invitation


def invitation_by_token(token: str) -> Invitation | None:
    """Return the invitation that the token opens, with its company, or None.

    Part of authentication: the token decides the scope.
    """
    return _first(Q(token_hash__in=lookup_hashes(token)))


def invitation_of_cookie(public_id: UUID) -> Invitation | None:
    """Return the invitation that a signed cookie names, with its company, or None.

    Part of authentication: the cookie decides the scope.
    """
    return _first(Q(public_id=public_id))


def _first(condition: Q) -> Invitation | None:
    with scopes_disabled():
        return (
            Invitation.objects.filter(condition)
            .select_related("company__branding", "interview", "candidate")
            .first()
        )
