"""The way in and out."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import staff_actor
from accounts.enums import CompanyStatus, Role
from accounts.models import Membership, User
from accounts.services.companies import company_suspend
from interview_platform.lib.tenancy import scopes_disabled
from tests.factories import PASSWORD, Tenant, make_tenant

SIGN_IN, SIGN_UP = reverse("accounts:sign-in"), reverse("accounts:sign-up")
HOME = reverse("portal:home")
FORM = {
    "company_name": "Initech",
    "name": "Peter",
    "email": "Peter@Example.org",
    "password": "a long enough sentence",
}

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_sign_up_makes_a_pending_company_and_signs_its_owner_in(client: Client) -> None:
    assert client.post(SIGN_UP, FORM).headers["Location"] == HOME
    with scopes_disabled():
        membership = Membership.objects.select_related("company").get(
            user__email="peter@example.org"
        )
    assert (membership.role, membership.company.name) == (Role.OWNER, "Initech")
    assert membership.company.status == CompanyStatus.PENDING
    page = client.get(HOME)
    assert page.status_code == 403
    assert "Initech is signed up" in page.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("company_name", ""), ("name", " "), ("email", "nobody"), ("password", "password")],
)
def test_sign_up_says_what_is_wrong_and_keeps_the_rest(
    client: Client, field: str, value: str
) -> None:
    page = client.post(SIGN_UP, FORM | {field: value})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    kept = "Initech" if field != "company_name" else "Peter@Example.org"
    assert f'value="{kept}"' in page.content.decode()
    assert not User.objects.exists()


def test_a_password_like_the_own_address_is_refused(client: Client) -> None:
    page = client.post(SIGN_UP, FORM | {"password": "peter@example.org"})
    assert list(page.context["form"].errors) == ["password"]
    assert "peter@example.org" not in page.content.decode()


def test_sign_up_with_a_known_address_says_so_at_the_field(client: Client, alice: User) -> None:
    page = client.post(SIGN_UP, FORM | {"email": alice.email.upper()})
    assert page.status_code == 422
    assert "Sign in instead" in str(page.context["form"].errors["email"])


@pytest.mark.parametrize("given", ["alice@example.org", "ALICE@example.org", "Ally"])
def test_sign_in_takes_either_name(client: Client, alice: User, given: str) -> None:
    User.objects.filter(pk=alice.pk).update(username="ally")
    answer = client.post(SIGN_IN, {"username": given, "password": PASSWORD})
    assert answer.headers["Location"] == HOME


def test_sign_in_goes_on_to_the_page_that_was_asked_for(client: Client, alice: User) -> None:
    asked = reverse("portal:interviews")
    sent = client.get(asked).headers["Location"]
    assert sent == f"{SIGN_IN}?next={asked}"
    page = client.get(sent)
    assert page.context["next"] == asked
    form = {"username": alice.email, "password": PASSWORD, "next": asked}
    assert client.post(SIGN_IN, form).headers["Location"] == asked


def test_sign_in_goes_to_no_foreign_page(client: Client, alice: User) -> None:
    form = {"username": alice.email, "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post(SIGN_IN, form).headers["Location"] == HOME


def test_a_wrong_password_keeps_the_name_and_never_the_password(
    client: Client, alice: User
) -> None:
    page = client.post(SIGN_IN, {"username": alice.email, "password": "not-the-one"})
    text = page.content.decode()
    assert page.status_code == 422
    assert alice.email in text
    assert "not-the-one" not in text


@pytest.mark.parametrize("page", [SIGN_IN, SIGN_UP])
def test_who_is_signed_in_is_sent_on(sign_in: SignIn, alice: User, page: str) -> None:
    assert sign_in(alice).get(page).headers["Location"] == HOME
    assert Client().get(page).status_code == 200


def test_sign_out_is_a_post(sign_in: SignIn, alice: User) -> None:
    client, out = sign_in(alice), reverse("accounts:sign-out")
    assert client.get(out).status_code == 405
    assert client.get(reverse("portal:interviews")).status_code == 200
    assert client.post(out).headers["Location"] == SIGN_IN
    assert client.get(reverse("portal:interviews")).status_code == 302


def test_a_suspended_company_waits(sign_in: SignIn, acme: Tenant, staff: User) -> None:
    client = sign_in(acme.owner)
    company_suspend(company=acme.company, actor=staff_actor(staff), now=timezone.now())
    page = client.get(reverse("portal:interviews"))
    assert page.status_code == 403
    assert "Acme is suspended" in page.content.decode()
    assert reverse("accounts:sign-out") in page.content.decode()


def test_a_person_without_a_company_waits(sign_in: SignIn, staff: User) -> None:
    page = sign_in(staff).get(HOME)
    assert page.status_code == 403
    assert "You belong to no company yet" in page.content.decode()


def test_a_pending_company_waits(sign_in: SignIn, staff: User) -> None:
    tenant = make_tenant("Later", "late@example.org", active=False)
    assert "Later is signed up" in sign_in(tenant.owner).get(HOME).content.decode()
