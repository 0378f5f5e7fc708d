"""What must hold before a candidate may do anything."""

from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.enums import CompanyStatus
from candidates.enums import SessionState
from candidates.models import Invitation, Session
from interview_platform.lib.errors import Conflict, Gone
from interviews.enums import InterviewStatus


def require_open(invitation: Invitation, *, now: datetime) -> None:
    """Refuse an invitation that no longer starts a session.

    Raises:
        Gone: with the code revoked, used, expired or closed.
    """
    reason = end_reason(invitation, now=now)
    if reason:
        raise Gone(reason, _("This invitation has ended."))


def end_reason(invitation: Invitation, *, now: datetime) -> str:
    """Return why the invitation starts no session (revoked, used, expired, closed), or ""."""
    if invitation.revoked_at is not None:
        return "revoked"
    if invitation.attempts_used >= invitation.max_attempts:
        return "used"
    if invitation.expires_at <= now:
        return "expired"
    return "" if _interview_open(invitation) else "closed"


def _interview_open(invitation: Invitation) -> bool:
    return (
        invitation.interview.status == InterviewStatus.OPEN
        and invitation.company.status == CompanyStatus.ACTIVE
    )


def require_running(session: Session, *, now: datetime) -> None:
    """Refuse work on a session that has ended; a running one may end after its link has expired.

    Raises:
        Gone: the invitation is revoked, or expired for longer than the grace for late bytes.
        Conflict: the session is not in progress.
    """
    require_in_time(session, now=now)
    if session.state != SessionState.IN_PROGRESS:
        raise Conflict("session_state", _("This interview is not in progress."))


def hold_running(session: Session, *, now: datetime) -> None:
    """Refuse as `require_running` does, and keep the session from ending before the transaction.

    The update takes the row's lock and sees its present state, whatever the caller had loaded.

    Raises:
        Gone, Conflict: as `require_running`.
    """
    require_in_time(session, now=now)
    held = Session.objects.filter(pk=session.pk, state=SessionState.IN_PROGRESS)
    if not held.update(epoch=F("epoch")):
        raise Conflict("session_state", _("This interview is not in progress."))


def hold_unused(invitation: Invitation) -> None:
    """Refuse an invitation that a submission has used up, and keep it from being used meanwhile.

    Raises:
        Gone: it is used or revoked.
    """
    unused = Invitation.objects.filter(
        pk=invitation.pk, attempts_used__lt=F("max_attempts"), revoked_at=None
    )
    if not unused.update(max_attempts=F("max_attempts")):
        raise Gone("used", _("This invitation has ended."))


def require_in_time(session: Session, *, now: datetime) -> None:
    """Refuse a session whose invitation was revoked, or expired longer ago than the grace.

    Raises:
        Gone: with the code revoked or expired.
    """
    reason = live_end_reason(session, now=now)
    if reason:
        raise Gone(reason, _("This invitation has ended."))


def live_end_reason(session: Session, *, now: datetime) -> str:
    """Return why a session under way may not go on (revoked, expired), or ""."""
    invitation = session.invitation
    if invitation is None:
        return ""
    if invitation.revoked_at is not None:
        return "revoked"
    return "expired" if invitation.expires_at + settings.LATE_BYTES_GRACE <= now else ""
