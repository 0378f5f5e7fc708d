"""The candidate's pages, in the order of the way through them."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidates.actors import candidate_actor
from candidates.consent_form import ConsentForm
from candidates.enums import SessionState
from candidates.models import Invitation, Session
from candidates.selectors.answers import answers_of
from candidates.selectors.invitations import invitation_by_token
from candidates.selectors.sessions import live_session, submitted_session, unanswered_questions
from candidates.services.guards import end_reason, live_end_reason
from candidates.services.sessions import session_consent, session_start, session_submit
from candidates.signing import COOKIE, cookie_value
from candidates.views.access import closed, page_context, running, with_invitation
from candidates.views.recorder import recorder_config
from interviews.selectors.interviews import published_version, questions_of


@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Trade the token for a cookie and get it out of the address bar; change nothing else."""
    invitation = invitation_by_token(token)
    if invitation is None:
        return closed(request, None, "unknown")
    response = redirect("candidates:step", invitation.public_id)
    response.set_cookie(
        COOKIE,
        cookie_value(invitation),
        max_age=settings.INVITATION_LIFETIME + settings.LATE_BYTES_GRACE,
        path=response["Location"],
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_safe
@with_invitation
def step(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Show the welcome, or go to where the candidate stood."""
    session = live_session(invitation)
    reason = end_reason(invitation, now=timezone.now())
    if session is not None:
        ended = live_end_reason(session, now=timezone.now())
        if ended:
            return closed(request, invitation, ended)
        return redirect(_page_of(session), invitation.public_id)
    if reason and submitted_session(invitation) is not None:
        return redirect("candidates:done", invitation.public_id)
    if reason:
        return closed(request, invitation, reason)
    return render(request, "candidates/welcome.html", _welcome(invitation))


def _page_of(session: Session) -> str:
    return "candidates:device" if session.state == SessionState.CREATED else "candidates:interview"


def _welcome(invitation: Invitation) -> dict[str, Any]:
    version = published_version(invitation.interview)
    questions = list(questions_of(version)) if version else []
    factor = float(invitation.time_factor)
    seconds = sum(q.preparation_seconds + q.answer_seconds for q in questions) * factor
    return page_context(invitation) | {
        "questions": questions,
        "minutes": max(1, round(seconds / 60)),
        "expires_at": invitation.expires_at,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@with_invitation
def consent(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Ask for the consent's two answers and store them before anything is recorded."""
    if live_session(invitation) is not None:
        return redirect("candidates:step", invitation.public_id)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        session_consent(
            invitation=invitation,
            ai_analysis=form.cleaned_data["ai_analysis"] == "yes",
            ui_language=get_language() or "",
            actor=candidate_actor(invitation.candidate),
            now=timezone.now(),
        )
        return redirect("candidates:device", invitation.public_id)
    reason = end_reason(invitation, now=timezone.now())
    if reason:
        return closed(request, invitation, reason)
    return render(request, "candidates/consent.html", page_context(invitation) | {"form": form})


@require_safe
@with_invitation
def device(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Let the candidate see and hear that camera and microphone work."""
    if live_session(invitation) is None:
        return redirect("candidates:step", invitation.public_id)
    return render(request, "candidates/device.html", page_context(invitation))


@require_POST
@with_invitation
def start(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Begin with the first question."""
    session_start(
        session=running(invitation),
        actor=candidate_actor(invitation.candidate),
        now=timezone.now(),
    )
    return redirect("candidates:interview", invitation.public_id)


@require_safe
@with_invitation
def interview(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Show the next question without an answer, or everything before it is handed in."""
    session = live_session(invitation)
    if session is None or session.state != SessionState.IN_PROGRESS or _ended(session):
        return redirect("candidates:step", invitation.public_id)
    questions = list(questions_of(session.version))
    question = unanswered_questions(session).first()
    context = page_context(invitation) | {"session": session, "total": len(questions)}
    if question is None:
        context["answers"] = answers_of(session)
        return render(request, "candidates/check.html", context)
    context |= {
        "question": question,
        "number": [q.pk for q in questions].index(question.pk) + 1,
        "recorder": recorder_config(request, invitation, question),
    }
    return render(request, "candidates/question.html", context)


def _ended(session: Session) -> bool:
    return bool(live_end_reason(session, now=timezone.now()))


@require_POST
@with_invitation
def submit(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Hand the answers in."""
    session_submit(
        session=running(invitation),
        actor=candidate_actor(invitation.candidate),
        now=timezone.now(),
    )
    return redirect("candidates:done", invitation.public_id)


@require_safe
@with_invitation
def done(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Give the receipt."""
    session = submitted_session(invitation)
    if session is None:
        return redirect("candidates:step", invitation.public_id)
    context = page_context(invitation) | {"session": session, "answers": answers_of(session)}
    return render(request, "candidates/done.html", context)
