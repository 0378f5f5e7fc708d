"""Erasing what was recorded: files, text, results. The trail keeps that it was there, not whose."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from candidates import files, spool
from candidates.announce import session_changed
from candidates.models import Candidate, Invitation, Session, Upload
from candidates.selectors.sessions import LIVE
from interview_platform.lib import audit, jobs
from interview_platform.lib.audit import SYSTEM, Actor
from interview_platform.lib.errors import Unavailable
from interview_platform.lib.models import AiCall, Job, JobState


def retention_apply(*, company: Company, now: datetime) -> None:
    """Queue the erasure of sessions that are too old, and drop invitations that are."""
    for session in _overdue(company, now):
        jobs.enqueue(
            "analytics.erase_session",
            key=f"erase:{session.public_id}:{now:%Y-%m-%d}",  # a parked try is followed tomorrow
            company_id=company.pk,
            now=now,
            session_id=session.pk,
        )
    _forget_invitations(company, now)


def session_erase(*, session: Session, actor: Actor, now: datetime) -> None:
    """Erase a session everywhere; files go first, so that a repeat can end what a crash left.

    Raises:
        Unavailable: a worker is busy with it, and would write what has just been erased.
    """
    subject = f"session:{session.public_id}"
    if Job.objects.filter(subject=subject, state=JobState.RUNNING).exists():
        raise Unavailable("session_busy", _("This session is being worked on."))
    files.remove_all(session)
    for upload in Upload.objects.filter(segment__recording__session=session):
        spool.remove(str(upload.public_id))
    with transaction.atomic():
        audit.record("session.erased", target=session, actor=actor, now=now)
        session_changed(session)
        AiCall.objects.filter(subject=subject).delete()
        Job.objects.filter(subject=subject).delete()
        session.delete()


def _cutoff(company: Company, now: datetime) -> datetime:
    return now - timedelta(days=company.retention_days)


def _overdue(company: Company, now: datetime) -> QuerySet[Session]:
    """Return the sessions that ended before the cutoff, and can no longer go on."""
    sessions = Session.objects.annotate(ended=Coalesce("submitted_at", "created_at"))
    open_link = Q(invitation__expires_at__gt=now - settings.LATE_BYTES_GRACE)
    return sessions.filter(company=company, ended__lt=_cutoff(company, now)).exclude(
        open_link, state__in=LIVE
    )


@transaction.atomic
def _forget_invitations(company: Company, now: datetime) -> None:
    """Drop invitations that ended long ago without a session, and candidates nothing points to."""
    old = Invitation.objects.filter(
        company=company, expires_at__lt=_cutoff(company, now), sessions=None
    )
    for invitation in old:
        audit.record("invitation.erased", target=invitation, actor=SYSTEM, now=now)
        invitation.delete()
    Candidate.objects.filter(
        company=company, invitations=None, sessions=None, created_at__lt=_cutoff(company, now)
    ).delete()
