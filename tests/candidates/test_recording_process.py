"""From bytes to something that plays, or to words that say why not."""

import hashlib
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest
from django.core.files.storage import default_storage
from pytest_django.fixtures import Settings

from accounts.models import AuditEntry
from analytics.models import AnalysisRun, DeliveryMetrics, Transcript
from analytics.services.speech import ConsentMissing, delivery_measure, transcript_create
from candidates import files, spool
from candidates.actors import candidate_actor
from candidates.enums import MediaKind, RecordingState
from candidates.models import Answer, Invitation, Recording, Segment, Session, Upload
from candidates.problems import PART_UNREADABLE, PROBLEMS, describe
from candidates.selectors.answers import answers_of
from candidates.selectors.sessions import unanswered_questions
from candidates.services.answers import answer_open
from candidates.services.recordings import recording_process
from candidates.services.takes import take_keep, take_start
from candidates.tasks import forget_take, process_recording
from interview_platform.engines.media.errors import CODES
from interview_platform.lib.errors import Conflict
from interview_platform.lib.models import AiCall, Job
from interviews.models import Interview
from interviews.services.interviews import interview_close
from tests import factories
from tests.candidates.conftest import here, opened
from tests.conftest import MEDIA
from tests.factories import Tenant, begin, now, upload_segment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_acme")]

CLUSTER = b"\x1f\x43\xb6\x75"
MILLISECONDS = 9964  # of the recording in tests/media


@pytest.fixture(scope="module")
def short(webm: bytes) -> bytes:
    """The first seconds of the recording, cut between two of the recorder's clusters."""
    return webm[: webm.index(CLUSTER, 200_000)]


def kept(session: Session, *bodies: bytes, declared_ms: int | None = None) -> Recording:
    """Return a kept take with these segments."""
    actor = candidate_actor(session.candidate)
    question = unanswered_questions(session)[0]
    answer = answer_open(session=session, question=question, actor=actor, now=now())
    take = take_start(answer=answer, media=MediaKind.VIDEO, actor=actor, now=now())
    for body in bodies:
        upload_segment(take, body)
    take_keep(recording=take, declared_ms=declared_ms, actor=actor, now=now())
    return take


def processed(session: Session, *bodies: bytes, declared_ms: int | None = None) -> Recording:
    """Return what became of a kept take."""
    take = kept(session, *bodies, declared_ms=declared_ms)
    process_recording(recording_id=take.pk)
    take.refresh_from_db()
    return take


def originals(take: Recording) -> list[bytes]:
    """Return the untouched bytes from storage."""
    rows = Segment.objects.filter(recording=take).order_by("index")
    found = []
    for segment in rows:
        if segment.original:
            with default_storage.open(segment.original) as file:
                found.append(file.read())
            assert hashlib.sha256(found[-1]).hexdigest() == segment.sha256
    return found


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes(24) for _ in range(8)))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


