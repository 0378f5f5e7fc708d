"""One person taking one interview once."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.actors import staff_actor, user_actor
from accounts.models import AuditEntry, User
from accounts.services.companies import company_suspend
from billing.models import UsageEntry
from candidates.actors import candidate_actor
from candidates.enums import SessionState
from candidates.models import Answer, Invitation, Recording, Session
from candidates.services.sessions import session_consent, session_start, session_submit
from interview_platform.lib.errors import Conflict, Gone
from interview_platform.lib.tenancy import company_scope
from interviews.models import Interview
from interviews.selectors.interviews import latest_version
from interviews.services.interviews import interview_close, interview_publish
from interviews.services.questions import QuestionFields, question_add
from tests.candidates.conftest import here
from tests.factories import Tenant, begin, now, record, submit
from tests.lib.concurrency import together

pytestmark = pytest.mark.django_db


def consent(invitation: Invitation, *, ai_analysis: bool = True) -> Session:
    return session_consent(
        invitation=invitation, ai_analysis=ai_analysis, ui_language="en",
        actor=candidate_actor(invitation.candidate), now=now(),
    )  # fmt: skip


@pytest.mark.usefixtures("in_acme")
class TestConsent:
    """Before anything is recorded."""

    def test_stores_the_answer_and_the_version_of_its_text(self, invitation: Invitation) -> None:
        session = consent(invitation, ai_analysis=False)
        assert (session.ai_analysis, session.consent_kind) == (False, "person")
        assert session.consent_version
        assert session.state == SessionState.CREATED
        entry = AuditEntry.objects.get(action="session.consented")
        assert entry.data == {"ai_analysis": False, "text": session.consent_version}

    def test_twice_is_one_session_and_the_first_stands(self, invitation: Invitation) -> None:
        first, second = consent(invitation), consent(invitation, ai_analysis=False)
        assert first == second
        assert second.ai_analysis is True
        assert AuditEntry.objects.filter(action="session.consented").count() == 1

    def test_uses_no_attempt(self, invitation: Invitation) -> None:
        begin(invitation)
        assert Invitation.objects.get().attempts_used == 0

    def test_the_session_keeps_the_version_it_began_on(
        self, invitation: Invitation, alice: User
    ) -> None:
        session = begin(invitation)
        interview, actor = invitation.interview, user_actor(alice)
        fields = QuestionFields(text="One more?")
        question_add(
            interview=interview, fields=fields, revision=interview.revision, actor=actor, now=now()
        )
        interview_publish(interview=interview, actor=actor, now=now())
        session.refresh_from_db()
        assert session.version.questions.count() == 2
        assert latest_version(interview).questions.count() == 3

    def test_takes_the_accommodation_along(self, invitation: Invitation) -> None:
        Invitation.objects.update(time_factor="1.50")
        invitation.refresh_from_db()
        assert float(consent(invitation).time_factor) == 1.5

    def test_neither_answer_is_preset(self, browser: Client, invitation: Invitation) -> None:
        answer = browser.post(here(invitation.public_id, "consent"), {"a_token": "x"})
        assert answer.status_code == 200
        assert "Please choose" in answer.content.decode()
        assert not Session.objects.exists()


@pytest.mark.usefixtures("shared_db")
class TestAtOnce:
    """Two tabs, two threads."""

    def test_consenting_makes_one_session(self, acme: Tenant, invitation: Invitation) -> None:
        def agree() -> UUID:
            with company_scope(acme.company):
                mine = Invitation.objects.select_related("interview", "company", "candidate")
                return consent(mine.get()).public_id

        ids = together(*[agree] * 4)
        assert len(set(ids)) == 1
        with company_scope(acme.company):
            assert Session.objects.get().public_id == ids[0]
            assert AuditEntry.objects.filter(action="session.consented").count() == 1

    def test_submitting_uses_one_attempt(
        self, acme: Tenant, invitation: Invitation, webm: bytes
    ) -> None:
        with company_scope(acme.company):
            session = begin(invitation)
            record(session, webm[:5000])
            record(session, webm[:5000])

        def hand_in() -> str:
            with company_scope(acme.company):
                mine = Session.objects.select_related("invitation", "candidate").get()
                submit(mine)
                return "submitted"

        results = together(*[hand_in] * 3)
        assert results.count("submitted") == 1
        assert all(isinstance(r, Conflict) for r in results if r != "submitted")
        with company_scope(acme.company):
            assert Invitation.objects.get().attempts_used == 1
            assert UsageEntry.objects.count() == 1


@pytest.mark.usefixtures("in_acme")
class TestSubmission:
    """The end, which alone uses up an attempt."""

    def test_needs_every_answer(self, session: Session, webm: bytes) -> None:
        for missing in (2, 1):
            with pytest.raises(Conflict) as refused:
                submit(session)
            assert (refused.value.code, refused.value.data) == (
                "answers_missing", {"missing": missing},
            )  # fmt: skip
            record(session, webm[:5000])
        submit(session)
        session.refresh_from_db()
        assert (session.state, Invitation.objects.get().attempts_used) == ("submitted", 1)

    def test_an_opened_answer_is_no_answer(self, answer: Answer, webm: bytes) -> None:
        record(answer.session, webm[:5000])
        with pytest.raises(Conflict):
            submit(answer.session)

    def test_is_once(self, session: Session, webm: bytes) -> None:
        record(session, webm[:5000])
        record(session, webm[:5000])
        submit(session)
        with pytest.raises(Conflict):
            submit(session)
        assert Invitation.objects.get().attempts_used == 1

    def test_afterwards_nothing_is_recorded(self, session: Session, webm: bytes) -> None:
        record(session, webm[:5000])
        record(session, webm[:5000])
        submit(session)
        with pytest.raises(IndexError):  # no question is left
            record(session, webm[:5000])

    def test_needs_a_session_that_was_started(self, invitation: Invitation) -> None:
        with pytest.raises(Conflict):
            submit(consent(invitation))


@pytest.mark.usefixtures("in_acme")
class TestStart:
    """The first question."""

    def test_twice_is_once(self, session: Session) -> None:
        started = session.started_at
        session_start(session=session, actor=candidate_actor(session.candidate), now=now())
        session.refresh_from_db()
        assert session.started_at == started
        assert AuditEntry.objects.filter(action="session.started").count() == 1

    def test_not_after_the_end(self, session: Session, webm: bytes) -> None:
        record(session, webm[:5000])
        record(session, webm[:5000])
        submit(session)
        with pytest.raises(Conflict):
            session_start(session=session, actor=candidate_actor(session.candidate), now=now())


@pytest.mark.usefixtures("in_acme")
class TestClosing:
    """What the company's decisions mean for a session."""

    def test_no_session_begins_after_the_close(self, invitation: Invitation, staff: User) -> None:
        interview_close(interview=invitation.interview, actor=staff_actor(staff), now=now())
        with pytest.raises(Gone) as refused:
            consent(invitation)
        assert refused.value.code == "closed"
        assert not Session.objects.exists()

    def test_one_under_way_may_end(
        self, interview: Interview, session: Session, staff: User, webm: bytes
    ) -> None:
        interview_close(interview=interview, actor=staff_actor(staff), now=now())
        session.refresh_from_db()
        record(session, webm[:5000])
        record(session, webm[:5000])
        submit(session)
        assert session.state == SessionState.SUBMITTED

    @pytest.mark.parametrize("page", ["", "interview", "device", "done"])
    def test_a_suspended_company_shows_the_closed_page(
        self, browser: Client, session: Session, acme: Tenant, staff: User, page: str
    ) -> None:
        invitation = session.invitation
        assert invitation is not None
        company_suspend(company=acme.company, actor=staff_actor(staff), now=now())
        answer = browser.get(here(invitation.public_id, *filter(None, [page])))
        assert answer.status_code == 410
        assert "This interview is closed" in answer.content.decode()

    def test_a_suspended_company_takes_no_answers(
        self, browser: Client, session: Session, acme: Tenant, staff: User
    ) -> None:
        invitation = session.invitation
        assert invitation is not None
        company_suspend(company=acme.company, actor=staff_actor(staff), now=now())
        assert browser.post(here(invitation.public_id, "submit")).status_code == 410
        assert Session.objects.get().state == SessionState.IN_PROGRESS

    def test_time_is_over_a_day_after_the_link(
        self, session: Session, settings: Settings, webm: bytes
    ) -> None:
        record(session, webm[:5000])
        record(session, webm[:5000])
        assert session.invitation is not None
        over = session.invitation.expires_at + settings.LATE_BYTES_GRACE
        actor = candidate_actor(session.candidate)
        with pytest.raises(Gone) as refused:
            session_submit(session=session, actor=actor, now=over)
        assert refused.value.code == "expired"
        session_submit(session=session, actor=actor, now=over - timedelta(seconds=1))


def test_the_whole_way_through_the_pages(
    browser: Client, invitation: Invitation, webm: bytes
) -> None:
    """From the welcome to the receipt, and back to where one stood at each step."""
    home = here(invitation.public_id)
    agreed = browser.post(f"{home}consent/", {"ai_analysis": "no"})
    assert agreed["Location"] == f"{home}device/"
    assert browser.get(home)["Location"] == f"{home}device/"
    assert browser.post(f"{home}start/")["Location"] == f"{home}interview/"
    assert browser.get(home)["Location"] == f"{home}interview/"
    assert "Question number 1?" in browser.get(f"{home}interview/").content.decode()
    with company_scope(invitation.company):
        session = Session.objects.get()
        record(session, webm[:5000])
        record(session, webm[:5000])
    assert browser.get(f"{home}done/")["Location"] == home
    assert browser.get(f"{home}interview/").status_code == 200
    assert browser.post(f"{home}submit/")["Location"] == f"{home}done/"
    assert browser.get(home)["Location"] == f"{home}done/"
    assert "Your answers have arrived" in browser.get(f"{home}done/").content.decode()
    assert browser.post(f"{home}submit/").status_code == 410
    with company_scope(invitation.company):
        assert Recording.objects.count() == 2
