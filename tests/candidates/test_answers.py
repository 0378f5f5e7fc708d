"""Answers and their takes: what may be tried again, and what counts."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import AuditEntry
from candidates.actors import candidate_actor
from candidates.enums import AnswerState, MediaKind, RecordingState
from candidates.models import Answer, Invitation, Recording, Session, Upload
from candidates.selectors.sessions import unanswered_questions
from candidates.selectors.uploads import recorded_ms
from candidates.services.answers import answer_open, answer_reopen
from candidates.services.takes import take_keep, take_resume, take_start
from candidates.services.uploads import upload_append, upload_create
from interview_platform.lib.errors import Conflict
from interview_platform.lib.models import Job
from interview_platform.lib.tenancy import company_scope, scopes_disabled
from interviews.models import InterviewVersion
from tests.candidates.conftest import here
from tests.candidates.tus import Tus
from tests.factories import Tenant, begin, now, upload_segment
from tests.lib.concurrency import together

pytestmark = pytest.mark.django_db
scoped = pytest.mark.usefixtures("in_acme")


def start(answer: Answer) -> Recording:
    actor = candidate_actor(answer.session.candidate)
    return take_start(answer=answer, media=MediaKind.VIDEO, actor=actor, now=now())


def keep(take: Recording, declared_ms: int | None = None) -> None:
    actor = candidate_actor(take.session.candidate)
    take_keep(recording=take, declared_ms=declared_ms, actor=actor, now=now())


def reject(take: Recording) -> None:
    Recording.objects.filter(pk=take.pk).update(state=RecordingState.REJECTED, problem="not_media")
    take.refresh_from_db()


@scoped
class TestOpening:
    """Showing a question starts its clock, once."""

    def test_the_clock_starts_once(self, session: Session) -> None:
        actor, question = candidate_actor(session.candidate), unanswered_questions(session)[0]
        first = answer_open(session=session, question=question, actor=actor, now=now())
        later = now() + timedelta(seconds=30)
        again = answer_open(session=session, question=question, actor=actor, now=later)
        assert (again, again.opened_at) == (first, first.opened_at)
        assert AuditEntry.objects.filter(action="answer.opened").count() == 1

    def test_not_before_the_start(self, invitation: Invitation) -> None:
        session = begin(invitation)
        Session.objects.update(state="created")
        session.refresh_from_db()
        with pytest.raises(Conflict):
            answer_open(
                session=session,
                question=unanswered_questions(session)[0],
                actor=candidate_actor(session.candidate),
                now=now(),
            )


@scoped
class TestTakes:
    """How often one may try."""

    @pytest.mark.parametrize("retakes", [0, 1, 3])
    def test_as_often_as_the_version_allows(self, answer: Answer, retakes: int) -> None:
        InterviewVersion.objects.update(retakes=retakes)
        answer.refresh_from_db()
        numbers = [start(answer).take for _ in range(retakes + 1)]
        assert numbers == list(range(1, retakes + 2))
        with pytest.raises(Conflict) as refused:
            start(answer)
        assert refused.value.code == "no_takes_left"

    def test_a_new_one_discards_the_one_before(self, answer: Answer, take: Recording) -> None:
        start(answer)
        take.refresh_from_db()
        assert take.state == RecordingState.DISCARDED
        assert Recording.objects.filter(state=RecordingState.CAPTURING).count() == 1
        assert AuditEntry.objects.filter(action="take.discarded").count() == 1

    def test_none_after_one_was_kept(self, answer: Answer, take: Recording, webm: bytes) -> None:
        upload_segment(take, webm[:5000])
        keep(take)
        with pytest.raises(Conflict) as refused:
            start(answer)
        assert refused.value.code == "answer_kept"

    def test_resuming_fences_the_page_before(self, take: Recording) -> None:
        epoch = take.session.epoch
        take_resume(recording=take, actor=candidate_actor(take.session.candidate), now=now())
        assert Session.objects.get().epoch == epoch + 1

    @pytest.mark.parametrize("state", [RecordingState.DISCARDED, RecordingState.REJECTED])
    def test_only_an_open_one_is_resumed(self, take: Recording, state: RecordingState) -> None:
        Recording.objects.update(state=state)
        take.refresh_from_db()
        with pytest.raises(Conflict):
            take_resume(recording=take, actor=candidate_actor(take.session.candidate), now=now())


@scoped
class TestKeeping:
    """Choosing the take that counts."""

    def test_needs_a_byte_stream_that_has_ended(self, take: Recording) -> None:
        with pytest.raises(Conflict) as refused:
            keep(take)
        assert refused.value.code == "bytes_missing"
        upload_create(
            recording=take, index=0, start_ms=0, epoch=take.session.epoch, length=None,
            actor=candidate_actor(take.session.candidate), now=now(),
        )  # fmt: skip
        with pytest.raises(Conflict):
            keep(take)
        take.refresh_from_db()
        assert take.state == RecordingState.CAPTURING
        assert not Job.objects.exists()

    def test_needs_every_segment(self, take: Recording, webm: bytes) -> None:
        upload_segment(take, webm[:5000])
        upload_create(
            recording=take, index=1, start_ms=1000, epoch=take.session.epoch, length=None,
            actor=candidate_actor(take.session.candidate), now=now(),
        )  # fmt: skip
        with pytest.raises(Conflict):
            keep(take)

    def test_repeated_changes_nothing(self, answer: Answer, take: Recording, webm: bytes) -> None:
        upload_segment(take, webm[:5000])
        keep(take, 4000)
        keep(take, 9000)
        take.refresh_from_db()
        answer.refresh_from_db()
        assert (take.state, take.declared_ms) == (RecordingState.CAPTURED, 4000)
        assert answer.state == AnswerState.KEPT
        assert list(Job.objects.values_list("name", flat=True)) == ["candidates.process_recording"]
        assert AuditEntry.objects.filter(action="take.kept").count() == 1

    def test_not_a_discarded_one(self, answer: Answer, take: Recording, webm: bytes) -> None:
        upload_segment(take, webm[:5000])
        start(answer)
        take.refresh_from_db()
        with pytest.raises(Conflict):
            keep(take)
        assert list(Job.objects.values_list("name", flat=True)) == ["candidates.forget_take"]

    def test_a_page_that_went_away_for_good_leaves_what_arrived(
        self, take: Recording, webm: bytes
    ) -> None:
        actor = candidate_actor(take.session.candidate)
        upload = upload_create(
            recording=take, index=0, start_ms=0, epoch=take.session.epoch, length=None,
            actor=actor, now=now(),
        )  # fmt: skip
        upload_append(upload=upload, offset=0, body=webm[:5000], length=None, now=now())
        take_resume(recording=take, actor=actor, now=now())
        keep(take)
        upload.refresh_from_db()
        assert (upload.state, upload.length) == ("complete", 5000)

    def test_only_the_bytes_count_when_the_page_is_still_there(
        self, take: Recording, webm: bytes
    ) -> None:
        upload_segment(take, webm[:5000])
        Upload.objects.update(state="receiving")
        with pytest.raises(Conflict):
            keep(take)


@scoped
class TestReopening:
    """An unusable recording is not the candidate's fault."""

    @pytest.fixture
    def kept(self, take: Recording, webm: bytes) -> Recording:
        upload_segment(take, webm[:5000])
        keep(take)
        return take

    def reopen(self, take: Recording) -> Answer:
        answer = Answer.objects.select_related("session", "question").get(takes=take)
        actor = candidate_actor(answer.session.candidate)
        answer_reopen(answer=answer, actor=actor, now=now())
        answer.refresh_from_db()
        return answer

    @pytest.mark.parametrize("state", [RecordingState.CAPTURED, RecordingState.CAPTURING])
    def test_not_while_it_may_be_good(self, kept: Recording, state: RecordingState) -> None:
        Recording.objects.update(state=state)
        with pytest.raises(Conflict) as refused:
            self.reopen(kept)
        assert refused.value.code == "recording_usable"

    def test_after_a_rejection_the_take_is_given_back(self, kept: Recording) -> None:
        InterviewVersion.objects.update(retakes=0)
        reject(kept)
        answer = self.reopen(kept)
        assert (answer.state, answer.kept_at) == (AnswerState.OPENED, None)
        assert start(answer).take == 2
        with pytest.raises(Conflict):
            start(answer)

    def test_once(self, kept: Recording) -> None:
        reject(kept)
        self.reopen(kept)
        with pytest.raises(Conflict) as refused:
            self.reopen(kept)
        assert refused.value.code == "answer_state"

    def test_counts_as_missing_until_recorded_again(self, kept: Recording) -> None:
        assert unanswered_questions(kept.session).count() == 1
        reject(kept)
        self.reopen(kept)
        assert unanswered_questions(kept.session).count() == 2