class TestGood:
    """A recording as browsers make it."""

    def test_plays_seeks_and_has_its_length(
        self, session: Session, webm: bytes, settings: Settings
    ) -> None:
        take = processed(session, webm, declared_ms=MILLISECONDS)
        assert (take.state, take.problem) == (RecordingState.READY, "")
        assert take.duration_ms == pytest.approx(MILLISECONDS, abs=200)
        assert (take.mime, take.ready_at is not None) == ("video/webm", True)
        assert take.width
        assert take.height
        assert default_storage.size(take.file) == take.size
        with av.open(default_storage.path(take.file)) as file:
            assert file.duration == pytest.approx(MILLISECONDS * 1000, abs=2e5)
            file.seek(8_000_000)
            packet = next(file.demux(video=0))
            assert packet.pts is not None
            assert packet.time_base is not None
            assert float(packet.pts * packet.time_base) > 5
        assert originals(take) == [webm]
        assert not any(Path(settings.SPOOL_DIR).iterdir())

    def test_begins_its_analysis_once_in_the_same_transaction(
        self, session: Session, short: bytes
    ) -> None:
        take = processed(session, short)
        names = list(Job.objects.order_by("id").values_list("name", flat=True))
        assert names == ["candidates.process_recording", "analytics.transcribe"]
        assert Job.objects.last().kwargs["recording_id"] == take.pk  # type: ignore[union-attr]

    def test_two_segments_become_one(self, session: Session, short: bytes) -> None:
        once = processed(session, short)
        twice = processed(session, short, short)
        assert once.duration_ms
        assert twice.state == RecordingState.READY
        assert twice.duration_ms == pytest.approx(2 * once.duration_ms, abs=500)
        assert originals(twice) == [short, short]

    def test_a_segment_without_a_byte_does_no_harm(self, session: Session, short: bytes) -> None:
        take = processed(session, short, b"")
        assert take.state == RecordingState.READY
        assert originals(take) == [short]

    def test_again_changes_nothing(self, session: Session, short: bytes) -> None:
        take = processed(session, short)
        before = Recording.objects.values().get(pk=take.pk)
        jobs, trail = Job.objects.count(), AuditEntry.objects.count()
        process_recording(recording_id=take.pk)
        assert Recording.objects.values().get(pk=take.pk) == before
        assert (Job.objects.count(), AuditEntry.objects.count()) == (jobs, trail)
        assert originals(take) == [short]

    def test_a_try_after_a_crash_starts_from_the_same_bytes(
        self, session: Session, short: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The first try ends when the original is stored and nothing is recorded."""
        take = kept(session, short)
        with monkeypatch.context() as patch:
            patch.setattr("candidates.services.recordings._make_playable", crash)
            with pytest.raises(OSError, match="power"):
                process_recording(recording_id=take.pk)
        upload = Upload.objects.get()
        assert spool.path_of(str(upload.public_id)).read_bytes() == short
        process_recording(recording_id=take.pk)
        take.refresh_from_db()
        assert take.state == RecordingState.READY
        assert originals(take) == [short]

    def test_a_discarded_take_is_left_alone(self, session: Session, short: bytes) -> None:
        take = kept(session, short)
        Recording.objects.update(state=RecordingState.DISCARDED)
        process_recording(recording_id=take.pk)
        take.refresh_from_db()
        assert (take.state, take.file) == (RecordingState.DISCARDED, "")


class TestOddSegments:
    """What cannot be read, or does not fit, must not cost the rest."""

    def test_a_stub_of_a_second_segment_is_left_out(self, session: Session, short: bytes) -> None:
        take = processed(session, short, short[:200])
        assert (take.state, take.problem) == (RecordingState.READY, PART_UNREADABLE)
        assert originals(take) == [short, short[:200]]

    def test_of_two_formats_the_longer_one_plays(
        self, session: Session, webm: bytes, short: bytes
    ) -> None:
        mp4 = (MEDIA / "answer-chromium.mp4").read_bytes()
        take = processed(session, short, mp4)
        assert (take.state, take.problem) == (RecordingState.READY, PART_UNREADABLE)
        assert take.duration_ms is not None
        assert take.duration_ms > 8000
        assert originals(take) == [short, mp4]

    def test_nothing_readable_is_not_usable(self, session: Session) -> None:
        take = processed(session, b"no recording", b"nor this")
        assert (take.state, take.problem) == (RecordingState.REJECTED, "not_media")


class TestOriginals:
    """Storage holds the acknowledged bytes, exactly those, whoever was how slow."""

    def test_a_torn_tail_is_not_part_of_it(self, session: Session, short: bytes) -> None:
        take = kept(session, short)
        upload = Upload.objects.get()
        with spool.path_of(str(upload.public_id)).open("ab") as file:
            file.write(b"torn")
        recording_process(recording=take, now=now())
        assert originals(take) == [short]

    def test_a_slow_second_worker_takes_nothing_away(
        self, session: Session, short: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        take = kept(session, short)
        slow = Recording.objects.select_related("company", "session").get(pk=take.pk)
        store = files.store

        def overtaken(*given: Any, **named: Any) -> Any:
            monkeypatch.setattr(files, "store", store)
            recording_process(recording=take, now=now())
            return store(*given, **named)

        monkeypatch.setattr(files, "store", overtaken)
        with pytest.raises((Conflict, FileNotFoundError)):
            recording_process(recording=slow, now=now())
        take.refresh_from_db()
        assert take.state == RecordingState.READY
        assert originals(take) == [short]
        assert default_storage.exists(take.file)


class TestSpool:
    """Bytes stay only where they are needed."""

    def test_a_take_recorded_again_leaves_none(
        self, answer: Answer, take: Recording, short: bytes, settings: Settings
    ) -> None:
        upload_segment(take, short)
        forget_take(recording_id=take.pk)
        assert len(list(Path(settings.SPOOL_DIR).iterdir())) == 1  # it is still open
        actor = candidate_actor(answer.session.candidate)
        take_start(answer=answer, media=MediaKind.VIDEO, actor=actor, now=now())
        job = Job.objects.get(name="candidates.forget_take")
        forget_take(**job.kwargs)
        assert not any(Path(settings.SPOOL_DIR).iterdir())

    def test_a_try_after_a_crash_at_the_very_end_clears_up(
        self, session: Session, short: bytes, monkeypatch: pytest.MonkeyPatch, settings: Settings
    ) -> None:
        take = kept(session, short)
        with monkeypatch.context() as patch:
            patch.setattr(spool, "remove", crash)
            with pytest.raises(OSError, match="power"):
                process_recording(recording_id=take.pk)
        process_recording(recording_id=take.pk)
        assert not any(Path(settings.SPOOL_DIR).iterdir())
        assert originals(take) == [short]


def crash(*_: object) -> None:
    raise OSError("power")


Cut = Callable[[bytes], bytes]
BAD: dict[str, tuple[Cut, str]] = {
    "nothing": (lambda webm: b"", "empty"),
    "text": (lambda webm: b"This is my answer.\n" * 500, "not_media"),
    "picture": (lambda webm: png(), "not_media"),
    "no first slice": (lambda webm: webm[60_000:400_000], "missing_start"),
    "program": (lambda webm: b"\x7fELF" + bytes(5000), "not_media"),
    "only its head": (lambda webm: webm[:120], "unreadable"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_played_ends_in_words_and_is_kept(
    session: Session, invitation: Invitation, webm: bytes, name: str
) -> None:
    cut, code = BAD[name]
    body = cut(webm)
    take = processed(session, body)
    assert (take.state, take.problem) == (RecordingState.REJECTED, code)
    assert originals(take) == ([body] if body else [])
    assert take.file == ""
    assert describe(code)
    given = answers_of(session)[0]
    assert given.problem == describe(code)
    assert given.reopenable is True
    assert list(Job.objects.values_list("name", flat=True)) == ["candidates.process_recording"]
    assert AuditEntry.objects.get(action="recording.rejected").data == {"problem": code}
    processed(session, body)
    page = opened(invitation).get(here(invitation.public_id, "interview"))
    assert describe(code) in page.content.decode()


@pytest.mark.parametrize(
    ("share", "declared_ms", "problem"),
    [
        (0.5, MILLISECONDS, "shorter_than_recorded"),
        (0.5, None, ""),
        (1, MILLISECONDS + 1400, ""),
        (1, MILLISECONDS + 9000, "shorter_than_recorded"),
    ],
)
def test_a_truncated_recording_plays_and_says_so(
    session: Session, webm: bytes, share: float, declared_ms: int | None, problem: str
) -> None:
    body = webm[: int(len(webm) * share)]
    take = processed(session, body, declared_ms=declared_ms)
    assert (take.state, take.problem) == (RecordingState.READY, problem)
    assert take.duration_ms
    assert take.duration_ms == pytest.approx(MILLISECONDS * share, rel=0.2)
    assert originals(take) == [body]
    assert bool(answers_of(session)[0].problem) is bool(problem)


@pytest.mark.parametrize(("limit", "problem"), [(5, "over_time"), (7, "over_time"), (8, "")])
def test_an_answer_over_its_time_is_flagged_and_still_analysed(
    acme: Tenant, webm: bytes, limit: int, problem: str
) -> None:
    """Ten seconds; two more than allowed are no offence."""
    interview = factories.make_interview(acme, title="Brief", questions=1, answer_seconds=limit)
    take = processed(begin(factories.invite(acme, interview)), webm)
    assert (take.state, take.problem) == (RecordingState.READY, problem)
    assert Job.objects.filter(name="analytics.transcribe").exists()


def test_an_accommodation_is_no_offence(acme: Tenant, webm: bytes) -> None:
    interview = factories.make_interview(acme, title="Brief", questions=1, answer_seconds=5)
    invitation = factories.invite(acme, interview)
    Invitation.objects.filter(pk=invitation.pk).update(time_factor=2)
    invitation.refresh_from_db()
    assert processed(begin(invitation), webm).problem == ""


def test_every_code_has_words() -> None:
    assert set(PROBLEMS) >= CODES
    assert describe("") == ""
    assert describe("never heard of") != ""


class TestWithoutConsent:
    """People watch; no engine ever sees the session."""

    @pytest.fixture
    def take(self, invitation: Invitation, short: bytes) -> Recording:
        return processed(begin(invitation, ai_analysis=False), short)

    def test_the_recording_is_ready_and_nothing_follows(self, take: Recording) -> None:
        assert take.state == RecordingState.READY
        assert list(Job.objects.values_list("name", flat=True)) == ["candidates.process_recording"]
        for model in (AiCall, AnalysisRun, Transcript, DeliveryMetrics):
            assert not model._default_manager.exists()

    def test_no_step_can_be_taken_by_hand(self, take: Recording) -> None:
        run = AnalysisRun.objects.create(
            company=take.company, session=take.session, created_at=now()
        )
        for step in (transcript_create, delivery_measure):
            with pytest.raises(ConsentMissing) as refused:
                step(run=run, recording=take, now=now())
            assert refused.value.permanent is True
        assert not AiCall.objects.exists()
        assert not Transcript.objects.exists()


def test_names_in_storage_tell_nothing_of_the_person(session: Session, short: bytes) -> None:
    take = processed(session, short)
    for name in (take.file, *(segment.original for segment in Segment.objects.all())):
        assert "Dana" not in name
        assert name.startswith(f"{take.company.public_id}/{session.public_id}/{take.public_id}/")


def test_a_closed_interview_still_processes(
    interview: Interview, session: Session, short: bytes
) -> None:
    interview_close(interview=interview, actor=candidate_actor(session.candidate), now=now())
    assert processed(session, short).state == RecordingState.READY
