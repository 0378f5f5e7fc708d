"""Who is who, and which company a person works in."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.actors import staff_actor
from accounts.enums import Role
from accounts.models import Company, Membership, User
from accounts.selectors.memberships import active_membership
from accounts.services import companies
from accounts.services.companies import company_sign_up, company_suspend
from interview_platform.lib.tenancy import company_scope
from tests.factories import PASSWORD, Tenant, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(acme: Tenant, globex: Tenant) -> User:
    """The owner of Acme, who also reads at Globex."""
    with company_scope(globex.company):
        Membership.objects.create(
            company=globex.company, user=acme.owner, role=Role.READER, created_at=now()
        )
    return acme.owner


def works_in(user: User) -> Company:
    membership = active_membership(user)
    assert membership is not None
    return membership.company


def use(user: User, tenant: Tenant, *, hours_ago: int) -> None:
    with company_scope(tenant.company):
        Membership.objects.filter(user=user).update(last_used_at=now() - timedelta(hours=hours_ago))


def test_the_company_used_last_is_the_one_to_work_in(
    both: User, acme: Tenant, globex: Tenant
) -> None:
    assert works_in(both) == acme.company
    use(both, globex, hours_ago=2)
    assert works_in(both) == globex.company
    use(both, acme, hours_ago=1)
    assert works_in(both) == acme.company


def test_a_suspended_company_does_not_lock_its_people_out_of_others(
    both: User, acme: Tenant, globex: Tenant, staff: User
) -> None:
    use(both, acme, hours_ago=1)
    company_suspend(company=acme.company, actor=staff_actor(staff), now=now())
    assert works_in(both) == globex.company
    company_suspend(company=globex.company, actor=staff_actor(staff), now=now())
    assert works_in(both) == acme.company  # which then says why it is closed


def test_a_username_is_never_an_address(alice: User, bob: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=bob.pk).update(username=alice.email)
    User.objects.filter(pk=bob.pk).update(username="bob")
    User.objects.filter(pk=bob.pk).update(username=None)


@pytest.mark.parametrize(("days", "kept"), [(6, False), (7, True)])
def test_answers_are_kept_for_a_week_at_least(acme: Tenant, days: int, kept: bool) -> None:
    change = Company.objects.filter(pk=acme.company.pk)
    if kept:
        assert change.update(retention_days=days) == 1
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        change.update(retention_days=days)


def test_only_a_taken_address_is_called_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise IntegrityError("something else")

    monkeypatch.setattr(companies, "_create", fail)
    with pytest.raises(IntegrityError, match="something else"):
        company_sign_up(
            company_name="New", name="Nina", email="n@example.org", password=PASSWORD, now=now()
        )


def test_a_form_without_its_secret_is_answered_in_our_own_words() -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.post(reverse("accounts:sign-in"), {"username": "a", "password": "b"})
    text = page.content.decode()
    assert page.status_code == 403
    assert "This page was open for too long" in text
    assert "css/tokens.css" in text
    assert "CSRF" not in text
