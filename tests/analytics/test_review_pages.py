"""The pages where a company looks at what candidates answered."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actors import user_actor
from accounts.models import User
from analytics.enums import DecisionKind
from analytics.models import (
    AnalysisRun,
    AnswerRating,
    Decision,
    DeliveryMetrics,
    Review,
    Transcript,
)
from analytics.services.reviews import answer_rate, decision_make, review_submit
from candidates.enums import RecordingState
from candidates.models import Recording, Session
from candidates.selectors.answers import answers_of
from interview_platform.lib.jobs.worker import run_next
from interview_platform.lib.models import Job, JobState
from interview_platform.lib.tenancy import company_scope
from tests import factories
from tests.factories import Tenant

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
WORDS = [
    {"w": "orders", "s": 0.5, "e": 0.9, "p": 0.95},
    {"w": "were", "s": 0.9, "e": 1.1, "p": 0.2},
    {"w": "<b>charged</b>", "s": 1.1, "e": 1.6, "p": None},
]
HTMX = {"HX-Request": "true"}


def begin(acme: Tenant, *, questions: int = 2, name: str = "Dana", **consent: bool) -> Session:
    interview = factories.make_interview(acme, questions=questions)
    return factories.begin(factories.invite(acme, interview, name), **consent)


def kept(
    session: Session, *, state: RecordingState = RecordingState.READY, **fields: Any
) -> Recording:
    """Return a recording of the next answer as processing leaves it, without processing."""
    take = factories.record(session, b"not looked at")
    changes: dict[str, Any] = {"state": state}
    if state == RecordingState.READY:
        changes |= {"duration_ms": 112_000, "ready_at": timezone.now(), "mime": "video/webm"}
        changes |= {"file": f"tests/{take.public_id}.webm", "size": 10}
        Job.objects.filter(key=f"process:{take.public_id}").update(state=JobState.DONE)
    Recording.objects.filter(pk=take.pk).update(**changes | fields)
    take.refresh_from_db()
    return take


def result_of(recording: Recording) -> dict[str, Any]:
    run, _created = AnalysisRun.objects.get_or_create(
        session=recording.session,
        defaults={"company_id": recording.company_id, "created_at": timezone.now()},
    )
    return {
        "company_id": recording.company_id, "run": run, "recording": recording,
        "engine": "pocketsphinx", "engine_version": "5.1", "input_hash": "0" * 64,
        "created_at": timezone.now(),
    }  # fmt: skip


def transcribed(recording: Recording, words: list[dict[str, Any]], **fields: Any) -> Transcript:
    text = " ".join(word["w"] for word in words)
    return Transcript.objects.create(
        **result_of(recording), language="en", text=text, words=words, **fields
    )


def measured(recording: Recording, **fields: Any) -> DeliveryMetrics:
    numbers = {
        "duration_seconds": 112.0, "speech_seconds": 90.0, "word_count": 250,
        "speech_rate_wpm": 133.9, "articulation_rate_wpm": 166.7, "pause_count": 12,
        "pause_ratio": 0.196, "longest_pause_seconds": 2.14, "filler_count": 3,
        "pitch_mean_hz": 182.4, "pitch_sd_semitones": 2.31, "volume_dbfs": -23.4,
    }  # fmt: skip
    return DeliveryMetrics.objects.create(**result_of(recording), **numbers | fields)


def failed(recording: Recording, name: str, code: str) -> Job:
    """Return a step of the recording's that was given up."""
    return Job.objects.create(
        name=name, lane="media", key=f"{name}:{recording.public_id}", state=JobState.PARKED,
        company_id=recording.company_id, subject=f"session:{recording.session.public_id}",
        kwargs={"recording_id": recording.pk}, error_code=code, attempts=3,
        run_after=timezone.now(), created_at=timezone.now(),
    )  # fmt: skip


def page_of(client: Client, session: Session) -> str:
    answer = client.get(reverse("portal:response", args=[session.public_id]))
    assert answer.status_code == 200
    return answer.content.decode()


def queries(client: Client, address: str) -> int:
    client.get(address)  # the first request warms caches (content types, session)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


# The list


