"""The web process's own limits, on the wire."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.installation import Installation, installation

MIB = 1024 * 1024
LIMIT = 60 * MIB
SIGNED_IN = """
from django.test import Client
from tests import factories
client = Client()
client.force_login(factories.make_tenant("Acme", "alice@example.org").owner)
print(client.cookies["sessionid"].value)
"""


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A web process of its own."""
    with installation(tmp_path_factory.mktemp("server"), REDIS_URL="") as made:
        yield made


@pytest.fixture(scope="module")
def web(platform: Installation) -> "subprocess.Popen[bytes]":
    """The process, once it answers."""
    return platform.start_web()


@pytest.fixture(scope="module")
def session_key(platform: Installation) -> str:
    """The cookie of a member who is signed in."""
    return platform.manage("shell", "--no-imports", "-c", SIGNED_IN).strip().splitlines()[-1]


@pytest.fixture
def wire(platform: Installation, web: object) -> Iterator[socket.socket]:
    """A connection that sends whatever it likes."""
    with closing(socket.create_connection(("127.0.0.1", platform.port), timeout=20)) as opened:
        yield opened


def status(wire: socket.socket) -> int:
    """Read the answer's first line."""
    data = b""
    while b"\r\n" not in data:
        part = wire.recv(4096)
        if not part:
            break
        data += part
    return int(data.split()[1]) if data else 0


def head(*lines: str) -> bytes:
    return "\r\n".join([*lines, "Host: localhost", "", ""]).encode()


def peak_kib(process: "subprocess.Popen[bytes]") -> int:
    """Return the most memory that the process has held so far."""
    report = Path(f"/proc/{process.pid}/status").read_text()
    return int(report.partition("VmHWM:")[2].split()[0])


def test_healthz(wire: socket.socket) -> None:
    wire.sendall(head("GET /healthz HTTP/1.1"))
    assert status(wire) == 200


@pytest.mark.parametrize("path", ["/healthz", "/i/whatever/", "/app/", "/nowhere"])
def test_a_declared_body_over_the_limit_is_refused_unread(wire: socket.socket, path: str) -> None:
    wire.sendall(head(f"POST {path} HTTP/1.1", f"Content-Length: {LIMIT + 1}"))
    assert status(wire) == 413


def test_a_body_at_the_limit_is_not_refused_from_its_headers(wire: socket.socket) -> None:
    wire.sendall(head("POST /healthz HTTP/1.1", f"Content-Length: {LIMIT}"))
    wire.settimeout(0.5)
    with pytest.raises(TimeoutError):  # the server waits for the body
        status(wire)


def test_a_chunked_body_over_the_limit_is_refused(
    wire: socket.socket, web: "subprocess.Popen[bytes]"
) -> None:
    before = peak_kib(web)
    wire.sendall(head("POST /healthz HTTP/1.1", "Transfer-Encoding: chunked"))
    chunk = b"%x\r\n" % MIB + bytes(MIB) + b"\r\n"
    for _ in range(LIMIT // MIB):
        wire.sendall(chunk)
    wire.sendall(b"1\r\nx\r\n")
    assert status(wire) == 413
    assert peak_kib(web) - before < 80 * 1024


def test_a_chunked_body_arrives(wire: socket.socket) -> None:
    """The CSRF token is in the body: without it the answer would be 403."""
    token = "a" * 32
    body = f"csrfmiddlewaretoken={token}&username=nobody&password=wrong".encode()
    wire.sendall(
        head(
            "POST /sign-in/ HTTP/1.1",
            "Transfer-Encoding: chunked",
            "Content-Type: application/x-www-form-urlencoded",
            f"Cookie: csrftoken={token}",
        )
    )
    for part in (body[:20], body[20:]):
        wire.sendall(b"%x\r\n%s\r\n" % (len(part), part))
    wire.sendall(b"0\r\n\r\n")
    assert status(wire) == 422  # the form was read: name and password do not fit


def test_the_server_lives_on_after_a_refusal(platform: Installation, web: object) -> None:
    for _ in range(3):
        with closing(socket.create_connection(("127.0.0.1", platform.port), 20)) as wire:
            wire.sendall(head("POST / HTTP/1.1", f"Content-Length: {LIMIT * 10}"))
            assert status(wire) == 413
    with closing(socket.create_connection(("127.0.0.1", platform.port), 20)) as wire:
        wire.sendall(head("GET /healthz HTTP/1.1"))
        assert status(wire) == 200


def test_twenty_megabytes_of_multipart_cost_little_memory(
    wire: socket.socket, web: "subprocess.Popen[bytes]"
) -> None:
    start = (
        b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n"
    )
    end = b"\r\n--edge--\r\n"
    size = 20 * MIB
    before = peak_kib(web)
    wire.sendall(
        head(
            "POST /sign-in/ HTTP/1.1",
            "Content-Type: multipart/form-data; boundary=edge",
            f"Content-Length: {len(start) + size + len(end)}",
        )
    )
    wire.sendall(start)
    for _ in range(size // MIB):
        wire.sendall(bytes(MIB))
    wire.sendall(end)
    assert status(wire) == 403  # read to its end, then refused for want of a CSRF token
    assert peak_kib(web) - before < 80 * 1024


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("own", 101),
        ("http://evil.example", 403),
        ("https://localhost.evil.example", 403),
        ("null", 403),
    ],
)
def test_a_socket_opens_for_our_own_pages_only(
    wire: socket.socket, platform: Installation, session_key: str, origin: str, expected: int
) -> None:
    wire.sendall(
        head(
            "GET /ws/live/responses/ HTTP/1.1",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            f"Origin: {platform.base_url if origin == 'own' else origin}",
            f"Cookie: sessionid={session_key}",
        )
    )
    assert status(wire) == expected