@pytest.mark.usefixtures("shared_db")
class TestAtOnce:
    """Two tabs, two threads."""

    def test_two_starts_leave_one_take_open(self, acme: Tenant, answer: Answer) -> None:
        def begin_take() -> str:
            with company_scope(acme.company):
                start(Answer.objects.select_related("session", "question").get(pk=answer.pk))
                return "started"

        results = together(*[begin_take] * 3)
        assert "started" in results
        assert all(r == "started" or isinstance(r, Conflict) for r in results), results
        with company_scope(acme.company):
            assert Recording.objects.filter(state=RecordingState.CAPTURING).count() == 1
            assert Recording.objects.count() <= 2

    def test_two_keeps_queue_one_job(self, acme: Tenant, take: Recording, webm: bytes) -> None:
        with company_scope(acme.company):
            upload_segment(take, webm[:5000])

        def choose() -> str:
            with company_scope(acme.company):
                keep(Recording.objects.select_related("session", "answer").get(pk=take.pk))
                return "kept"

        results = together(*[choose] * 3)
        assert "kept" in results
        assert all(r == "kept" or isinstance(r, Conflict) for r in results), results
        assert Job.objects.count() == 1

    def test_two_slices_at_one_place_are_written_once(
        self, acme: Tenant, take: Recording, settings: Settings
    ) -> None:
        with company_scope(acme.company):
            upload = upload_create(
                recording=take, index=0, start_ms=0, epoch=take.session.epoch, length=None,
                actor=candidate_actor(take.session.candidate), now=now(),
            )  # fmt: skip

        def append(body: bytes) -> bytes:
            with company_scope(acme.company):
                mine = Upload.objects.get(pk=upload.pk)
                upload_append(upload=mine, offset=0, body=body, length=None, now=now())
                return body

        bodies = [bytes([65 + n]) * 100_000 for n in range(4)]
        results = together(*[lambda body=body: append(body) for body in bodies])
        written = [r for r in results if isinstance(r, bytes)]
        assert len(written) == 1
        assert all(isinstance(r, Conflict) for r in results if not isinstance(r, bytes))
        assert (settings.SPOOL_DIR / f"{upload.public_id}.part").read_bytes() == written[0]


