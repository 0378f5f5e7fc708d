"""What the editor's forms and buttons do."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import member
from accounts.actors import user_actor
from accounts.permissions import may_edit_interviews
from interviews.forms import DetailsForm, MoveForm, QuestionForm, RevisionForm
from interviews.models import Interview
from interviews.selectors.interviews import interview_by_key, latest_version, questions_of
from interviews.services.interviews import interview_update
from interviews.services.questions import (
    QuestionFields,
    question_add,
    question_delete,
    question_move,
    question_restore,
    question_update,
)
from interviews.views import editor


def _editing(request: HttpRequest, key: str) -> tuple[Interview, dict[str, Any]]:
    """Return the member's interview, and what each service wants to know of the edit."""
    membership = member(request, may_edit_interviews)
    interview = interview_by_key(membership.company, key)
    by = {"interview": interview, "actor": user_actor(membership.user), "now": timezone.now()}
    return interview, by


@require_http_methods(["GET", "HEAD", "POST"])
def interview_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Show the editor; save the interview's own fields."""
    interview, by = _editing(request, key)
    if request.method != "POST":
        return editor.page(request, interview, opened=request.GET.get("open", ""))

    def write(data: dict[str, Any]) -> str:
        interview_update(**by, **data)
        return _("Details saved.")

    return editor.save(request, interview, DetailsForm(request.POST), write, opened=editor.DETAILS)


@require_POST
def add(request: HttpRequest, key: str) -> HttpResponse:
    """Append a question and offer the next."""
    interview, by = _editing(request, key)
    form = QuestionForm(request.POST)

    def write(data: dict[str, Any]) -> str:
        question = question_add(**by, fields=form.question_fields(), revision=data["revision"])
        return _("Question %(number)d added.") % {"number": question.order}

    then = f"?open={editor.ADD}"
    return editor.save(request, interview, form, write, opened=editor.ADD, then=then)


@require_POST
def edit(request: HttpRequest, key: str, public_id: UUID) -> HttpResponse:
    """Save one question."""
    interview, by = _editing(request, key)
    form = QuestionForm(request.POST)

    def write(data: dict[str, Any]) -> str:
        fields = form.question_fields()
        saved = question_update(**by, public_id=public_id, fields=fields, revision=data["revision"])
        return _("Question %(number)d saved.") % {"number": saved.order}

    then, opened = f"#q-{public_id}", str(public_id)
    return editor.save(request, interview, form, write, opened=opened, then=then)


@require_POST
def move(request: HttpRequest, key: str, public_id: UUID) -> HttpResponse:
    """Move one question a step up or down."""
    interview, by = _editing(request, key)

    def write(data: dict[str, Any]) -> str:
        question_move(**by, public_id=public_id, **data)
        return ""

    return editor.save(request, interview, MoveForm(request.POST), write, then=f"#q-{public_id}")


@require_POST
def delete(request: HttpRequest, key: str, public_id: UUID) -> HttpResponse:
    """Take one question out, and offer to put it back."""
    interview, by = _editing(request, key)
    found = [q for q in questions_of(latest_version(interview)) if q.public_id == public_id]

    def write(data: dict[str, Any]) -> str:
        question_delete(**by, public_id=public_id, revision=data["revision"])
        editor.remember_deleted(request, interview, found[0])
        return ""

    return editor.save(request, interview, RevisionForm(request.POST), write, then="#undo")


@require_POST
def restore(request: HttpRequest, key: str) -> HttpResponse:
    """Put the question back that this member deleted last."""
    interview, by = _editing(request, key)
    kept = editor.deleted(request, interview)
    then = ""
    if kept:
        fields = QuestionFields(**kept["fields"])
        question = question_restore(
            **by, fields=fields, order=kept["order"], revision=interview.revision
        )
        editor.forget_deleted(request)
        then = f"#q-{question.public_id}"
    return redirect(reverse("portal:interview-edit", args=[key]) + then)
