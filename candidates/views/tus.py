"""The transport's side of resumable uploads: tus 1.0 (https://tus.io/protocols/resumable-upload).

Creation with deferred length, HEAD, PATCH and checksums; the domain's side is services/uploads.
"""

import base64
import hashlib
import hmac
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views import View

from candidates.actors import candidate_actor
from candidates.models import Invitation, Upload
from candidates.selectors.sessions import recording_in
from candidates.selectors.uploads import upload_in
from candidates.services.uploads import upload_append, upload_create
from candidates.views.access import running, with_invitation
from interview_platform.lib.errors import Conflict, DomainError, Gone, Invalid, NotFound

VERSION = "1.0.0"
BODY_TYPE = "application/offset+octet-stream"
MOST = 2**31 - 1  # what the columns of the metadata take
CHECKSUMS = ("sha256", "sha1")
STATUS = {
    "upload_locked": 423,
    "checksum_mismatch": 460,
    "too_large": 413,
    "body_too_large": 413,
    "bad_body_type": 415,
}
KIND_STATUS = {Conflict: 409, Gone: 410, NotFound: 404}


class TusView(View):
    """What the two resources share: the version handshake and the errors."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer in tus's own words whatever happens."""
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            return _stamp(HttpResponse(status=412))
        try:
            response = super().dispatch(request, *args, **kwargs)
        except DomainError as error:
            response = _refusal(error)
        return _stamp(response)  # type: ignore[arg-type]

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say what this server can do."""
        return HttpResponse(
            status=204,
            headers={
                "Tus-Version": VERSION,
                "Tus-Extension": "creation,creation-defer-length,checksum",
                "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
            },
        )


class Uploads(TusView):
    """Where uploads are created."""

    def post(self, request: HttpRequest, invitation: Invitation) -> HttpResponse:
        """Begin a segment's upload; its metadata say which segment of which take."""
        given = _metadata(request)
        upload = upload_create(
            recording=recording_in(running(invitation), _uuid(given, "recording")),
            index=_number(given, "index"),
            start_ms=_number(given, "start_ms"),
            epoch=_number(given, "epoch"),
            length=_creation_length(request),
            actor=candidate_actor(invitation.candidate),
            now=timezone.now(),
        )
        location = reverse("candidates:upload", args=[invitation.public_id, upload.public_id])
        return HttpResponse(status=201, headers={"Location": location} | _progress(upload))


class UploadResource(TusView):
    """One upload."""

    def head(self, request: HttpRequest, invitation: Invitation, upload_id: UUID) -> HttpResponse:
        """Say how many bytes are durable."""
        upload = upload_in(running(invitation), upload_id)
        return HttpResponse(headers={"Cache-Control": "no-store"} | _progress(upload))

    def patch(self, request: HttpRequest, invitation: Invitation, upload_id: UUID) -> HttpResponse:
        """Append a slice and answer when it is durable."""
        upload = upload_append(
            upload=upload_in(running(invitation), upload_id),
            offset=_header_number(request, "Upload-Offset"),
            body=_checked_body(request),
            length=_optional_number(request, "Upload-Length"),
            now=timezone.now(),
        )
        return HttpResponse(status=204, headers=_progress(upload))


uploads = with_invitation(Uploads.as_view())
upload_resource = with_invitation(UploadResource.as_view())


def _stamp(response: HttpResponse) -> HttpResponse:
    response["Tus-Resumable"] = VERSION
    if response.status_code == 412:
        response["Tus-Version"] = VERSION
    return response


def _refusal(error: DomainError) -> HttpResponse:
    """Return a domain error as tus's status, with its code for the recorder."""
    status = STATUS.get(error.code) or KIND_STATUS.get(type(error), 400)
    headers = {"Upload-Error": error.code}
    if "offset" in error.data:
        headers["Upload-Offset"] = str(error.data["offset"])
    return HttpResponse(
        str(error.message), status=status, headers=headers, content_type="text/plain"
    )


def _progress(upload: Upload) -> dict[str, str]:
    headers = {
        "Upload-Offset": str(upload.offset),
        "Upload-Expires": upload.expires_at.strftime("%a, %d %b %Y %H:%M:%S GMT"),
    }
    if upload.length is None:
        return headers | {"Upload-Defer-Length": "1"}
    return headers | {"Upload-Length": str(upload.length)}


def _metadata(request: HttpRequest) -> dict[str, str]:
    """Return the Upload-Metadata header's pairs.

    Raises:
        Invalid: a value is not base64 of UTF-8.
    """
    pairs = (
        pair.strip().partition(" ")
        for pair in request.headers.get("Upload-Metadata", "").split(",")
    )
    try:
        return {
            key: base64.b64decode(value, validate=True).decode() for key, _, value in pairs if key
        }
    except ValueError as error:  # not base64, or not UTF-8, or not even ASCII
        raise Invalid("bad_metadata", "Upload-Metadata must carry base64 values.") from error


def _uuid(metadata: dict[str, str], name: str) -> UUID:
    try:
        return UUID(metadata[name])
    except (KeyError, ValueError) as error:
        raise Invalid("bad_metadata", f"Upload-Metadata needs {name}, a UUID.") from error


def _number(metadata: dict[str, str], name: str) -> int:
    return _natural(metadata.get(name, ""), f"Upload-Metadata {name}", MOST)


def _header_number(request: HttpRequest, name: str) -> int:
    return _natural(request.headers.get(name, ""), name)


def _optional_number(request: HttpRequest, name: str) -> int | None:
    return _header_number(request, name) if name in request.headers else None


def _natural(value: str, name: str, most: int = 10**15) -> int:
    if value.isascii() and value.isdigit() and len(value) <= 16 and int(value) <= most:
        return int(value)
    raise Invalid("bad_number", f"{name} must be a whole number from 0 to {most}.")


def _creation_length(request: HttpRequest) -> int | None:
    """Return the declared length, or None when it is deferred; one of the two must be said."""
    if request.headers.get("Upload-Defer-Length") == "1":
        return None
    return _header_number(request, "Upload-Length")


def _checked_body(request: HttpRequest) -> bytes:
    """Return the body, of bounded size and with the checksum it announces.

    Raises:
        Invalid: it is too large, of another type, or not what its checksum says.
    """
    if request.content_type != BODY_TYPE:
        raise Invalid("bad_body_type", f"The body must be {BODY_TYPE}.")
    if int(request.headers.get("Content-Length") or 0) > settings.MAX_SLICE_BYTES:
        raise Invalid("body_too_large", "Send smaller slices.")
    body = request.body
    if "Upload-Checksum" in request.headers:
        _verify(body, request.headers["Upload-Checksum"])
    return body


def _verify(body: bytes, header: str) -> None:
    name, _, encoded = header.partition(" ")
    if name not in CHECKSUMS:
        raise Invalid("checksum_unknown", f"Checksums are {', '.join(CHECKSUMS)}.")
    digest = base64.b64encode(hashlib.new(name, body).digest())
    if not hmac.compare_digest(digest, encoded.encode()):
        raise Invalid("checksum_mismatch", "The body is not what its checksum says.")