class TestOverHttp:
    """What the recorder's script asks."""

    def post(self, browser: Client, path: str, body: object) -> int:
        return browser.post(
            path, json.dumps(body), content_type="application/json",
            headers={"Accept": "application/json"},
        ).status_code  # fmt: skip

    def test_keeping_with_missing_bytes_is_a_conflict(
        self, browser: Client, invitation: Invitation, take: Recording
    ) -> None:
        path = here(invitation.public_id, "recordings", str(take.public_id), "keep")
        answer = browser.post(
            path, {}, content_type="application/json", headers={"Accept": "application/json"}
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "bytes_missing")

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"media": "video"}, 201),
            ({"media": "audio"}, 201),
            ({"media": "hologram"}, 422),
            ({}, 422),
            ({"media": None}, 422),
            ({"media": ["video"]}, 422),
            (["media"], 422),
            ("video", 422),
        ],
    )
    def test_beginning_a_take(
        self, browser: Client, invitation: Invitation, answer: Answer, body: object, status: int
    ) -> None:
        path = here(invitation.public_id, "questions", str(answer.question.public_id), "takes")
        assert self.post(browser, path, body) == status

    @pytest.mark.parametrize(
        "declared",
        [
            0, 1000, None, "1000", -1, 1.5, {},
            2**31, 10**30, True,
        ],
    )  # fmt: skip
    def test_whatever_length_is_declared_the_answer_is_kept(
        self, tus: Tus, invitation: Invitation, take: Recording, declared: object
    ) -> None:
        url = tus.begin()
        tus.patch(url, 0, b"abc", {"Upload-Length": "3"})
        path = here(invitation.public_id, "recordings", str(take.public_id), "keep")
        assert self.post(tus.client, path, {"recorded_ms": declared}) == 200

    def test_a_question_of_another_interview_is_not_found(
        self, browser: Client, invitation: Invitation, session: Session
    ) -> None:
        unknown = "00000000-0000-4000-8000-000000000000"
        assert (
            self.post(browser, here(invitation.public_id, "questions", unknown, "open"), {}) == 404
        )
        path = here(invitation.public_id, "recordings", unknown, "keep")
        assert self.post(browser, path, {}) == 404

    def test_opening_again_on_another_page_tells_where_the_take_stands(
        self, tus: Tus, invitation: Invitation, answer: Answer, take: Recording
    ) -> None:
        tus.patch(tus.begin(), 0, b"abc")
        path = here(invitation.public_id, "questions", str(answer.question.public_id), "open")
        told = tus.client.post(path).json()
        assert told["take"]["recording"] == str(take.public_id)
        assert told["take"]["epoch"] == take.session.epoch + 1
        assert told["take"]["next_index"] == 1
        assert told["takes_left"] == 1
        assert told["answer_seconds"] == 60


def test_an_outage_is_not_recorded_time(tus: Tus, take: Recording) -> None:
    """The page dies after ten seconds; its last bytes come when it is opened again, much later."""
    with company_scope(take.company):
        actor = candidate_actor(take.session.candidate)
        upload = upload_create(
            recording=take, index=0, start_ms=0, epoch=take.session.epoch, length=None,
            actor=actor, now=now() - timedelta(minutes=10),
        )  # fmt: skip
        upload = upload_append(
            upload=upload, offset=0, body=b"abc", length=None,
            now=now() - timedelta(minutes=9, seconds=50),
        )  # fmt: skip
        take_resume(recording=take, actor=actor, now=now())
        upload_append(upload=upload, offset=3, body=b"def", length=6, now=now())
        assert recorded_ms(take) == pytest.approx(10_000, abs=1000)


def test_the_accommodation_lengthens_both_times(
    browser: Client, invitation: Invitation, answer: Answer
) -> None:
    with scopes_disabled():
        Session.objects.update(time_factor="1.50")
    path = here(invitation.public_id, "questions", str(answer.question.public_id), "open")
    told = browser.post(path).json()
    assert told["answer_seconds"] == 90
