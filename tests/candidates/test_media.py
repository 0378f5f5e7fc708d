"""A recording is served to one viewer, for a short time, piece by piece."""

import random
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.actors import staff_actor
from accounts.models import Membership, User
from accounts.services.companies import company_suspend
from candidates.enums import RecordingState
from candidates.models import Recording
from candidates.signing import media_link, viewer_of
from interview_platform.lib.tenancy import company_scope
from tests.factories import Tenant, now

pytestmark = pytest.mark.django_db

MIB = 1024 * 1024
SIZE = 2 * MIB + 4321
BYTES = random.Random(7).randbytes(SIZE)
SignIn = Callable[[User], Client]


@pytest.fixture
def stored(take: Recording) -> Recording:
    """A recording that is ready to be watched."""
    name = default_storage.save(f"{take.company.public_id}/a.webm", ContentFile(BYTES))
    with company_scope(take.company):
        Recording.objects.filter(pk=take.pk).update(
            state=RecordingState.READY, file=name, mime="video/webm", size=SIZE,
            duration_ms=47_000, ready_at=now(),
        )  # fmt: skip
        take.refresh_from_db()
    return take


def link_for(browser: Client, user: User, recording: Recording) -> str:
    return media_link(recording, viewer_of(user.pk, browser.session.session_key))


@pytest.fixture
def page(sign_in: SignIn, bob: User) -> Client:
    """The browser of a reviewer."""
    return sign_in(bob)


@pytest.fixture
def link(page: Client, bob: User, stored: Recording) -> str:
    """The link on that reviewer's page."""
    return link_for(page, bob, stored)


def body(answer: object) -> bytes:
    if getattr(answer, "streaming", False):
        return b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return bytes(answer.content)  # type: ignore[attr-defined]


class TestWhole:
    """Without a range."""

    def test_get(self, page: Client, link: str) -> None:
        answer = page.get(link)
        assert (answer.status_code, answer["Content-Type"]) == (200, "video/webm")
        assert answer["Content-Length"] == str(SIZE)
        assert answer["Accept-Ranges"] == "bytes"
        assert "no-store" in answer["Cache-Control"]
        assert body(answer) == BYTES

    def test_head(self, page: Client, link: str) -> None:
        answer = page.head(link)
        assert (answer.status_code, answer["Content-Length"]) == (200, str(SIZE))
        assert body(answer) == b""

    @pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
    def test_nothing_else(self, page: Client, link: str, method: str) -> None:
        assert getattr(page, method)(link).status_code == 405


class TestRange:
    """RFC 9110 §14."""

    @pytest.mark.parametrize(
        ("asked", "first", "last"),
        [
            ("bytes=0-", 0, MIB - 1),
            ("bytes=0-0", 0, 0),
            ("bytes=100-199", 100, 199),
            (f"bytes={MIB}-", MIB, 2 * MIB - 1),
            (f"bytes={2 * MIB}-", 2 * MIB, SIZE - 1),
            (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1),
            (f"bytes=100-{SIZE * 9}", 100, 100 + MIB - 1),
            (f"bytes={SIZE - 5}-{SIZE * 9}", SIZE - 5, SIZE - 1),
            ("bytes=-100", SIZE - 100, SIZE - 1),
            ("bytes=-1", SIZE - 1, SIZE - 1),
            (f"bytes=-{SIZE * 9}", 0, MIB - 1),
        ],
    )
    def test_a_part(self, page: Client, link: str, asked: str, first: int, last: int) -> None:
        answer = page.get(link, headers={"Range": asked})
        assert answer.status_code == 206
        assert answer["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
        assert body(answer) == BYTES[first : last + 1]
        assert len(body(answer)) <= MIB

    @pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE * 9}-", "bytes=-0"])
    def test_beyond_the_end(self, page: Client, link: str, asked: str) -> None:
        answer = page.get(link, headers={"Range": asked})
        assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{SIZE}")
        assert body(answer) == b""

    def test_all_parts_make_the_whole(self, page: Client, link: str) -> None:
        got = b""
        while len(got) < SIZE:
            got += body(page.get(link, headers={"Range": f"bytes={len(got)}-"}))
        assert got == BYTES

    @pytest.mark.parametrize(
        "asked", ["items=0-1", "bytes=0-1,4-5", "bytes=a-b", "bytes=", "bytes=-"]
    )
    def test_what_is_not_understood_is_ignored(self, page: Client, link: str, asked: str) -> None:
        answer = page.get(link, headers={"Range": asked})
        assert answer.status_code == 200
        assert body(answer) == BYTES

    def test_head_knows_no_range(self, page: Client, link: str) -> None:
        assert page.head(link, headers={"Range": "bytes=0-9"}).status_code == 200

    def test_absurd_numbers_are_no_error_of_ours(self, page: Client, link: str) -> None:
        answer = page.get(link, headers={"Range": f"bytes={'9' * 5000}-"})
        assert answer.status_code in (200, 416)


class TestRefused:
    """Everybody else is told that there is nothing."""

    def test_a_copied_link_without_the_viewers_session(self, link: str) -> None:
        assert Client().get(link).status_code == 404

    def test_the_same_person_in_another_browser(
        self, sign_in: SignIn, bob: User, page: Client, link: str
    ) -> None:
        assert sign_in(bob).get(link).status_code == 404
        assert page.get(link).status_code == 200

    def test_a_colleague(self, sign_in: SignIn, alice: User, link: str) -> None:
        assert sign_in(alice).get(link).status_code == 404

    def test_after_signing_out(self, page: Client, link: str) -> None:
        page.logout()
        assert page.get(link).status_code == 404

    def test_an_expired_link(self, page: Client, link: str, settings: Settings) -> None:
        settings.MEDIA_LINK_SECONDS = -1
        assert page.get(link).status_code == 404

    @pytest.mark.parametrize("at", [3, 20, -3])
    def test_an_altered_link(self, page: Client, link: str, at: int) -> None:
        token = list(link.rstrip("/").rpartition("/")[2])
        token[at] = "A" if token[at] != "A" else "B"
        assert page.get(f"/media/{''.join(token)}/").status_code == 404

    def test_another_company_even_with_a_link_made_for_its_browser(
        self, sign_in: SignIn, charlie: User, stored: Recording
    ) -> None:
        browser = sign_in(charlie)
        assert browser.get(link_for(browser, charlie, stored)).status_code == 404

    def test_a_member_who_was_removed(
        self, page: Client, link: str, bob: User, acme: Tenant
    ) -> None:
        with company_scope(acme.company):
            Membership.objects.get(user=bob).delete()
        assert page.get(link).status_code == 404

    def test_a_suspended_company(self, page: Client, link: str, acme: Tenant, staff: User) -> None:
        company_suspend(company=acme.company, actor=staff_actor(staff), now=now())
        assert page.get(link).status_code == 404

    @pytest.mark.parametrize("state", [RecordingState.REJECTED, RecordingState.DISCARDED])
    def test_what_is_not_ready(
        self, page: Client, link: str, stored: Recording, state: RecordingState
    ) -> None:
        with company_scope(stored.company):
            Recording.objects.update(state=state)
        assert page.get(link).status_code == 404

    def test_the_candidate(self, browser: Client, link: str) -> None:
        assert browser.get(link).status_code == 404


def test_a_large_file_is_served_in_parts_only(page: Client, stored: Recording, link: str) -> None:
    with company_scope(stored.company):
        Recording.objects.filter(pk=stored.pk).update(size=9 * MIB)
    assert page.get(link).status_code == 428
    assert page.get(link, headers={"Range": "bytes=0-"}).status_code == 206