def test_an_empty_list_says_what_to_do_next(alice: User, sign_in: SignIn) -> None:
    page = sign_in(alice).get(reverse("portal:responses")).content.decode()
    assert "No responses yet" in page
    assert f'class="btn btn-primary" href="{reverse("portal:interviews")}"' in page


@pytest.mark.usefixtures("in_acme")
def test_the_list_shows_where_each_response_stands(
    acme: Tenant, alice: User, sign_in: SignIn
) -> None:
    session = begin(acme, name="Dana Candidate")
    kept(session)
    page = sign_in(alice).get(reverse("portal:responses")).content.decode()
    for words in ("Dana Candidate", "Backend engineer", "In progress", "Ready", "1 of 2", "1:52"):
        assert words in page
    kept(session, state=RecordingState.CAPTURED)
    factories.submit(session)
    decision_make(session=session, kind=DecisionKind.SHORTLIST, decided_by=alice,
                  actor=user_actor(alice), now=timezone.now())  # fmt: skip
    page = sign_in(alice).get(reverse("portal:responses")).content.decode()
    for words in ("Submitted", "Analysing", "Shortlist", "2 of 2"):
        assert words in page


@pytest.mark.usefixtures("in_acme")
def test_htmx_gets_the_table_alone_and_a_search_narrows_it(
    acme: Tenant, alice: User, sign_in: SignIn
) -> None:
    begin(acme, name="Dana")
    begin(acme, name="Robin")
    found = sign_in(alice).get(reverse("portal:responses"), {"q": "rob"}, headers=HTMX)
    table = found.content.decode()
    assert "Robin" in table
    assert "Dana" not in table
    assert "<html" not in table
    assert 'type="search"' not in table


@pytest.mark.usefixtures("in_acme")
def test_the_filter_by_interview_can_be_removed(
    acme: Tenant, alice: User, globex: Tenant, charlie: User, sign_in: SignIn
) -> None:
    session = begin(acme, name="Dana")
    begin(acme, name="Robin")
    query = {"interview": session.version.interview.key}
    page = sign_in(alice).get(reverse("portal:responses"), query).content.decode()
    assert "Dana" in page
    assert "Robin" not in page
    assert "filter-chip" in page
    assert sign_in(charlie).get(reverse("portal:responses"), query).status_code == 404


@pytest.mark.usefixtures("in_acme")
@pytest.mark.parametrize(("seconds", "polls"), [(7, True), (0, False)])
def test_pages_poll_as_often_as_the_setting_says(
    acme: Tenant, alice: User, sign_in: SignIn, settings: Any, seconds: int, polls: bool
) -> None:
    settings.PAGE_POLL_SECONDS = seconds
    session = begin(acme)
    for address in ("responses", "response"):
        args = [session.public_id] if address == "response" else []
        page = sign_in(alice).get(reverse(f"portal:{address}", args=args)).content.decode()
        assert "live:changed from:body" in page
        assert (f"every {seconds}s" in page) is polls


@pytest.mark.usefixtures("in_acme")
def test_the_list_asks_as_often_for_three_rows_as_for_one(
    acme: Tenant, alice: User, sign_in: SignIn
) -> None:
    client = sign_in(alice)
    kept(begin(acme))
    once = queries(client, reverse("portal:responses"))
    for _number in range(2):
        kept(begin(acme))
    assert queries(client, reverse("portal:responses")) == once


def test_another_companys_responses_are_not_listed(
    acme: Tenant, alice: User, charlie: User, sign_in: SignIn
) -> None:
    with company_scope(acme.company):
        begin(acme, name="Dana")
    assert "Dana" in sign_in(alice).get(reverse("portal:responses")).content.decode()
    assert "Dana" not in sign_in(charlie).get(reverse("portal:responses")).content.decode()


# The review page and its states


@pytest.mark.usefixtures("in_acme")
def test_the_review_page_shows_words_and_figures(
    acme: Tenant, alice: User, sign_in: SignIn
) -> None:
    session = begin(acme)
    recording = kept(session)
    transcribed(recording, WORDS, degraded=True)
    measured(recording)
    page = page_of(sign_in(alice), session)
    link = reverse("portal:recording-link", args=[session.public_id, recording.public_id])
    assert f'data-link="{link}"' in page
    assert 'data-start="0.50" data-end="0.90">orders</span>' in page
    assert 'class="w is-low" data-start="0.90"' in page
    assert "&lt;b&gt;charged&lt;/b&gt;" in page
    assert "Draft transcript (basic engine)" in page
    assert "pocketsphinx 5.1" in page
    for number in ("134", "167", "12", "20", "2.1", "at least", "182", "2.3", "\u221223"):
        assert number in page
    assert "No answer" in page  # to the second question


