"""Charlie, of another company, gets 404 for each of Alice's addresses; Alice herself does not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.actors import user_actor
from accounts.models import User
from analytics.enums import DecisionKind
from analytics.services.reviews import decision_make
from candidates.actors import candidate_actor
from candidates.enums import MediaKind
from candidates.models import Invitation, Recording, Session, Upload
from candidates.services.answers import answer_open
from candidates.services.recordings import recording_process
from candidates.services.takes import take_start
from candidates.services.uploads import upload_create
from candidates.signing import COOKIE, cookie_value, media_link, viewer_of
from interview_platform.lib.models import Job, JobState
from interview_platform.lib.tenancy import company_scope
from interviews.selectors.interviews import questions_of
from tests import factories
from tests.factories import Tenant

SignIn = Callable[[User], Client]
TUS = {"Tus-Resumable": "1.0.0"}


@dataclass
class Acme:
    """One of everything that an address can name."""

    tenant: Tenant
    fresh: Invitation
    recording: Recording
    upload: Upload
    arguments: dict[str, Any]


@pytest.fixture
def whole(acme: Tenant, webm: bytes) -> Acme:
    """Return Acme with a submitted session and another under way."""
    actor = user_actor(acme.owner)
    with company_scope(acme.company):
        interview = factories.make_interview(acme, questions=1)
        done = factories.invite(acme, interview)
        session = factories.begin(done)
        recording = factories.record(session, webm)
        factories.submit(session)
        decision = decision_make(
            session=session, kind=DecisionKind.SHORTLIST, decided_by=acme.owner, actor=actor,
            now=timezone.now(),
        )  # fmt: skip
        Job.objects.update(state=JobState.PARKED)
        job = Job.objects.get()
        fresh = factories.invite(acme, interview, "Fay Fresh")
        under_way = begun(factories.begin(fresh))
        arguments = {
            "key": interview.key,
            "public_id": questions_of(session.version)[0].public_id,
            "question_id": questions_of(session.version)[0].public_id,
            "invitation_id": fresh.public_id,
            "session_id": session.public_id,
            "recording_id": recording.public_id,
            "answer_id": factories.answers_in(session)[0].public_id,
            "decision_id": decision.public_id,
            "job_id": job.public_id,
        }
        return Acme(acme, fresh, recording, under_way, arguments)


def begun(session: Session) -> Upload:
    """Return the upload of a take that is being recorded."""
    actor, now = candidate_actor(session.candidate), timezone.now()
    question = questions_of(session.version)[0]
    answer = answer_open(session=session, question=question, actor=actor, now=now)
    take = take_start(answer=answer, media=MediaKind.VIDEO, actor=actor, now=now)
    return upload_create(
        recording=take, index=0, start_ms=0, epoch=take.session.epoch, length=None, actor=actor,
        now=now,
    )  # fmt: skip


def addresses(namespace: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the arguments of every address that names a row."""
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace == namespace:
            yield from _named(entry.url_patterns)


def _named(patterns: list[Any]) -> Iterator[tuple[str, list[str]]]:
    for entry in patterns:
        if isinstance(entry, URLPattern) and entry.pattern.converters:
            yield str(entry.name), list(entry.pattern.converters)


PORTAL = dict(addresses("portal"))
CANDIDATE = {name: given for name, given in addresses("candidates") if name != "enter"}
POST_ONLY = 405


def asked(client: Client, address: str) -> set[int]:
    """Return what the address answers to reading and to writing."""
    answers = {client.get(address).status_code, client.post(address).status_code}
    return answers - {POST_ONLY}


def test_there_are_addresses_to_walk() -> None:
    assert len(PORTAL) > 15
    assert len(CANDIDATE) > 10


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PORTAL))
def test_a_page_of_the_portal(
    name: str, whole: Acme, alice: User, charlie: User, sign_in: SignIn
) -> None:
    arguments = {argument: argument_of(name, argument, whole) for argument in PORTAL[name]}
    address = reverse(f"portal:{name}", kwargs=arguments)
    assert asked(sign_in(charlie), address) == {404}
    assert 404 not in asked(sign_in(alice), address)


def argument_of(name: str, argument: str, whole: Acme) -> Any:
    """Return Acme's value; `public_id` names whatever the address is about."""
    if argument == "public_id" and name.startswith("invitation"):
        return whole.fresh.public_id
    return whole.arguments[argument]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(CANDIDATE))
def test_an_address_of_a_candidate(name: str, whole: Acme, globex: Tenant) -> None:
    arguments = {argument: whole.arguments.get(argument) for argument in CANDIDATE[name]}
    if "recording_id" in arguments:
        arguments["recording_id"] = whole.upload.segment.recording.public_id
    arguments = {key: value or whole.upload.public_id for key, value in arguments.items()}
    address = reverse(f"candidates:{name}", kwargs=arguments)
    with company_scope(globex.company):
        theirs = factories.invite(globex, factories.make_interview(globex))
    stranger, candidate = Client(headers=TUS), Client(headers=TUS)
    stranger.cookies[COOKIE] = cookie_value(theirs)
    candidate.cookies[COOKIE] = cookie_value(whole.fresh)
    assert asked(stranger, address) == {404}
    assert 404 not in asked(candidate, address)


@pytest.mark.django_db
def test_a_media_link(whole: Acme, alice: User, charlie: User, sign_in: SignIn) -> None:
    with company_scope(whole.tenant.company):
        recording_process(recording=whole.recording, now=timezone.now())
    hers, his = sign_in(alice), sign_in(charlie)
    link = media_link(whole.recording, viewer_of(alice.pk, hers.session.session_key))
    assert hers.get(link, headers={"Range": "bytes=0-9"}).status_code == 206
    assert his.get(link).status_code == 404
    assert Client().get(link).status_code == 404
