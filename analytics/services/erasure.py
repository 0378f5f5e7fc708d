"""Erasing what was recorded: files, text, results. The trail keeps that it was there, not whose."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from accounts.models import Company
from candidates import files, spool
from candidates.announce import session_changed
from candidates.models import Candidate, Invitation, Recording, Segment, Session
from interview_platform.lib import audit, jobs
from interview_platform.lib.audit import SYSTEM, Actor
from interview_platform.lib.models import AiCall, Job


def retention_apply(*, company: Company, now: datetime) -> None:
    """Queue the erasure of sessions that are too old, and drop invitations that are."""
    for session in _overdue(company, now):
        jobs.enqueue(
            "analytics.erase_session",
            key=f"erase:{session.public_id}",
            company_id=company.pk,
            now=now,
            session_id=session.pk,
        )
    _forget_invitations(company, now)


def session_erase(*, session: Session, actor: Actor, now: datetime) -> None:
    """Erase a session everywhere; files go first, so that a repeat can end what a crash left."""
    for name in _stored_files(session):
        files.remove(name)
    for segment in Segment.objects.filter(recording__session=session).select_related("upload"):
        spool.remove(str(segment.upload.public_id))
    with transaction.atomic():
        audit.record("session.erased", target=session, actor=actor, now=now)
        session_changed(session)
        subject = f"session:{session.public_id}"
        AiCall.objects.filter(subject=subject).delete()
        Job.objects.filter(subject=subject).delete()
        session.delete()


def _cutoff(company: Company, now: datetime) -> datetime:
    return now - timedelta(days=company.retention_days)


def _overdue(company: Company, now: datetime) -> QuerySet[Session]:
    ended = Session.objects.annotate(ended=Coalesce("submitted_at", "created_at"))
    return ended.filter(company=company, ended__lt=_cutoff(company, now))


def _stored_files(session: Session) -> list[str]:
    """Return the names of everything in storage, also of work that never got to its row."""
    recordings = Recording.objects.filter(session=session).select_related("company", "session")
    names = [recording.file for recording in recordings if recording.file]
    segments = Segment.objects.filter(recording__session=session)
    for segment in segments.select_related("recording__company", "recording__session"):
        names.append(files.original_name(segment))
    return names


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
