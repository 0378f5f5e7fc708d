"""The list of interviews, the editor, and the steps of an interview's life."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve, reverse

from accounts.models import User
from interview_platform.lib.tenancy import company_scope
from interviews.enums import InterviewStatus
from interviews.models import Interview, Question
from interviews.selectors.editing import versions_of
from interviews.selectors.interviews import latest_version, questions_of
from interviews.urls import urlpatterns
from tests.factories import Tenant, make_interview

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]

LIST, NEW = reverse("portal:interviews"), reverse("portal:interview-create")
QUESTION = {
    "text": "Why us?",
    "preparation_seconds": 30,
    "answer_seconds": 90,
    "category": "Motivation",
    "difficulty": "easy",
    "hints": "Be honest.",
    "expected_keywords": "reason, fit,, reason",
    "rubric": "Concrete.",
}


@pytest.fixture
def page(sign_in: SignIn, alice: User) -> Client:
    """Alice's browser."""
    return sign_in(alice)


@pytest.fixture
def draft(draft_interview: Interview) -> Interview:
    return draft_interview


def questions(tenant: Tenant, interview: Interview) -> list[Question]:
    with company_scope(tenant.company):
        return list(questions_of(latest_version(interview)))


def texts(tenant: Tenant, interview: Interview) -> list[str]:
    return [question.text for question in questions(tenant, interview)]


def edit_url(interview: Interview, opened: object = "") -> str:
    return reverse("portal:interview-edit", args=[interview.key]) + (
        f"?open={opened}" if opened else ""
    )


def send(page: Client, name: str, interview: Interview, *ids: object, **data: Any) -> HttpResponse:
    """Post as the page of the interview's present revision does."""
    interview.refresh_from_db()
    url = reverse(f"portal:{name}", args=[interview.key, *ids])
    return page.post(url, {"revision": interview.revision} | data)  # type: ignore[return-value]


class TestList:
    def test_shows_each_interview_with_its_number_of_questions(
        self, page: Client, acme: Tenant, interview: Interview, draft: Interview
    ) -> None:
        send(page, "question-add", interview, **QUESTION)
        rows = page.get(LIST).context["page"].object_list
        assert [(row.title, row.question_count) for row in rows] == [
            (draft.title, 2),
            (interview.title, 3),
        ]

    def test_an_empty_list_says_what_to_do(self, page: Client, sign_in: SignIn, rita: User) -> None:
        assert NEW in page.get(LIST).content.decode()
        assert NEW not in sign_in(rita).get(LIST).content.decode()

    def test_costs_as_many_queries_with_three_rows_as_with_one(
        self, page: Client, acme: Tenant, interview: Interview
    ) -> None:
        page.get(LIST)
        with CaptureQueriesContext(connection) as one:
            page.get(LIST)
        with company_scope(acme.company):
            make_interview(acme, title="Second", questions=3)
            make_interview(acme, title="Third", publish=False)
        with CaptureQueriesContext(connection) as three:
            assert len(page.get(LIST).context["page"].object_list) == 3
        assert len(three) == len(one)

    def test_shows_nothing_of_another_company(
        self, page: Client, sign_in: SignIn, charlie: User, interview: Interview
    ) -> None:
        assert interview.title in page.get(LIST).content.decode()
        assert interview.title not in sign_in(charlie).get(LIST).content.decode()


class TestCreate:
    def test_goes_to_the_editor(self, page: Client, acme: Tenant) -> None:
        answer = page.post(NEW, {"title": "Nurse", "language": "de"})
        with company_scope(acme.company):
            made = Interview.objects.get()
        assert (made.title, made.language, made.status) == ("Nurse", "de", InterviewStatus.DRAFT)
        assert answer.headers["Location"] == edit_url(made)
        assert "Write the first question" in page.get(edit_url(made)).content.decode()

    def test_an_error_keeps_what_was_typed(self, page: Client, acme: Tenant) -> None:
        answer = page.post(NEW, {"title": "Nurse", "language": "xx"})
        assert answer.status_code == 422
        assert 'value="Nurse"' in answer.content.decode()


