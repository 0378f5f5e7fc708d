"""A plain tus client over Django's test client."""

import base64
import hashlib
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client

from candidates.models import Recording

BODY_TYPE = "application/offset+octet-stream"


def pairs(metadata: dict[str, object]) -> str:
    """Return the Upload-Metadata header."""
    return ",".join(
        f"{k} {base64.b64encode(str(v).encode()).decode()}" for k, v in metadata.items()
    )


def checksum(body: bytes, name: str = "sha256") -> str:
    """Return the Upload-Checksum header."""
    return f"{name} {base64.b64encode(hashlib.new(name, body).digest()).decode()}"


class Tus:
    """Sends what the recorder would send; each header can be replaced, or left out with None."""

    def __init__(self, client: Client, invitation: UUID, take: Recording) -> None:
        self.client = client
        self.take = take
        self.root = f"/i/s/{invitation}/uploads/"

    def create(self, headers: dict[str, str | None] | None = None, **meta: Any) -> HttpResponse:
        """Begin a segment."""
        given = {"recording": self.take.public_id, "index": 0, "start_ms": 0,
                 "epoch": self.take.session.epoch} | meta  # fmt: skip
        standard = {"Upload-Defer-Length": "1", "Upload-Metadata": pairs(given)}
        return self._send("post", self.root, standard, headers)

    def begin(self, **meta: Any) -> str:
        """Begin a segment and return the upload's address."""
        answer = self.create(**meta)
        assert answer.status_code == 201, answer.content
        return answer["Location"]

    def head(self, url: str) -> HttpResponse:
        """Ask where the upload stands."""
        return self._send("head", url, {}, None)

    def patch(
        self,
        url: str,
        offset: int,
        body: bytes,
        headers: dict[str, str | None] | None = None,
        *,
        content_type: str = BODY_TYPE,
    ) -> HttpResponse:
        """Append a slice."""
        standard = {"Upload-Offset": str(offset), "Content-Type": content_type}
        return self._send("patch", url, standard, headers, data=body, content_type=content_type)

    def _send(
        self,
        method: str,
        url: str,
        standard: dict[str, str],
        headers: dict[str, str | None] | None,
        **more: Any,
    ) -> HttpResponse:
        merged = {"Tus-Resumable": "1.0.0", **standard, **(headers or {})}
        kept = {name: value for name, value in merged.items() if value is not None}
        response: HttpResponse = getattr(self.client, method)(url, headers=kept, **more)
        return response
