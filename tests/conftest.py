"""Personas: Alice owns a company, Bob reviews in it, Rita only reads, Charlie owns another one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from candidates.models import Invitation
from interview_platform.lib.tenancy import company_scope
from interviews.models import Interview
from tests import factories, transaction_guard
from tests.factories import Tenant

transaction_guard.install()

MEDIA = Path(__file__).parent / "media"


@pytest.fixture(autouse=True)
def jobs_run_inside_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test run a job inside its own transaction: a worker would drop that connection."""
    monkeypatch.setattr("interview_platform.lib.jobs.worker.close_old_connections", lambda: None)


@pytest.fixture
def staff(db: None) -> User:
    """A member of staff."""
    return factories.make_staff()


@pytest.fixture
def acme(staff: User) -> Tenant:
    """Alice's company."""
    return factories.make_tenant("Acme", "alice@example.org")


@pytest.fixture
def globex(staff: User) -> Tenant:
    """Charlie's company."""
    return factories.make_tenant("Globex", "charlie@example.org")


@pytest.fixture
def alice(acme: Tenant) -> User:
    """The owner of Acme."""
    return acme.owner


@pytest.fixture
def bob(acme: Tenant) -> User:
    """A reviewer of Acme."""
    return factories.add_member(acme.company, "bob@example.org", Role.REVIEWER)


@pytest.fixture
def rita(acme: Tenant) -> User:
    """A reader of Acme."""
    return factories.add_member(acme.company, "rita@example.org", Role.READER)


@pytest.fixture
def charlie(globex: Tenant) -> User:
    """The owner of Globex, who must see nothing of Acme."""
    return globex.owner


@pytest.fixture
def in_acme(acme: Tenant) -> Iterator[None]:
    """Open Acme's scope for a test that calls services and selectors itself."""
    with company_scope(acme.company):
        yield


@pytest.fixture
def interview(acme: Tenant) -> Interview:
    """A published interview of Acme with two questions."""
    with company_scope(acme.company):
        return factories.make_interview(acme)


@pytest.fixture
def draft_interview(acme: Tenant) -> Interview:
    """An interview of Acme with two questions that was never published."""
    with company_scope(acme.company):
        return factories.make_interview(acme, title="Not yet", publish=False)


@pytest.fixture
def invitation(acme: Tenant, interview: Interview) -> Invitation:
    """An invitation to the published interview."""
    with company_scope(acme.company):
        return factories.invite(acme, interview)


@pytest.fixture
def sign_in() -> object:
    """Return a function that gives a client signed in as a user."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture(scope="session")
def webm() -> bytes:
    """A recording as Chromium's MediaRecorder makes it: VP8 and Opus, 10 s of speech."""
    return (MEDIA / "answer-chromium-vp8.webm").read_bytes()