class TestEditor:
    def test_details_are_saved(self, page: Client, acme: Tenant, draft: Interview) -> None:
        send(page, "interview-edit", draft, title="Nurse", language="de", retakes=3)
        draft.refresh_from_db()
        with company_scope(acme.company):
            assert latest_version(draft).retakes == 3
        assert (draft.title, draft.language) == ("Nurse", "de")

    def test_adding_offers_the_next(self, page: Client, acme: Tenant, draft: Interview) -> None:
        answer = send(page, "question-add", draft, **QUESTION)
        assert answer.headers["Location"] == edit_url(draft, "add")
        added = questions(acme, draft)[-1]
        assert (added.text, added.order, added.difficulty) == ("Why us?", 3, "easy")
        assert (added.preparation_seconds, added.answer_seconds) == (30, 90)
        assert added.expected_keywords == ["reason", "fit"]

    def test_a_question_is_edited_in_place(
        self, page: Client, acme: Tenant, draft: Interview
    ) -> None:
        first = questions(acme, draft)[0].public_id
        form = page.get(edit_url(draft, first)).content.decode()
        assert "Question number 1?</textarea>" in form
        answer = send(page, "question-edit", draft, first, **QUESTION)
        assert answer.headers["Location"] == f"{edit_url(draft)}#q-{first}"
        assert texts(acme, draft) == ["Why us?", "Question number 2?"]

    @pytest.mark.parametrize(
        ("field", "value"), [("text", ""), ("answer_seconds", 4), ("preparation_seconds", 3601)]
    )
    def test_an_error_keeps_what_was_typed(
        self, page: Client, acme: Tenant, draft: Interview, field: str, value: object
    ) -> None:
        first = questions(acme, draft)[0].public_id
        answer = send(page, "question-edit", draft, first, **QUESTION | {field: value})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]  # type: ignore[attr-defined]
        assert "Be honest.</textarea>" in answer.content.decode()
        assert texts(acme, draft)[0] == "Question number 1?"

    def test_questions_move(self, page: Client, acme: Tenant, draft: Interview) -> None:
        first, second = questions(acme, draft)
        send(page, "question-move", draft, first.public_id, step=1)
        assert texts(acme, draft) == [second.text, first.text]
        send(page, "question-move", draft, first.public_id, step=-1)
        send(page, "question-move", draft, first.public_id, step=-1)  # it stays at the end
        assert texts(acme, draft) == [first.text, second.text]

    def test_a_deletion_can_be_undone(self, page: Client, acme: Tenant, draft: Interview) -> None:
        send(page, "question-add", draft, **QUESTION)
        before = texts(acme, draft)
        second = questions(acme, draft)[1]
        answer = send(page, "question-delete", draft, second.public_id)
        assert texts(acme, draft) == [before[0], before[2]]
        undo = reverse("portal:question-restore", args=[draft.key])
        assert undo in page.get(answer.headers["Location"]).content.decode()
        page.post(undo)
        assert texts(acme, draft) == before
        assert questions(acme, draft)[1].answer_seconds == second.answer_seconds
        assert undo not in page.get(edit_url(draft)).content.decode()
        page.post(undo)
        assert texts(acme, draft) == before

    def test_editing_what_is_published_makes_the_next_version(
        self, page: Client, acme: Tenant, interview: Interview
    ) -> None:
        text = page.get(edit_url(interview)).content.decode()
        assert "Published version 1 · your next change starts version 2" in text
        send(page, "question-add", interview, **QUESTION)
        text = page.get(edit_url(interview)).content.decode()
        assert "Published version 1 · you are editing version 2" in text
        with company_scope(acme.company):
            published = versions_of(interview).published
            assert published is not None
            assert questions_of(published).count() == 2

    def test_an_unknown_open_form_is_none(self, page: Client, draft: Interview) -> None:
        answer = page.get(edit_url(draft, "nonsense"))
        assert (answer.status_code, answer.context["opened"]) == (200, "")


