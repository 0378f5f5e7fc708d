"""Daphne as this platform needs it: `python -m interview_platform.server [HOST] [PORT]`.

Daphne's own command line cannot set the request buffer, parses multipart bodies in memory (django/
daphne#483) and has no limit for a body. HTTP is parsed here once, by Django, within our limits.
"""

import os
import sys
from typing import Any

import daphne.server
from daphne.http_protocol import HTTPFactory, WebRequest

REQUEST_BUFFER_BYTES = 262_144
TOO_LARGE = (
    b"HTTP/1.1 413 Content Too Large\r\n"
    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
)  # fmt: skip


class BoundedRequest(WebRequest):
    """A request whose body is refused from its headers when it is too large."""

    max_body_bytes = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parsePOSTFormSubmission = False
        self._body_bytes = 0
        self._refused = False

    def gotLength(self, length: int | None) -> None:
        """Refuse a declared length beyond the limit before a byte of it is read."""
        if length is not None and length > self.max_body_bytes:
            self._refuse()
        super().gotLength(0 if self._refused else length)

    def handleContentChunk(self, data: bytes) -> None:
        """Count a body of unknown length, and refuse it at the limit."""
        self._body_bytes += len(data)
        if not self._refused and self._body_bytes > self.max_body_bytes:
            self._refuse()
        if not self._refused:
            super().handleContentChunk(data)

    def requestReceived(self, *args: Any) -> None:
        """Hand the request on, unless it was refused.

        WSGI reads only as many bytes as Content-Length says, and a chunked request says nothing.
        """
        if self._refused:
            return
        self.requestHeaders.removeHeader(b"Daphne-Root-Path")  # a proxy's word, not a visitor's
        if self.requestHeaders.hasHeader(b"Transfer-Encoding"):
            self.requestHeaders.removeHeader(b"Transfer-Encoding")
            self.requestHeaders.setRawHeaders(b"Content-Length", [b"%d" % self._body_bytes])
        super().requestReceived(*args)

    def _refuse(self) -> None:
        self._refused = True
        self.channel.transport.write(TOO_LARGE)
        self.channel.loseConnection()


class BoundedFactory(HTTPFactory):
    """Makes connections that read bounded requests."""

    def buildProtocol(self, addr: Any) -> Any:
        """Return daphne's protocol with our request."""
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = BoundedRequest
        return protocol


def main(host: str, port: int) -> None:
    """Serve until a signal says stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interview_platform.settings")
    from django.conf import settings

    from interview_platform.asgi import application

    BoundedRequest.max_body_bytes = settings.MAX_BODY_BYTES
    daphne.server.HTTPFactory = BoundedFactory
    daphne.server.Server(
        application=application,
        endpoints=[f"tcp:port={port}:interface={host}"],
        request_buffer_size=REQUEST_BUFFER_BYTES,
        proxy_forwarded_address_header="X-Forwarded-For" if settings.TRUST_PROXY else None,
        server_name="",
    ).run()


if __name__ == "__main__":
    arguments = [*sys.argv[1:], *["127.0.0.1", "8000"][len(sys.argv) - 1 :]]
    main(arguments[0], int(arguments[1]))
