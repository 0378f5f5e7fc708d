"""The list, a new interview, and the steps of its life."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import member
from accounts.actors import user_actor
from accounts.permissions import may_edit_interviews
from interview_platform.lib.errors import Conflict, Invalid
from interviews.forms import InterviewForm, RevisionForm
from interviews.selectors.editing import interviews_listed
from interviews.selectors.interviews import interview_by_key
from interviews.services import interviews as service

PER_PAGE = 50


@require_safe
def interview_list(request: HttpRequest) -> HttpResponse:
    """Show the company's interviews."""
    membership = member(request)
    rows = Paginator(interviews_listed(membership.company), PER_PAGE)
    context = {
        "page": rows.get_page(request.GET.get("page")),
        "may_edit": may_edit_interviews(membership),
        "section": "interviews",
    }
    return render(request, "interviews/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def interview_create(request: HttpRequest) -> HttpResponse:
    """Make a draft and go on to its editor."""
    membership = member(request, may_edit_interviews)
    form = InterviewForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"form": form, "section": "interviews"}
        return render(request, "interviews/create.html", context, status=status)
    interview = service.interview_create(
        company=membership.company,
        **form.cleaned_data,
        created_by=membership.user,
        actor=user_actor(membership.user),
        now=timezone.now(),
    )
    return redirect("portal:interview-edit", interview.key)


@require_POST
def interview_publish(request: HttpRequest, key: str) -> HttpResponse:
    """Freeze the draft and open the interview."""
    done = _("Published. New candidates get this version.")
    form = RevisionForm(request.POST)
    seen = form.cleaned_data["revision"] if form.is_valid() else 0  # of no page: a conflict
    return _step(request, key, partial(service.interview_publish, revision=seen), done)


@require_POST
def interview_close(request: HttpRequest, key: str) -> HttpResponse:
    """Take no new candidates."""
    done = _("Closed. Nobody new can start; interviews under way may end.")
    return _step(request, key, service.interview_close, done)


@require_POST
def interview_reopen(request: HttpRequest, key: str) -> HttpResponse:
    """Take candidates again."""
    done = _("Open again. Invited candidates can start.")
    return _step(request, key, service.interview_reopen, done)


def _step(request: HttpRequest, key: str, step: Callable[..., object], done: str) -> HttpResponse:
    """Take one step of an interview's life, say what came of it, and go to its page."""
    membership = member(request, may_edit_interviews)
    interview = interview_by_key(membership.company, key)
    try:
        step(interview=interview, actor=user_actor(membership.user), now=timezone.now())
        messages.success(request, done)
    except (Conflict, Invalid) as error:
        messages.error(request, str(error.message))
    return redirect("portal:interview", key)
