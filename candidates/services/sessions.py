"""A session's life: consent, start, submission."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from billing.enums import UsageKind
from billing.services.usage import usage_record
from candidates.announce import session_changed
from candidates.enums import ConsentKind, Purpose, SessionState
from candidates.models import Invitation, Session
from candidates.selectors.sessions import live_session, unanswered_questions
from candidates.services.guards import hold_running, hold_unused, require_in_time, require_open
from candidates.signals import session_submitted
from interview_platform.lib import audit
from interview_platform.lib.audit import Actor
from interview_platform.lib.errors import Conflict
from interviews.selectors.interviews import published_version

CONSENT_VERSION = "2026-11"


def session_consent(
    *, invitation: Invitation, ai_analysis: bool, ui_language: str, actor: Actor, now: datetime
) -> Session:
    """Store the consent and begin a session on the published version; return it.

    A candidate who comes back before submitting gets the session there is; the first consent
    stands.

    Raises:
        Gone: the invitation has ended.
        Conflict: the interview takes no new session.
    """
    require_open(invitation, now=now)
    try:
        with transaction.atomic():
            hold_unused(invitation)
            return live_session(invitation) or _create(
                invitation, ai_analysis, ui_language, actor, now
            )
    except IntegrityError:  # the other tab was faster
        session = live_session(invitation)
        if session is None:
            raise
        return session


def _create(
    invitation: Invitation, ai_analysis: bool, ui_language: str, actor: Actor, now: datetime
) -> Session:
    version = published_version(invitation.interview)
    if version is None:
        raise Conflict("interview_not_open", _("This interview is not open."))
    session = Session.objects.create(
        company_id=invitation.company_id,
        candidate=invitation.candidate,
        invitation=invitation,
        version=version,
        purpose=Purpose.HIRING,
        time_factor=invitation.time_factor,
        ui_language=ui_language,
        consent_kind=ConsentKind.PERSON,
        consent_version=CONSENT_VERSION,
        consent_at=now,
        ai_analysis=ai_analysis,
        created_at=now,
    )
    audit.record(
        "session.consented",
        target=session,
        actor=actor,
        now=now,
        ai_analysis=ai_analysis,
        text=CONSENT_VERSION,
    )
    session_changed(session)
    return session


@transaction.atomic
def session_start(*, session: Session, actor: Actor, now: datetime) -> None:
    """Begin with the first question; a second call changes nothing.

    Raises:
        Gone: the invitation has ended.
        Conflict: the session has ended.
    """
    require_in_time(session, now=now)
    if session.state == SessionState.IN_PROGRESS:
        return
    _set_state(session, SessionState.IN_PROGRESS, SessionState.CREATED, started_at=now)
    audit.record("session.started", target=session, actor=actor, now=now)
    session_changed(session)


@transaction.atomic
def session_submit(*, session: Session, actor: Actor, now: datetime) -> None:
    """Hand the answers in: this, and nothing before it, uses up an attempt.

    Raises:
        Gone: the invitation has ended.
        Conflict: a question has no kept answer, or the session has ended.
    """
    hold_running(session, now=now)
    missing = unanswered_questions(session).count()
    if missing:
        raise Conflict(
            "answers_missing", _("Some questions have no answer yet."), data={"missing": missing}
        )
    _set_state(session, SessionState.SUBMITTED, SessionState.IN_PROGRESS, submitted_at=now)
    _use_attempt(session)
    usage_record(
        company_id=session.company_id,
        kind=UsageKind.SESSION,
        subject_id=session.public_id,
        now=now,
    )
    audit.record("session.submitted", target=session, actor=actor, now=now)
    session_submitted.send(sender=Session, session=session, now=now)
    session_changed(session)


def _use_attempt(session: Session) -> None:
    if session.invitation is None:  # practice has no invitation and no attempts
        return
    spent = Invitation.objects.filter(
        pk=session.invitation.pk, attempts_used__lt=F("max_attempts")
    ).update(attempts_used=F("attempts_used") + 1)
    if not spent:
        raise Conflict("attempts_used", _("This interview has been submitted already."))


def _set_state(
    session: Session, to: SessionState, *sources: SessionState, **stamps: datetime
) -> None:
    """Change the state, if it is one of `sources`; the only place that does."""
    if not Session.objects.filter(pk=session.pk, state__in=sources).update(state=to, **stamps):
        raise Conflict("session_state", _("This interview has ended already."))
    session.refresh_from_db()
