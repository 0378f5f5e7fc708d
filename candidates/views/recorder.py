"""What the recorder's script asks of the server, as JSON."""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from candidates.actors import candidate_actor
from candidates.enums import MediaKind
from candidates.limits import answer_seconds, preparation_ends_at
from candidates.models import Answer, Invitation, Recording
from candidates.selectors.answers import open_take, takes_left
from candidates.selectors.sessions import question_in, recording_in
from candidates.selectors.uploads import recorded_ms, segment_count
from candidates.services.answers import answer_open, answer_reopen
from candidates.services.takes import take_keep, take_resume, take_start
from candidates.views.access import running, with_invitation
from interview_platform.lib.errors import Invalid
from interviews.models import Question

PLACEHOLDER = UUID(int=0)
MOST_MILLISECONDS = 24 * 3600 * 1000


def recorder_config(
    request: HttpRequest, invitation: Invitation, question: Question
) -> dict[str, Any]:
    """Return what the recorder needs to know before its first request."""
    here = invitation.public_id
    keep = reverse("candidates:keep", args=[here, PLACEHOLDER])
    return {
        "question": str(question.public_id),
        "openUrl": reverse("candidates:open", args=[here, question.public_id]),
        "takesUrl": reverse("candidates:takes", args=[here, question.public_id]),
        "uploadsUrl": reverse("candidates:uploads", args=[here]),
        "keepUrl": keep.replace(str(PLACEHOLDER), "RECORDING"),
        "nextUrl": reverse("candidates:interview", args=[here]),
        "csrf": get_token(request),
        "maxSliceBytes": settings.MAX_SLICE_BYTES,
    }


@require_POST
@with_invitation
def open_answer(request: HttpRequest, invitation: Invitation, question_id: UUID) -> HttpResponse:
    """Start the question's clock, or tell how it stands."""
    answer = _open(invitation, question_id)
    take = open_take(answer)
    if take is not None:
        take_resume(recording=take, actor=candidate_actor(invitation.candidate), now=timezone.now())
    return JsonResponse(
        {
            "now": timezone.now(),
            "opened_at": answer.opened_at,
            "preparation_ends_at": preparation_ends_at(answer),
            "answer_seconds": answer_seconds(answer.question, answer.session),
            "takes_left": takes_left(answer),
            "take": take and _take(take),
        }
    )


@require_POST
@with_invitation
def takes(request: HttpRequest, invitation: Invitation, question_id: UUID) -> HttpResponse:
    """Begin a take."""
    media = _body(request).get("media")
    if media not in MediaKind.values:
        raise Invalid("bad_media", _("Say whether it is video or audio."), fields={"media": media})
    take = take_start(
        answer=_open(invitation, question_id),
        media=MediaKind(media),
        actor=candidate_actor(invitation.candidate),
        now=timezone.now(),
    )
    return JsonResponse(_take(take) | {"take": take.take}, status=201)


@require_POST
@with_invitation
def keep(request: HttpRequest, invitation: Invitation, recording_id: UUID) -> HttpResponse:
    """Choose the take as the answer."""
    take_keep(
        recording=recording_in(running(invitation), recording_id),
        declared_ms=_milliseconds(_body(request).get("recorded_ms")),
        actor=candidate_actor(invitation.candidate),
        now=timezone.now(),
    )
    return JsonResponse({"next": reverse("candidates:interview", args=[invitation.public_id])})


@require_POST
@with_invitation
def reopen(request: HttpRequest, invitation: Invitation, question_id: UUID) -> HttpResponse:
    """Let an answer be recorded again whose recording is unusable."""
    answer_reopen(
        answer=_open(invitation, question_id),
        actor=candidate_actor(invitation.candidate),
        now=timezone.now(),
    )
    return redirect("candidates:interview", invitation.public_id)


def _open(invitation: Invitation, question_id: UUID) -> Answer:
    session = running(invitation)
    return answer_open(
        session=session,
        question=question_in(session, question_id),
        actor=candidate_actor(invitation.candidate),
        now=timezone.now(),
    )


def _take(take: Recording) -> dict[str, Any]:
    return {
        "recording": str(take.public_id),
        "media": take.media,
        "epoch": take.session.epoch,
        "next_index": segment_count(take),
        "recorded_ms": recorded_ms(take),
    }


def _milliseconds(given: object) -> int | None:
    """Return what the recorder says it recorded, if that can be true of any question."""
    return given if type(given) is int and 0 <= given <= MOST_MILLISECONDS else None


def _body(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object in the body; none is an empty one.

    Raises:
        Invalid: it is not a JSON object.
    """
    try:
        body = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise Invalid("bad_json", _("The body must be a JSON object."))
    return body
