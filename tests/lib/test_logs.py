"""No log line carries an address that opens something."""

import logging

import pytest
from django.test import Client

from interview_platform.lib.logs import MaskSecretPaths

TOKEN = "finkVeb0dy5hOuLDkN0WtH1sTLrTH"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", [f"/i/{TOKEN})", f"/i/{TOKEN}>/", f"/i/{TOKEN}/extra", f"/media/{TOKEN}:x:y/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_token_is_masked_whoever_logs_it(
    client: Client, caplog: pytest.LogCaptureFixture, path: str, method: str
) -> None:
    caplog.handler.addFilter(MaskSecretPaths())
    getattr(client, method)(path)
    assert TOKEN not in caplog.text


def test_the_console_masks() -> None:
    handlers = logging.getLogger().handlers
    assert any(isinstance(f, MaskSecretPaths) for handler in handlers for f in handler.filters)


@pytest.mark.parametrize(
    ("message", "arguments", "masked"),
    [
        ("Not Found: %s", (f"/i/{TOKEN}/",), "Not Found: /i/***"),
        ("Not Found: %s", ("/i/s/0b1c/device/",), "Not Found: /i/s/0b1c/device/"),
        ("GET /app/ 200", (), "GET /app/ 200"),
    ],
)
def test_what_opens_nothing_stays_readable(
    message: str, arguments: tuple[str, ...], masked: str
) -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, message, arguments, None)
    assert MaskSecretPaths().filter(record)
    assert record.getMessage() == masked