class TestTwoEditors:
    """The second of two gets a message, and loses nothing."""

    def stale(self, draft: Interview, page: Client) -> int:
        """Return the revision an editor saw before somebody else saved."""
        seen = draft.revision
        send(page, "question-add", draft, **QUESTION | {"text": "Theirs"})
        return seen

    def test_the_second_is_told_and_keeps_the_text(
        self, page: Client, acme: Tenant, draft: Interview
    ) -> None:
        first, seen = questions(acme, draft)[0].public_id, self.stale(draft, page)
        mine = QUESTION | {"text": "Mine, typed at length"}
        answer = send(page, "question-edit", draft, first, **mine | {"revision": seen})
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "Somebody else has changed this interview meanwhile" in text
        assert "Mine, typed at length</textarea>" in text
        assert "Theirs" in text
        assert texts(acme, draft)[0] == "Question number 1?"
        revision = answer.context["form_revision"]  # type: ignore[attr-defined]
        send(page, "question-edit", draft, first, **mine | {"revision": revision})
        assert texts(acme, draft) == [mine["text"], "Question number 2?", "Theirs"]

    def test_text_for_a_question_that_is_gone_becomes_a_new_one(
        self, page: Client, acme: Tenant, draft: Interview
    ) -> None:
        first, seen = questions(acme, draft)[0].public_id, draft.revision
        send(page, "question-delete", draft, first)
        mine = QUESTION | {"text": "Mine", "revision": seen}
        answer = send(page, "question-edit", draft, first, **mine)
        assert (answer.status_code, answer.context["opened"]) == (409, "add")  # type: ignore[attr-defined]
        assert "Mine</textarea>" in answer.content.decode()

    def test_an_error_does_not_hide_the_conflict(
        self, page: Client, acme: Tenant, draft: Interview
    ) -> None:
        seen = self.stale(draft, page)
        answer = send(page, "question-add", draft, **QUESTION | {"text": "", "revision": seen})
        assert answer.status_code == 422
        assert answer.context["form_revision"] == str(seen)  # type: ignore[attr-defined]

    @pytest.mark.parametrize("name", ["question-move", "question-delete"])
    def test_buttons_of_an_old_page_change_nothing(
        self, page: Client, acme: Tenant, draft: Interview, name: str
    ) -> None:
        first, seen = questions(acme, draft)[0].public_id, self.stale(draft, page)
        answer = send(page, name, draft, first, step=1, revision=seen)
        assert answer.status_code == 409
        assert len(texts(acme, draft)) == 3
        assert texts(acme, draft)[0] == "Question number 1?"

    def test_details_too(self, page: Client, draft: Interview) -> None:
        seen = self.stale(draft, page)
        form = {"title": "Mine", "language": "en", "retakes": 0, "revision": seen}
        answer = send(page, "interview-edit", draft, **form)
        assert answer.status_code == 409
        assert 'value="Mine"' in answer.content.decode()


