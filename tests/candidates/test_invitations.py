"""A link: kept as a hash, opened by its holder only, harmless to look at."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core import signing
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.actors import staff_actor, user_actor
from accounts.models import User
from accounts.services.companies import company_suspend
from candidates.links import invitation_link
from candidates.models import Invitation, Session
from candidates.services.invitations import invitation_create, invitation_revoke
from candidates.signing import COOKIE, COOKIE_SALT, cookie_value
from interview_platform.lib.errors import Conflict, Invalid
from interview_platform.lib.ids import decrypt, lookup_hash
from interview_platform.lib.tenancy import company_scope, scopes_disabled
from interviews.models import Interview
from interviews.services.interviews import interview_close
from tests.candidates.conftest import here, opened
from tests.factories import Tenant, begin, invite, now

pytestmark = pytest.mark.django_db


def token_of(invitation: Invitation) -> str:
    return decrypt(invitation.token_sealed)


def path_of(invitation: Invitation) -> str:
    return f"/i/{token_of(invitation)}/"


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table."""
    with scopes_disabled():
        return {
            model._meta.label: list(model._default_manager.order_by("pk").values())
            for model in apps.get_models()
        }


class TestAtRest:
    """What a stolen table gives away: nothing."""

    def test_no_row_anywhere_holds_the_token(self, invitation: Invitation) -> None:
        token = token_of(invitation)
        assert invitation.token_hash == lookup_hash(token)
        values = [v for rows in everything().values() for row in rows for v in row.values()]
        assert len(values) > 100
        for value in values:
            sealed = bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
            assert token.encode() not in sealed

    def test_each_invitation_has_its_own(self, acme: Tenant, interview: Interview) -> None:
        with company_scope(acme.company):
            tokens = {token_of(invite(acme, interview)) for _ in range(5)}
        assert len(tokens) == 5

    def test_the_link_is_a_whole_address(self, invitation: Invitation, settings: Settings) -> None:
        assert invitation_link(invitation) == f"{settings.BASE_URL}{path_of(invitation)}"

    def test_a_link_survives_a_new_secret_key(
        self, invitation: Invitation, settings: Settings, client: Client
    ) -> None:
        path = path_of(invitation)
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another"
        assert client.get(path).status_code == 302
        assert client.get(here(invitation.public_id)).status_code == 200
        assert invitation_link(invitation).endswith(path)


class TestLooking:
    """A visit, a scanner's too, changes nothing."""

    @pytest.mark.parametrize("method", ["get", "head"])
    @pytest.mark.parametrize("agent", ["Mozilla/5.0", "LinkScanner/1.0"])
    def test_the_link_and_the_welcome_change_no_row(
        self, invitation: Invitation, method: str, agent: str
    ) -> None:
        path, before = path_of(invitation), everything()
        for _ in range(2):
            client = Client(headers={"User-Agent": agent})
            getattr(client, method)(path)
            getattr(client, method)(here(invitation.public_id))
            getattr(client, method)(here(invitation.public_id, "consent"))
        assert everything() == before

    @pytest.mark.parametrize("method", ["get", "head"])
    def test_both_methods_are_answered_alike(self, invitation: Invitation, method: str) -> None:
        client = Client()
        answer = getattr(client, method)(path_of(invitation))
        assert (answer.status_code, answer["Location"]) == (302, here(invitation.public_id))
        assert getattr(client, method)(here(invitation.public_id)).status_code == 200

    def test_the_token_leaves_the_address_bar(self, invitation: Invitation) -> None:
        answer = Client().get(path_of(invitation))
        assert token_of(invitation) not in answer["Location"]
        assert token_of(invitation) not in answer.cookies[COOKIE].value


class TestCookie:
    """What the browser carries."""

    def test_is_closed_to_scripts_other_sites_and_other_paths(self, invitation: Invitation) -> None:
        cookie = Client().get(path_of(invitation)).cookies[COOKIE]
        assert cookie["httponly"] is True
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == here(invitation.public_id)
        assert int(cookie["max-age"]) > 0

    @pytest.mark.parametrize("https", [True, False])
    def test_is_for_tls_only_where_there_is_tls(
        self, invitation: Invitation, settings: Settings, https: bool
    ) -> None:
        settings.HTTPS = https
        cookie = Client().get(path_of(invitation)).cookies[COOKIE]
        assert bool(cookie["secure"]) is https

    def test_opens_its_own_invitation(self, browser: Client, invitation: Invitation) -> None:
        answer = browser.get(here(invitation.public_id))
        assert answer.status_code == 200
        assert "Backend engineer" in answer.content.decode()

    @pytest.mark.parametrize(
        "forge",
        [
            lambda own, other: "",
            lambda own, other: "forged",
            lambda own, other: cookie_value(other),
            lambda own, other: cookie_value(own)[:-1] + "x",
            lambda own, other: signing.dumps({"i": str(own.public_id)}, salt=COOKIE_SALT),
            lambda own, other: signing.dumps(
                {"i": str(own.public_id), "t": own.token_hash[:16]}, salt="another"
            ),
            lambda own, other: signing.dumps(
                {"i": str(own.public_id), "t": other.token_hash[:16]}, salt=COOKIE_SALT
            ),
        ],
    )
    @pytest.mark.parametrize("page", ["", "consent", "device", "interview", "done"])
    def test_no_other_one_opens_it(
        self,
        acme: Tenant,
        interview: Interview,
        invitation: Invitation,
        forge: Callable[[Invitation, Invitation], str],
        page: str,
    ) -> None:
        with company_scope(acme.company):
            other = invite(acme, interview, "Eve")
        client = Client()
        client.cookies[COOKIE] = forge(invitation, other)
        answer = client.get(here(invitation.public_id, *filter(None, [page])))
        assert answer.status_code == 404
        assert "Backend engineer" not in answer.content.decode()

    def test_a_new_token_closes_the_old_cookie(
        self, browser: Client, invitation: Invitation
    ) -> None:
        with company_scope(invitation.company):
            Invitation.objects.update(token_hash=lookup_hash("another"))
        assert browser.get(here(invitation.public_id)).status_code == 404

    def test_an_invitation_that_never_was_is_not_found(self, browser: Client) -> None:
        assert browser.get(here(uuid4())).status_code == 404


