"""After a company's retention nothing of a session is left, anywhere."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings

from accounts.models import AuditEntry
from analytics.models import Transcript
from analytics.tasks import begin_retention
from candidates.models import Candidate, Invitation, Session
from interview_platform.lib.jobs.periodic import Rounds
from interview_platform.lib.jobs.worker import run_next
from interview_platform.lib.models import AiCall, Job, JobState
from interview_platform.lib.tenancy import company_scope, scopes_disabled
from tests import factories
from tests.factories import Tenant, now


def run_all() -> None:
    while run_next("media") or run_next("default"):
        pass


def files_of(session: Session) -> list[Path]:
    folder = Path(settings.MEDIA_ROOT) / str(session.company.public_id) / str(session.public_id)
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def answered(acme: Tenant, invitation: Invitation, webm: bytes) -> Session:
    """Return a session whose answer is transcribed."""
    with company_scope(acme.company):
        session = factories.begin(invitation)
        factories.record(session, webm)
    run_all()
    assert len(files_of(session)) == 2
    return session


def age(session: Session, days: int) -> None:
    with company_scope(session.company):
        Session.objects.update(created_at=now() - timedelta(days=days))
        Invitation.objects.update(expires_at=now() - timedelta(days=days))
        Candidate.objects.update(created_at=now() - timedelta(days=days))


@pytest.mark.django_db
def test_a_session_within_its_time_is_kept(answered: Session) -> None:
    age(answered, 179)
    begin_retention(now())
    run_all()
    with company_scope(answered.company):
        assert Transcript.objects.count() == 1
    assert len(files_of(answered)) == 2


@pytest.mark.django_db
def test_after_its_time_nothing_is_left_but_the_trail(answered: Session) -> None:
    subject = f"session:{answered.public_id}"
    age(answered, 181)
    begin_retention(now())
    run_all()
    with scopes_disabled():
        for model in apps.get_app_config("candidates").get_models():
            assert model._base_manager.count() == (1 if model in (Invitation, Candidate) else 0)
        for model in apps.get_app_config("analytics").get_models():
            assert model._base_manager.count() == 0
        assert AuditEntry.objects.filter(action="session.erased").count() == 1
    assert files_of(answered) == []
    assert not AiCall.objects.filter(subject=subject).exists()
    assert not Job.objects.filter(subject=subject).exists()
    assert not Job.objects.exclude(state=JobState.DONE).exists()


@pytest.mark.django_db
def test_an_old_invitation_goes_with_its_candidate(answered: Session) -> None:
    age(answered, 181)
    begin_retention(now())
    run_all()
    begin_retention(now() + timedelta(days=1))
    with company_scope(answered.company):
        Job.objects.update(run_after=now())
        run_all()
        assert not Invitation.objects.exists()
        assert not Candidate.objects.exists()


@pytest.mark.django_db
def test_retention_begins_once_a_day_however_often_the_sweeper_starts(acme: Tenant) -> None:
    for _ in range(3):
        Rounds().run_due(now=now())
    assert Job.objects.filter(name="analytics.apply_retention").count() == 1


@pytest.mark.django_db
def test_what_a_dead_worker_left_goes_too(answered: Session) -> None:
    left = files_of(answered)[0].parent / "recording-0123456789abcdef.webm"
    left.write_bytes(b"stored, but no row names it")
    age(answered, 181)
    begin_retention(now())
    run_all()
    assert files_of(answered) == []


@pytest.mark.django_db
def test_a_session_at_work_is_erased_later(answered: Session) -> None:
    Job.objects.filter(name="analytics.transcribe").update(
        state=JobState.RUNNING, claim=uuid4(), lease_until=now() + timedelta(minutes=1)
    )
    age(answered, 181)
    begin_retention(now())
    run_all()
    erasure = Job.objects.get(name="analytics.erase_session")
    assert (erasure.state, erasure.error_code) == (JobState.QUEUED, "session_busy")
    assert len(files_of(answered)) == 2


@pytest.mark.django_db
def test_a_session_that_may_still_go_on_is_kept(answered: Session) -> None:
    age(answered, 181)
    with company_scope(answered.company):
        Invitation.objects.update(expires_at=now() + timedelta(hours=1))
    begin_retention(now())
    run_all()
    assert len(files_of(answered)) == 2
