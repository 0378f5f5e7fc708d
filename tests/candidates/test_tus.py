"""The MUSTs of tus 1.0 that this server implements, over HTTP."""

import fcntl
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from candidates import spool
from candidates.actors import candidate_actor
from candidates.enums import MediaKind
from candidates.limits import max_recording_bytes
from candidates.models import Invitation, Recording, Upload
from candidates.services.invitations import invitation_revoke
from candidates.services.takes import take_resume, take_start
from interview_platform.lib.tenancy import company_scope, scopes_disabled
from interviews.models import Interview
from tests.candidates.conftest import here, opened
from tests.candidates.tus import Tus, checksum, pairs
from tests.factories import Tenant, begin, invite, now

pytestmark = pytest.mark.django_db


def name_of(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def on_disk(url: str) -> bytes:
    path = spool.path_of(name_of(url))
    return path.read_bytes() if path.exists() else b""


def row(url: str) -> Upload:
    with scopes_disabled():
        return Upload.objects.get(public_id=name_of(url))


class TestHandshake:
    """Version and abilities."""

    @pytest.mark.parametrize("version", [None, "0.2.2", "1.0", "2.0.0"])
    def test_another_version_is_refused_whatever_is_asked(
        self, tus: Tus, version: str | None
    ) -> None:
        url = tus.begin()
        headers = {"Tus-Resumable": version}
        for answer in (tus.create(headers), tus.patch(url, 0, b"abc", headers)):
            assert answer.status_code == 412
            assert answer["Tus-Version"] == "1.0.0"
        assert on_disk(url) == b""

    def test_options_need_no_version_and_tell_what_there_is(self, tus: Tus) -> None:
        answer = tus.client.options(tus.root)
        assert answer.status_code == 204
        assert answer["Tus-Version"] == "1.0.0"
        assert set(answer["Tus-Extension"].split(",")) == {
            "creation", "creation-defer-length", "checksum",
        }  # fmt: skip
        assert set(answer["Tus-Checksum-Algorithm"].split(",")) == {"sha1", "sha256"}

    def test_every_answer_names_the_version(self, tus: Tus) -> None:
        url = tus.begin()
        answers = [tus.create(), tus.head(url), tus.patch(url, 0, b"a"), tus.patch(url, 7, b"a")]
        assert {answer["Tus-Resumable"] for answer in answers} == {"1.0.0"}

    def test_without_a_csrf_token_nothing_is_written(
        self, tus: Tus, invitation: Invitation
    ) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = tus.client.cookies
        assert Tus(strict, invitation.public_id, tus.take).create().status_code == 403


class TestCreation:
    """A segment's upload begins."""

    def test_with_deferred_length(self, tus: Tus) -> None:
        answer = tus.create()
        assert answer.status_code == 201
        assert answer["Upload-Offset"] == "0"
        state = tus.head(answer["Location"])
        assert state["Upload-Defer-Length"] == "1"
        assert "Upload-Length" not in state

    def test_with_length(self, tus: Tus) -> None:
        answer = tus.create({"Upload-Defer-Length": None, "Upload-Length": "5"})
        assert answer.status_code == 201
        url = answer["Location"]
        assert tus.head(url)["Upload-Length"] == "5"
        assert tus.patch(url, 0, b"abcde").status_code == 204
        assert row(url).state == "complete"

    def test_says_when_it_expires(self, tus: Tus) -> None:
        assert tus.create()["Upload-Expires"].endswith(" GMT")

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"Upload-Defer-Length": None}, 400),
            ({"Upload-Defer-Length": "2"}, 400),
            ({"Upload-Defer-Length": None, "Upload-Length": "-1"}, 400),
            ({"Upload-Defer-Length": None, "Upload-Length": "many"}, 400),
            ({"Upload-Defer-Length": None, "Upload-Length": "2147483647"}, 413),
            ({"Upload-Metadata": None}, 400),
            ({"Upload-Metadata": "recording not*base64"}, 400),
            ({"Upload-Metadata": pairs({"recording": "no-uuid"})}, 400),
            ({"Upload-Metadata": pairs({"index": 0})}, 400),
        ],
    )
    def test_refuses_what_it_cannot_read(
        self, tus: Tus, headers: dict[str, str | None], status: int
    ) -> None:
        assert tus.create(headers).status_code == status
        with scopes_disabled():
            assert not Upload.objects.exists()

    @pytest.mark.parametrize(
        ("meta", "status"),
        [
            ({"recording": uuid4()}, 404),
            ({"index": 1}, 409),
            ({"index": "one"}, 400),
            ({"index": "\u0661"}, 400),
            ({"start_ms": "-1"}, 400),
            ({"epoch": 0}, 409),
            ({"epoch": 99}, 409),
        ],
    )
    def test_refuses_what_does_not_fit(self, tus: Tus, meta: dict[str, Any], status: int) -> None:
        assert tus.create(**meta).status_code == status
        with scopes_disabled():
            assert not Upload.objects.exists()

    def test_an_unanswered_request_again_gives_the_same_upload(self, tus: Tus) -> None:
        url = tus.begin()
        again = tus.create()
        assert (again.status_code, again["Location"]) == (201, url)
        with scopes_disabled():
            assert Upload.objects.count() == 1

    def test_a_segment_that_has_bytes_is_not_begun_again(self, tus: Tus) -> None:
        url = tus.begin()
        tus.patch(url, 0, b"abc")
        assert tus.create().status_code == 409
        assert on_disk(url) == b"abc"

    def test_the_next_segment_follows(self, tus: Tus) -> None:
        tus.begin()
        assert tus.create(index=1, start_ms=1000).status_code == 201

    def test_the_question_caps_the_bytes(self, tus: Tus, take: Recording) -> None:
        assert take.answer is not None
        cap = max_recording_bytes(take.answer.question, take.session)
        assert cap < 60 * 1024 * 1024
        exact = {"Upload-Defer-Length": None, "Upload-Length": str(cap)}
        more = {"Upload-Defer-Length": None, "Upload-Length": str(cap + 1)}
        refused = tus.create(more)
        assert (refused.status_code, refused["Upload-Error"]) == (413, "too_large")
        assert tus.create(exact).status_code == 201