@pytest.mark.usefixtures("in_acme")
def test_what_could_not_be_measured_is_a_dash(acme: Tenant, alice: User, sign_in: SignIn) -> None:
    session = begin(acme)
    recording = kept(session)
    transcribed(recording, [])
    measured(recording, speech_rate_wpm=None, pitch_mean_hz=None, pitch_sd_semitones=None)
    page = page_of(sign_in(alice), session)
    assert "No speech was recognised." in page
    assert page.count("— <small>") == 3
    assert "Draft transcript" not in page


@pytest.mark.usefixtures("in_acme")
def test_a_recording_at_work_says_which_step(acme: Tenant, alice: User, sign_in: SignIn) -> None:
    session = begin(acme)
    factories.record(session, b"bytes")
    page = page_of(sign_in(alice), session)
    for words in ("Playable file: waiting", "Transcript: waiting", "Delivery figures: waiting"):
        assert words in page
    now = timezone.now()
    Job.objects.update(
        state=JobState.RUNNING, claim=uuid4(), lease_until=now + timedelta(seconds=9)
    )
    assert "Playable file: in progress" in page_of(sign_in(alice), session)


@pytest.mark.usefixtures("in_acme")
def test_a_step_that_cannot_succeed_is_not_offered_again(
    acme: Tenant, alice: User, sign_in: SignIn
) -> None:
    session = begin(acme)
    step = failed(kept(session), "analytics.transcribe", "language_not_supported")
    page = page_of(sign_in(alice), session)
    assert "No installed engine knows the interview&#x27;s language." in page
    assert reverse("portal:restart-step", args=[session.public_id, step.public_id]) not in page


@pytest.mark.usefixtures("in_acme")
def test_a_receipt_leads_to_its_response(acme: Tenant, alice: User, sign_in: SignIn) -> None:
    session, other = begin(acme), begin(acme)
    client = sign_in(alice)
    reference = str(session.public_id)[:8].upper()
    page = client.get(reverse("portal:responses"), {"q": reference}).content.decode()
    assert str(session.public_id) in page
    assert str(other.public_id) not in page


@pytest.mark.usefixtures("in_acme")
def test_a_failed_step_says_why_and_can_be_started_again(
    acme: Tenant, alice: User, bob: User, sign_in: SignIn
) -> None:
    session = begin(acme)
    step = failed(kept(session), "analytics.transcribe", "engine_unavailable")
    address = reverse("portal:restart-step", args=[session.public_id, step.public_id])
    page = page_of(sign_in(alice), session)
    assert "The transcript could not be made." in page
    assert "The engine for this step is not available right now." in page
    assert address in page
    assert address not in page_of(sign_in(bob), session)
    assert sign_in(bob).post(address).status_code == 403
    assert sign_in(alice).post(address).status_code == 302
    step.refresh_from_db()
    assert step.state == JobState.QUEUED


@pytest.mark.usefixtures("in_acme")
def test_an_unusable_recording_says_what_is_wrong(
    acme: Tenant, alice: User, sign_in: SignIn
) -> None:
    session = begin(acme)
    kept(session, state=RecordingState.REJECTED, problem="not_media")
    kept(session, problem="shorter_than_recorded")
    page = page_of(sign_in(alice), session)
    assert "The file is not a recording." in page
    assert "The original bytes are kept." in page
    assert "The end of the recording is missing" in page


@pytest.mark.usefixtures("in_acme")
def test_people_only_has_no_transcript_and_no_figures(
    acme: Tenant, alice: User, sign_in: SignIn
) -> None:
    session = begin(acme, ai_analysis=False)
    kept(session)
    page = page_of(sign_in(alice), session)
    assert "The candidate chose review by people only" in page
    assert "data-transcript" not in page
    assert "Delivery, measured" not in page