class TestSteps:
    @pytest.mark.parametrize("name", ["interview", "interview-edit"])
    def test_the_publish_button_carries_the_revision_it_saw(
        self, page: Client, draft: Interview, name: str
    ) -> None:
        text = page.get(reverse(f"portal:{name}", args=[draft.key])).content.decode()
        form = text.partition(reverse("portal:interview-publish", args=[draft.key]))[2]
        form = form.partition("</form>")[0]
        assert f'name="revision" value="{draft.revision}"' in form

    @pytest.mark.parametrize("seen", ["", "x", 2, 4])
    def test_an_old_page_publishes_nothing(
        self, page: Client, draft: Interview, seen: object
    ) -> None:
        assert draft.revision == 3
        send(page, "interview-publish", draft, revision=seen)
        draft.refresh_from_db()
        assert draft.status == InterviewStatus.DRAFT
        text = page.get(reverse("portal:interview", args=[draft.key])).content.decode()
        assert "Somebody else has changed this interview." in text

    def test_publish_close_reopen(self, page: Client, acme: Tenant, draft: Interview) -> None:
        for name, status in [("publish", "open"), ("close", "closed"), ("reopen", "open")]:
            send(page, f"interview-{name}", draft)
            draft.refresh_from_db()
            assert draft.status == status

    def test_nothing_to_publish_is_said(
        self, page: Client, acme: Tenant, interview: Interview
    ) -> None:
        send(page, "interview-publish", interview)
        text = page.get(reverse("portal:interview", args=[interview.key])).content.decode()
        assert "This version is published already." in text

    def test_an_interview_without_questions_stays_a_draft(self, page: Client, acme: Tenant) -> None:
        with company_scope(acme.company):
            empty = make_interview(acme, questions=0, publish=False)
        send(page, "interview-publish", empty)
        empty.refresh_from_db()
        assert empty.status == InterviewStatus.DRAFT
        text = page.get(reverse("portal:interview", args=[empty.key])).content.decode()
        assert "Add at least one question" in text

    @pytest.mark.parametrize("name", ["publish", "close", "reopen"])
    def test_a_step_is_a_post(self, page: Client, interview: Interview, name: str) -> None:
        assert (
            page.get(reverse(f"portal:interview-{name}", args=[interview.key])).status_code == 405
        )


def every_edit(interview: Interview, question: Question) -> list[tuple[str, str, dict[str, Any]]]:
    """Return each request that changes the interview, as its page would send it."""
    one, both = [interview.key], [interview.key, question.public_id]
    revision = {"revision": interview.revision}
    details = {"title": "T", "language": "en", "retakes": 1} | revision
    return [
        ("get", reverse("portal:interview-edit", args=one), {}),
        ("post", reverse("portal:interview-edit", args=one), details),
        ("post", reverse("portal:question-add", args=one), QUESTION | revision),
        ("post", reverse("portal:question-edit", args=both), QUESTION | revision),
        ("post", reverse("portal:question-move", args=both), {"step": 1} | revision),
        ("post", reverse("portal:question-delete", args=both), revision),
        ("post", reverse("portal:question-restore", args=one), {}),
        ("post", reverse("portal:interview-publish", args=one), revision),
        ("post", reverse("portal:interview-close", args=one), {}),
        ("post", reverse("portal:interview-reopen", args=one), {}),
    ]


@pytest.mark.parametrize("number", range(10))
def test_who_may_edit(
    sign_in: SignIn,
    acme: Tenant,
    draft: Interview,
    bob: User,
    rita: User,
    charlie: User,
    number: int,
) -> None:
    method, url, data = every_edit(draft, questions(acme, draft)[0])[number]
    for user, status in [(bob, 403), (rita, 403), (charlie, 404)]:
        assert getattr(sign_in(user), method)(url, data).status_code == status
    draft.refresh_from_db()
    assert (draft.revision, draft.status) == (3, InterviewStatus.DRAFT)
    assert getattr(sign_in(acme.owner), method)(url, data).status_code in {200, 302}


@pytest.mark.parametrize("name", ["edit", "publish", "close", "reopen"])
def test_a_key_is_a_word(name: str) -> None:
    """PostgreSQL takes no NUL, so none may get as far as a query."""
    assert resolve(reverse(f"portal:interview-{name}", args=["abc"])).kwargs == {"key": "abc"}
    with pytest.raises(Resolver404):
        resolve(f"/app/interviews/\0/{name}/")


def test_no_address_takes_any_text_for_a_key() -> None:
    assert not [url for url in urlpatterns if "<str:" in str(url.pattern)]


def test_who_may_create(sign_in: SignIn, alice: User, rita: User) -> None:
    form = {"title": "T", "language": "en"}
    assert sign_in(rita).get(NEW).status_code == 403
    assert sign_in(rita).post(NEW, form).status_code == 403
    assert sign_in(alice).get(NEW).status_code == 200
    assert sign_in(alice).post(NEW, form).status_code == 302
