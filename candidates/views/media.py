"""Serving recordings to those who may see them."""

import re
from collections.abc import Iterator
from typing import IO

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from accounts.enums import CompanyStatus
from accounts.models import Membership, User
from candidates.enums import RecordingState
from candidates.models import Recording
from candidates.signing import MediaClaim, read_media_link, viewer_of
from interview_platform.lib.tenancy import company_scope

MAX_RANGE = 1024 * 1024  # RFC 9110 §15.3.7 lets a 206 carry a part of what was asked
MAX_WHOLE = 8 * 1024 * 1024
BLOCK = 256 * 1024
RANGE = re.compile(r"bytes=(?=\d|-\d)(\d{0,15})-(\d{0,15})$")


@require_safe
def media(request: HttpRequest, token: str) -> HttpResponseBase:
    """Serve the recording of a signed link to the browser session it was signed for."""
    claim = read_media_link(token)
    if claim is None or claim.viewer != viewer_of(request.user.pk, request.session.session_key):
        raise Http404
    recording = _recording(request, claim)
    asked = RANGE.match(request.headers.get("Range", ""))
    if asked is None or request.method == "HEAD":  # RFC 9110 §14.2: ignore what is not understood
        return _whole(request, recording)
    return _part(asked, recording)


def _recording(request: HttpRequest, claim: MediaClaim) -> Recording:
    """Return the recording, if the viewer is still a member of an active company."""
    with company_scope(claim.company_id):
        member = isinstance(request.user, User) and Membership.objects.filter(
            user=request.user, company__status=CompanyStatus.ACTIVE
        )
        found = Recording.objects.filter(public_id=claim.recording, state=RecordingState.READY)
        recording = found.first() if member and member.exists() else None
    if recording is None or not default_storage.exists(recording.file):
        raise Http404
    return recording


def _whole(request: HttpRequest, recording: Recording) -> HttpResponseBase:
    size = recording.size or 0
    headers = _headers(recording) | {"Content-Length": str(size)}
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    if size > MAX_WHOLE:  # the server would hold in memory what a slow viewer has not taken
        return HttpResponse("Ask for a range.", status=428, content_type="text/plain")
    file = default_storage.open(recording.file, "rb")
    return StreamingHttpResponse(_blocks(file), headers=headers)


def _part(asked: re.Match[str], recording: Recording) -> HttpResponse:
    """Answer one byte range, at most MAX_RANGE of it; 416 if it lies outside."""
    size = recording.size or 0
    span = _span(asked.group(1), asked.group(2), size)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = span
    with default_storage.open(recording.file, "rb") as file:
        file.seek(first)
        body = file.read(last - first + 1)
    headers = _headers(recording) | {"Content-Range": f"bytes {first}-{last}/{size}"}
    return HttpResponse(body, status=206, headers=headers)


def _span(start: str, end: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte to send for a range, or None if it lies outside."""
    first = int(start) if start else max(0, size - int(end))
    last = min(int(end) if start and end else size - 1, size - 1, first + MAX_RANGE - 1)
    return (first, last) if first <= last else None


def _headers(recording: Recording) -> dict[str, str]:
    return {
        "Content-Type": recording.mime,
        "Content-Disposition": "inline",
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
    }


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while block := file.read(BLOCK):
            yield block
