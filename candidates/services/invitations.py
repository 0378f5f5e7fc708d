"""Inviting candidates."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from candidates.models import Candidate, Invitation
from interview_platform.lib import audit, live
from interview_platform.lib.audit import Actor
from interview_platform.lib.errors import Conflict, Invalid
from interview_platform.lib.ids import encrypt, lookup_hash, new_token
from interviews.enums import InterviewStatus
from interviews.models import Interview


@transaction.atomic
def invitation_create(
    *,
    interview: Interview,
    name: str,
    email: str | None,
    created_by: User,
    actor: Actor,
    now: datetime,
) -> Invitation:
    """Invite a candidate and return the invitation; `candidates.links` has its address.

    Raises:
        Invalid: the e-mail address is not one.
        Conflict: the interview is not open.
    """
    if interview.status != InterviewStatus.OPEN:
        raise Conflict("interview_not_open", _("Publish the interview before you invite."))
    candidate = _candidate(interview.company_id, name.strip(), _email(email), now)
    token = new_token()
    invitation = Invitation.objects.create(
        company_id=interview.company_id,
        interview=interview,
        candidate=candidate,
        token_hash=lookup_hash(token),
        token_sealed=encrypt(token),
        expires_at=now + settings.INVITATION_LIFETIME,
        created_by=created_by,
        created_at=now,
    )
    audit.record("invitation.created", target=invitation, actor=actor, now=now)
    live.publish(f"interview:{interview.public_id}")
    return invitation


@transaction.atomic
def invitation_revoke(*, invitation: Invitation, actor: Actor, now: datetime) -> None:
    """Close the link; a session under way ends with its next request.

    Raises:
        Conflict: it is revoked or used up already.
    """
    open_ones = Invitation.objects.filter(pk=invitation.pk, revoked_at=None)
    if not open_ones.filter(attempts_used__lt=invitation.max_attempts).update(revoked_at=now):
        raise Conflict("invitation_ended", _("This invitation has ended already."))
    invitation.revoked_at = now
    audit.record("invitation.revoked", target=invitation, actor=actor, now=now)
    live.publish(f"interview:{invitation.interview.public_id}")


def _email(given: str | None) -> str | None:
    """Return the address in lower case, or None.

    Raises:
        Invalid: it is not an e-mail address.
    """
    if not given or not given.strip():
        return None
    try:
        validate_email(given.strip())
    except ValidationError as error:
        message = _("This is not an e-mail address.")
        raise Invalid("bad_email", message, fields={"email": message}) from error
    return given.strip().lower()


def _candidate(company_id: int, name: str, email: str | None, now: datetime) -> Candidate:
    """Return the company's candidate with that address, else a new one.

    Raises:
        Invalid: there is no name, or the address is somebody else's: one mistyped letter must
            not put a new name over an old answer.
    """
    if not name:
        message = _("Give the candidate's name.")
        raise Invalid("no_name", message, fields={"name": message})
    known = email and Candidate.objects.filter(company=company_id, email=email).first()
    if not known:
        return _new_candidate(company_id, name, email, now)
    if known.name.casefold() != name.casefold():
        message = _("You know this address as %(name)s. Use that name, or another address.")
        words = message % {"name": known.name}
        raise Invalid("known_address", words, fields={"email": words})
    return known


def _new_candidate(company_id: int, name: str, email: str | None, now: datetime) -> Candidate:
    try:
        with transaction.atomic():
            return Candidate.objects.create(
                company_id=company_id, name=name, email=email, created_at=now
            )
    except IntegrityError:  # a colleague has just invited the same person
        return Candidate.objects.get(company=company_id, email=email)