class TestHead:
    """Where it stands."""

    def test_tells_the_offset_and_is_never_cached(self, tus: Tus) -> None:
        url = tus.begin()
        tus.patch(url, 0, b"abc")
        answer = tus.head(url)
        assert answer.status_code == 200
        assert answer["Upload-Offset"] == "3"
        assert "no-store" in answer["Cache-Control"]
        assert answer.content == b""

    def test_a_finished_upload_still_tells(self, tus: Tus) -> None:
        url = tus.begin()
        tus.patch(url, 0, b"abc", {"Upload-Length": "3"})
        answer = tus.head(url)
        assert (answer["Upload-Offset"], answer["Upload-Length"]) == ("3", "3")

    def test_an_unknown_upload_is_not_found(self, tus: Tus) -> None:
        answer = tus.head(f"{tus.root}{uuid4()}/")
        assert answer.status_code == 404
        assert "Upload-Offset" not in answer


class TestPatch:
    """A slice arrives."""

    def test_is_durable_when_it_is_answered(self, tus: Tus) -> None:
        url = tus.begin()
        answer = tus.patch(url, 0, b"abc", {"Upload-Checksum": checksum(b"abc")})
        assert answer.status_code == 204
        assert answer["Upload-Offset"] == "3"
        assert answer.content == b""
        assert on_disk(url) == b"abc"

    @pytest.mark.parametrize("offset", [0, 2, 4, 10**9])
    def test_another_offset_is_a_conflict_that_tells_the_right_one(
        self, tus: Tus, offset: int
    ) -> None:
        url = tus.begin()
        tus.patch(url, 0, b"abc")
        answer = tus.patch(url, offset, b"xyz")
        assert (answer.status_code, answer["Upload-Offset"]) == (409, "3")
        assert answer["Upload-Error"] == "offset_mismatch"
        assert on_disk(url) == b"abc"

    @pytest.mark.parametrize(
        ("headers", "content_type", "status"),
        [
            ({"Upload-Checksum": checksum(b"abd")}, None, 460),
            ({"Upload-Checksum": checksum(b"abd", "sha1")}, None, 460),
            ({"Upload-Checksum": "sha256"}, None, 460),
            ({"Upload-Checksum": "sha256 %%%"}, None, 460),
            ({"Upload-Checksum": "md5 kAFQmDzST7DWlj99KOF/cg=="}, None, 400),
            ({"Upload-Checksum": "crc32 AAAA"}, None, 400),
            ({}, "application/octet-stream", 415),
            ({}, "text/plain", 415),
            ({"Upload-Offset": None}, None, 400),
            ({"Upload-Offset": "-1"}, None, 400),
            ({"Upload-Offset": "0x0"}, None, 400),
            ({"Upload-Length": "2"}, None, 413),
            ({"Upload-Length": "some"}, None, 400),
        ],
    )
    def test_what_is_refused_writes_nothing(
        self, tus: Tus, headers: dict[str, str | None], content_type: str | None, status: int
    ) -> None:
        url = tus.begin()
        more = {"content_type": content_type} if content_type else {}
        assert tus.patch(url, 0, b"abc", headers, **more).status_code == status
        assert (row(url).offset, on_disk(url)) == (0, b"")
        assert tus.patch(url, 0, b"abc").status_code == 204  # and the upload lives on

    @pytest.mark.parametrize("name", ["sha1", "sha256"])
    def test_both_checksums_are_understood(self, tus: Tus, name: str) -> None:
        url = tus.begin()
        headers: dict[str, str | None] = {"Upload-Checksum": checksum(b"abc", name)}
        assert tus.patch(url, 0, b"abc", headers).status_code == 204

    def test_a_checksum_that_is_no_text_is_refused_like_any_other(self, tus: Tus) -> None:
        url = tus.begin()
        answer = tus.patch(url, 0, b"abc", {"Upload-Checksum": "sha256 \u00e9"})
        assert answer.status_code in (400, 460)

    def test_a_slice_too_large_for_memory_is_refused(self, tus: Tus, settings: Settings) -> None:
        url = tus.begin()
        answer = tus.patch(url, 0, bytes(settings.MAX_SLICE_BYTES + 1))
        assert answer.status_code == 413
        assert row(url).offset == 0
        assert tus.patch(url, 0, bytes(settings.MAX_SLICE_BYTES)).status_code == 204

    def test_more_than_the_question_allows_is_refused(self, tus: Tus) -> None:
        url = tus.begin()
        with scopes_disabled():
            Upload.objects.update(max_bytes=5)
        assert tus.patch(url, 0, b"abcde").status_code == 204
        assert tus.patch(url, 5, b"f").status_code == 413
        assert on_disk(url) == b"abcde"

    def test_a_second_writer_is_told_to_wait(self, tus: Tus) -> None:
        url = tus.begin()
        tus.patch(url, 0, b"abc")
        with spool.path_of(name_of(url)).open("rb") as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            answer = tus.patch(url, 3, b"def")
            assert (answer.status_code, answer["Upload-Error"]) == (423, "upload_locked")
        assert on_disk(url) == b"abc"
        assert tus.patch(url, 3, b"def").status_code == 204

    def test_what_was_never_acknowledged_is_overwritten(self, tus: Tus) -> None:
        """The process died after the write and before the row."""
        url = tus.begin()
        tus.patch(url, 0, b"abc")
        with spool.path_of(name_of(url)).open("ab") as file:
            file.write(b"torn, and longer than what comes")
        assert tus.head(url)["Upload-Offset"] == "3"
        tus.patch(url, 3, b"def", {"Upload-Length": "6"})
        assert on_disk(url) == b"abcdef"
        assert row(url).state == "complete"


