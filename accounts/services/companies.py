"""A company's life: sign-up, activation, suspension."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import user_actor
from accounts.enums import CompanyStatus, Role
from accounts.models import Branding, Company, Membership, User
from accounts.passwords import hashing
from interview_platform.lib import audit
from interview_platform.lib.audit import Actor
from interview_platform.lib.errors import Conflict, Invalid
from interview_platform.lib.tenancy import company_scope


def company_sign_up(
    *, company_name: str, name: str, email: str, password: str, now: datetime
) -> User:
    """Create a pending company and its owner, and return the owner.

    Raises:
        Invalid: the e-mail address has an account already.
    """
    hashed = User(email=email.strip().lower(), name=name)
    with hashing:
        hashed.set_password(password)  # slow by design, so before the transaction
    try:
        with transaction.atomic():
            return _create(company_name, hashed, now)
    except IntegrityError as error:
        if not User.objects.filter(email=hashed.email).exists():
            raise
        message = _("There is an account with this e-mail address. Sign in instead.")
        raise Invalid("email_taken", message, fields={"email": message}) from error


def _create(company_name: str, user: User, now: datetime) -> User:
    user.save()
    company = Company.objects.create(name=company_name, created_at=now)
    with company_scope(company):
        Branding.objects.create(company=company)
        Membership.objects.create(company=company, user=user, role=Role.OWNER, created_at=now)
        audit.record("company.signed_up", target=company, actor=user_actor(user), now=now)
    return user


def company_activate(*, company: Company, actor: Actor, now: datetime) -> None:
    """Let a pending or suspended company work.

    Raises:
        Conflict: it is active already.
    """
    _set_status(
        company, CompanyStatus.ACTIVE, [CompanyStatus.PENDING, CompanyStatus.SUSPENDED], actor, now
    )


def company_suspend(*, company: Company, actor: Actor, now: datetime) -> None:
    """Stop a company from its next request on.

    Raises:
        Conflict: it is not active.
    """
    _set_status(company, CompanyStatus.SUSPENDED, [CompanyStatus.ACTIVE], actor, now)


@transaction.atomic
def _set_status(
    company: Company, to: CompanyStatus, sources: list[CompanyStatus], actor: Actor, now: datetime
) -> None:
    """Change the status, if it is one of `sources`; the only place that does."""
    if not Company.objects.filter(pk=company.pk, status__in=sources).update(status=to):
        raise Conflict("company_status", _("The company's status does not allow this."))
    company.status = to
    with company_scope(company):
        audit.record(f"company.{to}", target=company, actor=actor, now=now)
