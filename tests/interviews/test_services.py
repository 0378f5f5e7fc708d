"""Editing and publishing at the same time, and putting back."""

from pathlib import Path
from threading import Event
from typing import Any

import pytest

from accounts.actors import user_actor
from accounts.models import AuditEntry
from interview_platform.lib.errors import Conflict, Invalid
from interview_platform.lib.tenancy import company_scope
from interviews.models import Interview, Question
from interviews.selectors.interviews import latest_version, published_version, questions_of
from interviews.services import questions
from interviews.services.interviews import draft_of, interview_publish
from interviews.services.questions import QuestionFields, question_add, question_restore
from tests.factories import Tenant, make_interview, make_tenant, now
from tests.lib.concurrency import shared_database, together

FIELDS = QuestionFields(text="Why us?")


def by(tenant: Tenant, interview: Interview) -> dict[str, Any]:
    """Return who edits what."""
    return {"interview": interview, "actor": user_actor(tenant.owner), "now": now()}


def add(tenant: Tenant, interview: Interview) -> Question:
    return question_add(**by(tenant, interview), fields=FIELDS, revision=interview.revision)


def texts(interview: Interview) -> list[tuple[int, str]]:
    found = questions_of(latest_version(interview))
    return [(question.order, question.text) for question in found]


@pytest.mark.django_db
@pytest.mark.usefixtures("in_acme")
class TestPublish:
    def test_what_somebody_else_has_changed_is_not_published_unseen(
        self, acme: Tenant, draft_interview: Interview
    ) -> None:
        other = Interview.objects.get(pk=draft_interview.pk)
        add(acme, other)
        with pytest.raises(Conflict) as caught:
            interview_publish(**by(acme, draft_interview))
        assert caught.value.code == "edited_meanwhile"
        assert published_version(draft_interview) is None

    def test_it_counts_as_an_edit(self, acme: Tenant, draft_interview: Interview) -> None:
        other = Interview.objects.get(pk=draft_interview.pk)
        interview_publish(**by(acme, draft_interview), revision=draft_interview.revision)
        with pytest.raises(Conflict):
            add(acme, other)
        add(acme, draft_interview)  # whose revision went along
        assert latest_version(draft_interview).number == 2

    def test_a_refusal_counts_nothing(self, acme: Tenant) -> None:
        empty = make_interview(acme, questions=0, publish=False)
        with pytest.raises(Invalid):
            interview_publish(**by(acme, empty))
        add(acme, empty)
        interview_publish(**by(acme, empty))

    def test_twice_says_that_it_is_done(self, acme: Tenant, draft_interview: Interview) -> None:
        seen = draft_interview.revision
        interview_publish(**by(acme, draft_interview), revision=seen)
        with pytest.raises(Conflict) as caught:
            interview_publish(**by(acme, draft_interview), revision=seen)
        assert caught.value.code == "already_published"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_added_to_a_version_while_it_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Event()
    tenant = make_tenant("Acme", "alice@example.org")
    with company_scope(tenant.company):
        interview = make_interview(tenant, publish=False)

    def slow(**kwargs: Any) -> Any:
        draft = draft_of(**kwargs)
        begun.set()
        Event().wait(0.5)  # the publisher comes meanwhile
        return draft

    def adding() -> Question:
        with company_scope(tenant.company):
            return add(tenant, Interview.objects.get(pk=interview.pk))

    def publishing() -> Any:
        with company_scope(tenant.company):
            begun.wait(5)
            return interview_publish(**by(tenant, interview))

    monkeypatch.setattr(questions, "draft_of", slow)
    with shared_database(tmp_path):
        added, published = together(adding, publishing)
        with company_scope(tenant.company):
            assert published_version(interview) is None
    assert isinstance(added, Question)
    assert isinstance(published, Conflict)


@pytest.mark.django_db
@pytest.mark.usefixtures("in_acme")
@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (1, ["Why us?", "Question number 1?", "Question number 2?"]),
        (2, ["Question number 1?", "Why us?", "Question number 2?"]),
        (9, ["Question number 1?", "Question number 2?", "Why us?"]),
    ],
)
def test_a_question_is_put_back_at_its_place(
    acme: Tenant, interview: Interview, order: int, expected: list[str]
) -> None:
    before = AuditEntry.objects.count()
    revision = interview.revision
    question_restore(**by(acme, interview), fields=FIELDS, order=order, revision=revision)
    assert texts(interview) == list(enumerate(expected, start=1))
    assert AuditEntry.objects.count() == before + 1
    assert interview.revision == revision + 1
