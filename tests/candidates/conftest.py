"""A candidate's browser, and folders of the test's own."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from candidates.actors import candidate_actor
from candidates.enums import MediaKind
from candidates.links import invitation_link
from candidates.models import Answer, Invitation, Recording, Session
from candidates.selectors.sessions import unanswered_questions
from candidates.services.answers import answer_open
from candidates.services.takes import take_start
from interview_platform.lib.tenancy import company_scope
from tests.candidates.tus import Tus
from tests.factories import begin, now
from tests.lib.concurrency import shared_database


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path: Path) -> None:
    """Keep spool and storage apart from every other test."""
    settings.SPOOL_DIR = tmp_path / "spool"
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def shared_db(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A database that threads can really share."""
    with shared_database(tmp_path):
        yield


@pytest.fixture
def browser(invitation: Invitation) -> Client:
    """The browser in which the candidate has opened the link."""
    return opened(invitation)


@pytest.fixture
def session(invitation: Invitation) -> Session:
    """A session under way."""
    with company_scope(invitation.company):
        return begin(invitation)


@pytest.fixture
def answer(session: Session) -> Answer:
    """Its first question, opened."""
    with company_scope(session.company):
        question = unanswered_questions(session)[0]
        actor = candidate_actor(session.candidate)
        return answer_open(session=session, question=question, actor=actor, now=now())


@pytest.fixture
def take(answer: Answer) -> Recording:
    """A take that is being recorded."""
    with company_scope(answer.company):
        actor = candidate_actor(answer.session.candidate)
        return take_start(answer=answer, media=MediaKind.VIDEO, actor=actor, now=now())


@pytest.fixture
def tus(browser: Client, take: Recording) -> Tus:
    """The recorder's way to send the take."""
    assert take.session.invitation is not None
    return Tus(browser, take.session.invitation.public_id, take)


def opened(invitation: Invitation) -> Client:
    """Return a browser that has followed the invitation's link."""
    client = Client()
    path = invitation_link(invitation).partition("://")[2].partition("/")[2]
    assert client.get(f"/{path}").status_code == 302
    return client


def here(public_id: UUID, *parts: str) -> str:
    """Return an address under the invitation's own path."""
    return "/".join(["/i/s", str(public_id), *parts, ""])
