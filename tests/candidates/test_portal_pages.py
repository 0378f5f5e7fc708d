"""An interview's page: its invitations and their links."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from accounts.actors import user_actor
from accounts.models import User
from candidates.links import invitation_link
from candidates.models import Invitation
from candidates.views import portal
from interview_platform.lib.tenancy import company_scope
from interviews.models import Interview
from interviews.services.interviews import interview_close
from tests.factories import Tenant, invite

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def page(sign_in: SignIn, alice: User) -> Client:
    """Alice's browser."""
    return sign_in(alice)


def of(interview: Interview) -> str:
    return reverse("portal:interview", args=[interview.key])


def inviting(interview: Interview) -> str:
    return reverse("portal:invitation-create", args=[interview.key])


def link_of(invitation: Invitation) -> str:
    return reverse("portal:invitation-link", args=[invitation.public_id])


def revoking(invitation: Invitation) -> str:
    return reverse("portal:invitation-revoke", args=[invitation.public_id])


def test_an_invitation_shows_its_link_at_once(
    page: Client, acme: Tenant, interview: Interview
) -> None:
    answer = page.post(inviting(interview), {"name": "Dana", "email": "Dana@Example.org"})
    with company_scope(acme.company):
        made = Invitation.objects.select_related("candidate").get()
    assert (made.candidate.name, made.candidate.email) == ("Dana", "dana@example.org")
    assert answer.headers["Location"] == f"{of(interview)}?link={made.public_id}"
    assert invitation_link(made) in page.get(answer.headers["Location"]).content.decode()
    assert invitation_link(made) not in page.get(of(interview)).content.decode()


def test_the_address_is_optional(page: Client, acme: Tenant, interview: Interview) -> None:
    page.post(inviting(interview), {"name": "Dana"})
    page.post(inviting(interview), {"name": "Robin", "email": ""})
    with company_scope(acme.company):
        emails = Invitation.objects.values_list("candidate__email", flat=True)
        assert list(emails) == [None, None]


@pytest.mark.parametrize(
    ("form", "field"),
    [({"name": " ", "email": "a@example.org"}, "name"), ({"name": "D", "email": "at"}, "email")],
)
def test_an_error_keeps_what_was_typed(
    page: Client, acme: Tenant, interview: Interview, form: dict[str, str], field: str
) -> None:
    answer = page.post(inviting(interview), form)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert f'value="{form["email"]}"' in answer.content.decode()
    with company_scope(acme.company):
        assert not Invitation.objects.exists()


def test_only_an_open_interview_invites(
    page: Client, acme: Tenant, interview: Interview, draft_interview: Interview
) -> None:
    with company_scope(acme.company):
        interview_close(interview=interview, actor=user_actor(acme.owner), now=timezone.now())
    for shut in (interview, draft_interview):
        assert inviting(shut) not in page.get(of(shut)).content.decode()
        answer = page.post(inviting(shut), {"name": "Dana"})
        assert answer.status_code == 422
        assert 'value="Dana"' in answer.content.decode()
        assert "Publish the interview" in answer.content.decode()


def test_the_link_can_be_copied_again(page: Client, invitation: Invitation) -> None:
    answer = page.get(link_of(invitation))
    assert f'value="{invitation_link(invitation)}"' in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_revoked_link_is_shown_as_such(
    page: Client, interview: Interview, invitation: Invitation
) -> None:
    assert page.get(revoking(invitation)).status_code == 405
    assert page.post(revoking(invitation)).headers["Location"] == of(interview)
    text = page.get(of(interview)).content.decode()
    assert "Revoked" in text
    assert link_of(invitation) not in text
    assert invitation_link(invitation) not in page.get(link_of(invitation)).content.decode()
    page.post(revoking(invitation))
    assert "This invitation has ended already." in page.get(of(interview)).content.decode()