class TestEnd:
    """The last byte, and after it."""

    def test_the_length_may_come_with_the_last_slice(self, tus: Tus) -> None:
        url = tus.begin()
        tus.patch(url, 0, b"abc")
        assert row(url).state == "receiving"
        answer = tus.patch(url, 3, b"d", {"Upload-Length": "4"})
        assert (answer.status_code, answer["Upload-Length"]) == (204, "4")
        assert row(url).state == "complete"

    def test_the_length_may_come_alone(self, tus: Tus) -> None:
        url = tus.begin()
        tus.patch(url, 0, b"abc")
        assert tus.patch(url, 3, b"", {"Upload-Length": "3"}).status_code == 204
        assert row(url).state == "complete"

    def test_the_length_is_said_once(self, tus: Tus) -> None:
        url = tus.begin()
        tus.patch(url, 0, b"abc", {"Upload-Length": "6"})
        assert tus.patch(url, 3, b"d", {"Upload-Length": "5"}).status_code == 400
        assert tus.patch(url, 3, b"def", {"Upload-Length": "6"}).status_code == 204

    def test_nothing_is_added_to_a_finished_upload(self, tus: Tus) -> None:
        url = tus.begin()
        tus.patch(url, 0, b"abc", {"Upload-Length": "3"})
        over = tus.patch(url, 3, b"d")
        assert over.status_code == 410
        repeated = tus.patch(url, 0, b"abc", {"Upload-Length": "3"})
        assert (repeated.status_code, repeated["Upload-Offset"]) == (409, "3")
        assert on_disk(url) == b"abc"

    def test_a_length_beyond_the_cap_is_refused(self, tus: Tus) -> None:
        url = tus.begin()
        assert tus.patch(url, 0, b"abc", {"Upload-Length": "2147483647"}).status_code == 413
        assert row(url).length is None

    def test_an_empty_upload_of_known_length_is_complete(self, tus: Tus) -> None:
        url = tus.create({"Upload-Defer-Length": None, "Upload-Length": "0"})["Location"]
        assert row(url).state == "complete"

    def test_an_expired_upload_is_gone(self, tus: Tus) -> None:
        url = tus.begin()
        with scopes_disabled():
            Upload.objects.update(expires_at=now() - timedelta(seconds=1))
        assert tus.patch(url, 0, b"abc").status_code == 410
        assert on_disk(url) == b""


