"""The editor's page.

One form is open at a time, named by `?open=`: nothing typed can be lost to another form's reload.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.forms import put_errors
from interview_platform.lib.errors import Conflict, Invalid
from interviews.forms import DetailsForm, QuestionForm, RevisionForm, fields_of
from interviews.models import Interview, Question
from interviews.selectors.editing import Versions, versions_of
from interviews.selectors.interviews import questions_of
from interviews.views.words import span

DETAILS, ADD = "details", "add"
UNDO = "deleted_question"


def page(
    request: HttpRequest,
    interview: Interview,
    *,
    opened: str = "",
    form: RevisionForm | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    """Show the editor, with one form open or none."""
    versions = versions_of(interview)
    questions = list(questions_of(versions.latest))
    opened, gone = _opened(opened, form, questions)
    context = {
        "interview": interview,
        "versions": versions,
        "rows": [_row(question) for question in questions],
        "total": span(sum(q.preparation_seconds + q.answer_seconds for q in questions)),
        "opened": opened,
        "gone": gone,
        "form": form or _filled(opened, interview, versions, questions),
        "form_revision": _form_revision(interview, form, conflict),
        "conflict": conflict,
        "undo": deleted(request, interview),
        "section": "interviews",
    }
    status = 409 if conflict else 422 if form is not None else 200
    return render(request, "interviews/edit.html", context, status=status)


def save(
    request: HttpRequest,
    interview: Interview,
    form: RevisionForm,
    write: Callable[[dict[str, Any]], str],
    *,
    opened: str = "",
    then: str = "",
) -> HttpResponse:
    """Write a form's edit and go back to the editor; else show the form with what was typed.

    `write` gets the cleaned data and returns what to tell the member, if anything.
    """
    if not form.is_valid():
        return page(request, interview, opened=opened, form=form)
    try:
        message = write(form.cleaned_data)
    except Conflict as error:
        interview.refresh_from_db()
        return page(request, interview, opened=opened, form=form, conflict=error)
    except Invalid as error:
        put_errors(form, error)
        return page(request, interview, opened=opened, form=form)
    if message:
        messages.success(request, message)
        forget_deleted(request)
    return redirect(reverse("portal:interview-edit", args=[interview.key]) + then)


def remember_deleted(request: HttpRequest, interview: Interview, question: Question) -> None:
    """Keep what was deleted, so that the page can offer to put it back."""
    request.session[UNDO] = {
        "key": interview.key,
        "order": question.order,
        "fields": asdict(fields_of(question)),
    }


def deleted(request: HttpRequest, interview: Interview) -> dict[str, Any] | None:
    """Return what this member deleted last from this interview and has not put back."""
    kept: dict[str, Any] | None = request.session.get(UNDO)
    return kept if kept and kept["key"] == interview.key else None


def forget_deleted(request: HttpRequest) -> None:
    """Offer it no longer."""
    request.session.pop(UNDO, None)


def _opened(wanted: str, form: RevisionForm | None, questions: list[Question]) -> tuple[str, bool]:
    """Return what to open, and whether it was a question that is gone.

    What was typed for it is then offered as a new question.
    """
    if wanted in {"", DETAILS, ADD, *(str(question.public_id) for question in questions)}:
        return (wanted or ("" if questions else ADD)), False
    return (ADD, True) if form is not None else ("", False)


def _filled(
    opened: str, interview: Interview, versions: Versions, questions: list[Question]
) -> RevisionForm | None:
    """Return the opened form as it is before anybody types."""
    if opened == DETAILS:
        return DetailsForm.of(interview, versions.latest)
    chosen = [question for question in questions if str(question.public_id) == opened]
    if chosen:
        return QuestionForm.of(chosen[0])
    return QuestionForm() if opened == ADD else None


def _form_revision(
    interview: Interview, form: RevisionForm | None, conflict: Conflict | None
) -> object:
    """Return the revision for the opened form.

    A form sent back for its errors keeps the one it saw, so that a save of somebody else's still
    counts as a conflict; after a conflict was shown, saving again is meant.
    """
    if form is None or conflict is not None:
        return interview.revision
    return form.data.get("revision", interview.revision)


def _row(question: Question) -> dict[str, Any]:
    return {
        "question": question,
        "id": str(question.public_id),
        "think": span(question.preparation_seconds),
        "answer": span(question.answer_seconds),
    }