def test_each_status_has_its_word(
    page: Client, acme: Tenant, interview: Interview, invitation: Invitation
) -> None:
    assert "Waiting" in page.get(of(interview)).content.decode()
    with company_scope(acme.company):
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert "Expired" in page.get(of(interview)).content.decode()
        Invitation.objects.update(attempts_used=1)
        assert "Submitted" in page.get(of(interview)).content.decode()


def test_times_are_shown_in_the_companys_zone(
    page: Client, acme: Tenant, interview: Interview, invitation: Invitation
) -> None:
    acme.company.time_zone = "Asia/Kolkata"
    acme.company.save()
    assert "+05:30" in page.get(of(interview)).content.decode()


def test_readers_see_the_page_and_no_controls(
    sign_in: SignIn, rita: User, alice: User, interview: Interview, invitation: Invitation
) -> None:
    controls = [
        inviting(interview),
        link_of(invitation),
        reverse("portal:interview-edit", args=[interview.key]),
        reverse("portal:interview-close", args=[interview.key]),
    ]
    seen = sign_in(rita).get(f"{of(interview)}?link={invitation.public_id}").content.decode()
    assert "Dana Candidate" in seen
    assert invitation_link(invitation) not in seen
    assert not [url for url in controls if url in seen]
    edited = sign_in(alice).get(of(interview)).content.decode()
    assert [url for url in controls if url in edited] == controls


def test_who_may_see_and_do_what(
    sign_in: SignIn, alice: User, bob: User, charlie: User, interview: Interview,
    invitation: Invitation,
) -> None:  # fmt: skip
    people = [sign_in(charlie), sign_in(bob), sign_in(alice)]
    get = {url: [person.get(url).status_code for person in people] for url in (
        of(interview), link_of(invitation), f"{of(interview)}?link={invitation.public_id}",
    )}  # fmt: skip
    assert list(get.values()) == [[404, 200, 200], [404, 403, 200], [404, 200, 200]]
    for url in (inviting(interview), revoking(invitation)):
        answers = [person.post(url, {"name": "X"}).status_code for person in people]
        assert answers == [404, 403, 302]


def test_a_link_of_another_company_is_not_shown_on_an_own_page(
    sign_in: SignIn, charlie: User, globex: Tenant, invitation: Invitation
) -> None:
    client = sign_in(charlie)
    client.post(reverse("portal:interview-create"), {"title": "Ours", "language": "en"})
    with company_scope(globex.company):
        own = Interview.objects.get()
    assert client.get(of(own)).status_code == 200
    assert client.get(f"{of(own)}?link={invitation.public_id}").status_code == 404
    assert client.get(f"{of(own)}?link=nonsense").status_code == 200


def test_costs_as_many_queries_with_three_rows_as_with_one(
    page: Client, acme: Tenant, interview: Interview, invitation: Invitation
) -> None:
    page.get(of(interview))
    with CaptureQueriesContext(connection) as one:
        page.get(of(interview))
    with company_scope(acme.company):
        invite(acme, interview, "Second")
        invite(acme, interview, "Third")
    with CaptureQueriesContext(connection) as three:
        assert len(page.get(of(interview)).context["page"].object_list) == 3
    assert len(three) == len(one)


@pytest.mark.parametrize("rest", ["", "invitations/"])
def test_a_key_is_a_word(rest: str) -> None:
    """PostgreSQL takes no NUL, so none may get as far as a query."""
    assert resolve(f"/app/interviews/abc/{rest}").kwargs == {"key": "abc"}
    with pytest.raises(Resolver404):
        resolve(f"/app/interviews/\0/{rest}")


def test_long_lists_have_pages(
    page: Client, acme: Tenant, interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portal, "PER_PAGE", 2)
    with company_scope(acme.company):
        for name in ("First", "Second", "Third"):
            invite(acme, interview, name)
    second = page.get(f"{of(interview)}?page=2").content.decode()
    assert "First" in second
    assert "Third" not in second