Ask = Callable[[Tus, str], HttpResponse]
ASKS: dict[str, Ask] = {
    "head": lambda tus, url: tus.head(url),
    "patch": lambda tus, url: tus.patch(url, 0, b"abc"),
    "create": lambda tus, url: tus.create(index=1),
}


class TestStrangers:
    """Only the candidate's own browser reaches the candidate's uploads."""

    @pytest.fixture
    def other(self, acme: Tenant, interview: Interview, take: Recording) -> Tus:
        """Another candidate of the same interview, who knows the first one's ids."""
        with company_scope(acme.company):
            invitation = invite(acme, interview, "Eve")
            begin(invitation)
        return Tus(opened(invitation), invitation.public_id, take)

    @pytest.mark.parametrize("ask", ASKS)
    def test_another_candidates_session_does_not_find_it(
        self, tus: Tus, other: Tus, ask: str
    ) -> None:
        url = tus.begin()
        theirs = f"{other.root}{name_of(url)}/"
        assert ASKS[ask](other, theirs).status_code == 404
        assert on_disk(url) == b""
        assert ASKS[ask](tus, url).status_code in (200, 201, 204)

    @pytest.mark.parametrize("ask", ASKS)
    def test_another_candidates_cookie_does_not_open_it(
        self, tus: Tus, other: Tus, ask: str, take: Recording, invitation: Invitation
    ) -> None:
        url = tus.begin()
        thief = Tus(other.client, invitation.public_id, take)
        thief.client.cookies["invitation"]["path"] = "/"
        assert ASKS[ask](thief, url).status_code == 404
        assert on_disk(url) == b""

    @pytest.mark.parametrize("ask", ASKS)
    def test_without_a_cookie_there_is_nothing(
        self, tus: Tus, ask: str, take: Recording, invitation: Invitation
    ) -> None:
        url = tus.begin()
        assert ASKS[ask](Tus(Client(), invitation.public_id, take), url).status_code == 404


class TestFence:
    """A second tab or device takes over; the first one's bytes are still taken."""

    def test_an_older_page_begins_no_segment(self, tus: Tus, take: Recording) -> None:
        old = take.session.epoch
        url = tus.begin()
        with company_scope(take.company):
            actor = candidate_actor(take.session.candidate)
            take_resume(recording=take, actor=actor, now=now())
        answer = tus.create(index=1, epoch=old)
        assert (answer.status_code, answer["Upload-Error"]) == (409, "superseded")
        assert tus.create(index=1, epoch=old + 1).status_code == 201
        assert tus.patch(url, 0, b"late").status_code == 204

    def test_a_discarded_take_begins_no_segment(self, tus: Tus, take: Recording) -> None:
        assert take.answer is not None
        with company_scope(take.company):
            actor = candidate_actor(take.session.candidate)
            newer = take_start(answer=take.answer, media=MediaKind.VIDEO, actor=actor, now=now())
        assert tus.create(epoch=newer.session.epoch).status_code == 409

    @pytest.mark.parametrize("ask", ["patch", "create"])
    def test_a_revoked_invitation_takes_nothing_more(
        self, tus: Tus, invitation: Invitation, ask: str
    ) -> None:
        url = tus.begin()
        with company_scope(invitation.company):
            actor = candidate_actor(invitation.candidate)
            invitation_revoke(invitation=invitation, actor=actor, now=now())
        assert ASKS[ask](tus, url).status_code == 410
        assert on_disk(url) == b""


def test_late_bytes_are_taken_within_the_grace_and_not_after(
    tus: Tus, invitation: Invitation, settings: Settings
) -> None:
    url = tus.begin()
    with company_scope(invitation.company):
        Invitation.objects.update(expires_at=now() - timedelta(hours=1))
    assert tus.patch(url, 0, b"abc").status_code == 204
    with company_scope(invitation.company):
        Invitation.objects.update(
            expires_at=now() - settings.LATE_BYTES_GRACE - timedelta(seconds=1)
        )
    assert tus.patch(url, 3, b"def").status_code == 410
    assert tus.client.get(here(invitation.public_id)).status_code in (302, 410)