def revoke(invitation: Invitation, staff: User) -> None:
    invitation_revoke(invitation=invitation, actor=staff_actor(staff), now=now())


def expire(invitation: Invitation, staff: User) -> None:
    Invitation.objects.update(expires_at=now() - timedelta(seconds=1))


def use(invitation: Invitation, staff: User) -> None:
    Invitation.objects.update(attempts_used=1)


def close(invitation: Invitation, staff: User) -> None:
    interview_close(interview=invitation.interview, actor=staff_actor(staff), now=now())


def suspend(invitation: Invitation, staff: User) -> None:
    company_suspend(company=invitation.company, actor=staff_actor(staff), now=now())


ENDS = {
    revoke: "This link has been withdrawn",
    expire: "The time for this interview is over",
    use: "You have answered already",
    close: "This interview is closed",
    suspend: "This interview is closed",
}


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
class TestEnds:
    """A link that leads nowhere says so kindly, and starts nothing."""

    @pytest.fixture
    def ended(self, invitation: Invitation, end: Callable[..., None], staff: User) -> Client:
        browser = opened(invitation)
        with company_scope(invitation.company):
            end(invitation, staff)
        return browser

    @pytest.mark.parametrize("page", ["", "consent"])
    def test_says_why(
        self, ended: Client, invitation: Invitation, end: Callable[..., None], page: str
    ) -> None:
        answer = ended.get(here(invitation.public_id, *filter(None, [page])))
        words = answer.content.decode()
        assert answer.status_code == 410
        assert ENDS[end] in words
        assert invitation.company.name in words
        assert "Traceback" not in words

    def test_starts_nothing(
        self, ended: Client, invitation: Invitation, end: Callable[..., None]
    ) -> None:
        answer = ended.post(here(invitation.public_id, "consent"), {"ai_analysis": "yes"})
        assert answer.status_code == 410
        with company_scope(invitation.company):
            assert not Session.objects.exists()


@pytest.mark.parametrize("token", ["x", "A" * 32, "%00", "..", "💼", "a" * 2000])
def test_an_unknown_link_says_so_kindly(client: Client, db: None, token: str) -> None:
    answer = client.get(f"/i/{token}/")
    assert answer.status_code == 404
    if token not in ("..",):
        assert "We do not know this link" in answer.content.decode()


class TestInviting:
    """The company's side."""

    @pytest.fixture(autouse=True)
    def scope(self, in_acme: None) -> None:
        """Open Acme's scope."""

    def test_needs_an_open_interview(self, acme: Tenant, draft_interview: Interview) -> None:
        with pytest.raises(Conflict) as refused:
            invite(acme, draft_interview)
        assert refused.value.code == "interview_not_open"

    @pytest.mark.parametrize(
        ("name", "email", "field"),
        [("Dana", "no address", "email"), ("Dana", "a@b", "email"), ("  ", None, "name")],
    )
    def test_names_the_field_at_fault(
        self, acme: Tenant, interview: Interview, name: str, email: str | None, field: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            invitation_create(
                interview=interview, name=name, email=email, created_by=acme.owner,
                actor=user_actor(acme.owner), now=now(),
            )  # fmt: skip
        assert set(refused.value.fields) == {field}

    def test_the_same_address_is_the_same_candidate(
        self, acme: Tenant, interview: Interview
    ) -> None:
        made = [
            invitation_create(
                interview=interview, name="Dana", email=email, created_by=acme.owner,
                actor=user_actor(acme.owner), now=now(),
            )
            for email in ("dana@example.org", " Dana@Example.ORG ")
        ]  # fmt: skip
        assert made[0].candidate == made[1].candidate
        assert made[0].token_hash != made[1].token_hash

    def test_revoking_is_once(self, invitation: Invitation, staff: User) -> None:
        revoke(invitation, staff)
        with pytest.raises(Conflict):
            revoke(invitation, staff)

    def test_revoking_stops_a_session_under_way(self, invitation: Invitation, staff: User) -> None:
        begin(invitation)
        browser = opened(invitation)
        revoke(invitation, staff)
        for step in ("submit", "start"):
            assert browser.post(here(invitation.public_id, step)).status_code == 410
        answer = browser.get(here(invitation.public_id, "interview"), follow=True)
        assert answer.status_code == 410
        assert "withdrawn" in answer.content.decode()