@pytest.mark.usefixtures("in_acme")
def test_the_page_asks_as_often_for_three_answers_as_for_one(
    acme: Tenant, alice: User, bob: User, sign_in: SignIn
) -> None:
    session = begin(acme, questions=3)
    recordings = [kept(session)]
    transcribed(recordings[0], WORDS)
    measured(recordings[0])
    for person in (alice, bob):
        _reviewed(session, person)
    client, address = sign_in(alice), reverse("portal:response", args=[session.public_id])
    once = queries(client, address)
    for _number in range(2):
        recordings.append(kept(session))
        transcribed(recordings[-1], WORDS)
        measured(recordings[-1])
    for person in (alice, bob):
        _reviewed(session, person)
    assert queries(client, address) == once


# Live


@pytest.mark.usefixtures("in_acme")
def test_the_live_parts_come_only_when_something_changed(
    acme: Tenant, alice: User, sign_in: SignIn
) -> None:
    session = begin(acme)
    kept(session)
    client, address = sign_in(alice), reverse("portal:response-live", args=[session.public_id])
    parts = client.get(address, {"v": "old", "known": "1"})
    version = parts.context["review_page"].version
    assert client.get(address, {"v": version, "known": "1"}).status_code == 204
    text = parts.content.decode()
    assert 'id="answer-1-speech"' in text
    assert "textarea" not in text
    kept(session)
    changed = client.get(address, {"v": version, "known": "1"}).content.decode()
    assert 'hx-swap-oob="beforeend:#answers"' in changed
    assert changed.count("<textarea") == 1  # of the answer that the page does not have yet


# Ratings, reviews, decisions


def _reviewed(session: Session, person: User) -> None:
    for given in answers_of(session):
        answer_rate(answer=given.answer, reviewer=person, rating=4, note=f"{person.name} was here",
                    actor=user_actor(person), now=timezone.now())  # fmt: skip
    review_submit(session=session, reviewer=person, actor=user_actor(person), now=timezone.now())


def rate_address(session: Session) -> str:
    answer = answers_of(session)[0].answer
    return reverse("portal:rate", args=[session.public_id, answer.public_id])


@pytest.mark.usefixtures("in_acme")
def test_a_reviewer_rates_with_and_without_a_script(
    acme: Tenant, bob: User, sign_in: SignIn
) -> None:
    session = begin(acme)
    kept(session)
    client = sign_in(bob)
    saved = client.post(rate_address(session), {"rating": "4", "note": "Clear"}, headers=HTMX)
    assert "Saved" in saved.content.decode()
    assert client.post(rate_address(session), {"rating": "5", "note": "Clear"}).status_code == 302
    row = AnswerRating.objects.get()
    assert (row.rating, row.note, row.review.reviewer) == (5, "Clear", bob)
    page = page_of(client, session)
    assert 'value="5" checked' in page
    assert ">Clear</textarea>" in page


@pytest.mark.usefixtures("in_acme")
def test_a_reader_sees_no_form_and_may_not_rate_or_decide(
    acme: Tenant, rita: User, sign_in: SignIn
) -> None:
    session = begin(acme, questions=1)
    kept(session)
    factories.submit(session)
    client = sign_in(rita)
    page = page_of(client, session)
    assert "data-rating" not in page
    assert "decide-hire" not in page
    assert client.post(rate_address(session), {"rating": "4"}).status_code == 403
    submit = reverse("portal:submit-review", args=[session.public_id])
    assert client.post(submit).status_code == 403
    decide = reverse("portal:decide", args=[session.public_id])
    assert client.post(decide, {"kind": "hire"}).status_code == 403
    assert not AnswerRating.objects.exists()


@pytest.mark.usefixtures("in_acme")
def test_a_reviewer_may_not_decide(acme: Tenant, bob: User, sign_in: SignIn) -> None:
    session = begin(acme, questions=1)
    kept(session)
    factories.submit(session)
    assert "decide-hire" not in page_of(sign_in(bob), session)
    address = reverse("portal:decide", args=[session.public_id])
    assert sign_in(bob).post(address, {"kind": "hire"}).status_code == 403
    assert not Decision.objects.exists()


