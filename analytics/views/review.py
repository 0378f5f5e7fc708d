"""The review page and what a reviewer does on it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import member
from accounts.actors import user_actor
from accounts.models import Membership
from accounts.permissions import may_decide, may_edit_interviews, may_review
from analytics.enums import DecisionKind
from analytics.forms import DecisionForm, RatingForm
from analytics.selectors.responses import Processing, processing_of, response_by_id
from analytics.selectors.review import ReviewPage, decision_in, review_page
from analytics.services.reviews import answer_rate, decision_make, decision_undo, review_submit
from analytics.services.runs import step_restart
from analytics.views.present import chapters_of
from candidates.selectors.answers import answer_in
from candidates.selectors.sessions import recording_in
from candidates.signing import media_link, viewer_of
from interview_platform.lib.errors import DomainError, Invalid


@require_GET
def response(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Show one session for review."""
    membership = member(request)
    session = response_by_id(membership.company, session_id)
    page = review_page(session, membership.user)
    return render(request, "analytics/response.html", _context(membership, page))


@require_GET
def response_live(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Return the page's live parts, or 204 if they are as the page has them."""
    membership = member(request)
    session = response_by_id(membership.company, session_id)
    page = review_page(session, membership.user)
    if request.GET.get("v") == page.version:
        return HttpResponse(status=204)
    known = request.GET.get("known", "").split(".")
    context = _context(membership, page) | {"live": True, "known": known}
    return render(request, "analytics/_response_live.html", context)


@require_GET
def recording_link(request: HttpRequest, session_id: UUID, recording_id: UUID) -> HttpResponse:
    """Return a fresh link to a recording, for this browser session and a short time."""
    membership = member(request)
    session = response_by_id(membership.company, session_id)
    recording = recording_in(session, recording_id)
    viewer = viewer_of(membership.user_id, request.session.session_key)
    return JsonResponse({"url": media_link(recording, viewer)})


@require_POST
def rate(request: HttpRequest, session_id: UUID, answer_id: UUID) -> HttpResponse:
    """Keep a rating and a note."""
    membership = member(request, may_review)
    session = response_by_id(membership.company, session_id)
    form = RatingForm(request.POST)
    if not form.is_valid():
        raise Invalid("bad_rating", _("A rating is a number from 1 to 5."))
    answer_rate(
        answer=answer_in(session, answer_id),
        reviewer=membership.user,
        rating=form.cleaned_data["rating"],
        note=form.cleaned_data["note"],
        actor=user_actor(membership.user),
        now=timezone.now(),
    )
    if request.headers.get("HX-Request") == "true":
        return render(request, "analytics/_saved.html")
    return redirect("portal:response", session_id)


@require_POST
def submit_review(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Hand the reviewer's own review in."""
    membership = member(request, may_review)
    session = response_by_id(membership.company, session_id)
    try:
        review_submit(
            session=session,
            reviewer=membership.user,
            actor=user_actor(membership.user),
            now=timezone.now(),
        )
    except Invalid as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Your review is submitted."))
    return redirect("portal:response", session_id)


@require_POST
def decide(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Decide in the member's own name."""
    membership = member(request, may_decide)
    session = response_by_id(membership.company, session_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise Invalid("bad_decision", _("Choose one of the decisions."))
    try:
        decision_make(
            session=session,
            kind=form.cleaned_data["kind"],
            decided_by=membership.user,
            actor=user_actor(membership.user),
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect("portal:response", session_id)


@require_POST
def undo_decision(request: HttpRequest, session_id: UUID, decision_id: UUID) -> HttpResponse:
    """Take a decision back."""
    membership = member(request, may_decide)
    session = response_by_id(membership.company, session_id)
    decision = decision_in(session, decision_id)
    decision_undo(decision=decision, actor=user_actor(membership.user), now=timezone.now())
    messages.success(request, _("The decision is undone."))
    return redirect("portal:response", session_id)


@require_POST
def restart(request: HttpRequest, session_id: UUID, job_id: UUID) -> HttpResponse:
    """Start a failed step again."""
    membership = member(request, may_edit_interviews)
    session = response_by_id(membership.company, session_id)
    step_restart(
        session=session, job_id=job_id, actor=user_actor(membership.user), now=timezone.now()
    )
    messages.success(request, _("The step is started again."))
    return redirect("portal:response", session_id)


def _context(membership: Membership, page: ReviewPage) -> dict[str, object]:
    """Return what the page and its live parts show."""
    chapters = chapters_of(page)
    subject = f"session:{page.session.public_id}"
    return {
        "section": "responses",
        "review_page": page,
        "session": page.session,
        "work": processing_of([page.session]).get(subject, Processing()),
        "chapters": chapters,
        "answers": [chapter.answer for chapter in chapters if chapter.answer],
        "decision_kinds": DecisionKind,
        "may_review": may_review(membership),
        "may_decide": may_decide(membership),
        "may_restart": may_edit_interviews(membership),
    }