@pytest.mark.usefixtures("in_acme")
def test_others_reviews_show_only_after_ones_own(
    acme: Tenant, alice: User, bob: User, sign_in: SignIn
) -> None:
    session = begin(acme)
    kept(session)
    _reviewed(session, bob)
    client = sign_in(alice)
    address = reverse("portal:submit-review", args=[session.public_id])
    assert "Bob was here" not in page_of(client, session)
    assert "Rate at least one answer first." in client.post(address, follow=True).content.decode()
    client.post(rate_address(session), {"rating": "2", "note": ""})
    assert "Bob was here" not in page_of(client, session)
    assert "Bob was here" in client.post(address, follow=True).content.decode()
    assert Review.objects.filter(submitted_at__isnull=False).count() == 2


@pytest.mark.usefixtures("in_acme")
def test_a_decision_names_its_member_and_can_be_undone(
    acme: Tenant, alice: User, sign_in: SignIn
) -> None:
    session = begin(acme, questions=1)
    kept(session)
    client, address = sign_in(alice), reverse("portal:decide", args=[session.public_id])
    assert "decide-hire" not in page_of(client, session)
    early = client.post(address, {"kind": "hire"}, follow=True).content.decode()
    assert "The candidate has not submitted yet." in early
    factories.submit(session)
    decided = client.post(address, {"kind": "shortlist"}, follow=True).content.decode()
    assert "decided by Alice" in decided
    again = client.post(address, {"kind": "hire"}, follow=True).content.decode()
    assert "There is a decision already. Undo it first." in again
    undo = reverse(
        "portal:undo-decision", args=[session.public_id, Decision.objects.get().public_id]
    )
    undone = client.post(undo, follow=True).content.decode()
    assert "Earlier decisions" in undone
    assert "Shortlist, decided by Alice" in undone
    assert "decide-hire" in undone


# Tenants


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("response", "get"),
        ("response-live", "get"),
        ("recording-link", "get"),
        ("rate", "post"),
        ("submit-review", "post"),
        ("decide", "post"),
    ],
)
def test_a_stranger_finds_nothing_where_a_member_does(
    acme: Tenant, alice: User, charlie: User, sign_in: SignIn, name: str, method: str
) -> None:
    with company_scope(acme.company):
        session = begin(acme, questions=1)
        recording = kept(session)
        factories.submit(session)
        answer = answers_of(session)[0].answer
    more = {"recording-link": [recording.public_id], "rate": [answer.public_id]}.get(name, [])
    address = reverse(f"portal:{name}", args=[session.public_id, *more])
    data = {"rating": "3", "kind": "hire"} if method == "post" else {}
    assert getattr(sign_in(charlie), method)(address, data).status_code == 404
    assert getattr(sign_in(alice), method)(address, data).status_code in (200, 302)


def test_a_visitor_is_sent_to_the_sign_in(acme: Tenant, client: Client) -> None:
    with company_scope(acme.company):
        session = begin(acme)
    address = reverse("portal:response", args=[session.public_id])
    answer = client.get(address)
    assert answer.status_code == 302
    assert address in answer.headers["Location"]


# From bytes to the page, with the real engines


@pytest.mark.timeout(300)
def test_an_answer_becomes_a_transcript_one_can_watch(
    acme: Tenant, alice: User, bob: User, sign_in: SignIn, webm: bytes, settings: Any
) -> None:
    with company_scope(acme.company):
        session = begin(acme, questions=1)
        recording = factories.record(session, webm)
    while run_next("media"):
        pass
    client = sign_in(alice)
    page = page_of(client, session)
    assert page.count('class="w') > 10
    assert "Draft transcript (basic engine)" in page
    assert "words/min" in page
    link = client.get(
        reverse("portal:recording-link", args=[session.public_id, recording.public_id])
    ).json()["url"]
    part = client.get(link, headers={"Range": "bytes=100-299"})
    assert part.status_code == 206
    assert len(part.content) == 200
    assert part.headers["Content-Range"].startswith("bytes 100-299/")
    # Copied to somebody else, even of the same company, the link opens nothing.
    assert sign_in(bob).get(link).status_code == 404
    assert Client().get(link).status_code == 404
    settings.MEDIA_LINK_SECONDS = -1
    assert client.get(link).status_code == 404
    with pytest.raises(signing.SignatureExpired):
        signing.loads(link.split("/")[2], salt="candidates.media", max_age=-1)
