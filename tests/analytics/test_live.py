"""The socket that tells a portal page to look again."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from accounts.models import Membership, User
from candidates.models import Session
from interview_platform.asgi import application
from interview_platform.lib import live
from interview_platform.lib.tenancy import company_scope
from tests import factories
from tests.factories import Tenant

pytestmark = pytest.mark.django_db(transaction=True)

ALL = "/ws/live/responses/"


@pytest.fixture
def session(acme: Tenant) -> Session:
    """A response to an interview of Acme."""
    with company_scope(acme.company):
        return factories.begin(factories.invite(acme, factories.make_interview(acme)))


def one(session: Session) -> str:
    return f"{ALL}{session.public_id}/"


def cookies_of(user: User | None) -> str:
    client = Client()
    if user is not None:
        client.force_login(user)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


async def opened(path: str, user: User | None, origin: str = "http://localhost") -> Any:
    """Return the socket and whether it was accepted."""
    cookies = await sync_to_async(cookies_of)(user)
    headers = [(b"cookie", cookies.encode()), (b"origin", origin.encode())]
    socket = WebsocketCommunicator(application, path, headers=headers)
    accepted, _code = await socket.connect(timeout=5)
    return socket, accepted


async def publish(topic: str) -> None:
    await sync_to_async(live.publish)(topic)


async def hears(socket: Any) -> bool:
    """Say whether the socket gets a message within two seconds."""
    try:
        message = await socket.receive_json_from(timeout=2)
    except TimeoutError:
        return False
    return bool(message == {"type": "changed"})


async def test_a_member_hears_of_a_change_to_a_response(alice: User, session: Session) -> None:
    socket, accepted = await opened(one(session), alice)
    assert accepted
    await publish(f"session:{session.public_id}")
    assert await hears(socket)
    await socket.disconnect()


async def test_a_member_hears_of_a_change_to_the_list(alice: User, acme: Tenant) -> None:
    socket, accepted = await opened(ALL, alice)
    assert accepted
    await publish(f"company:{acme.company.pk}")
    assert await hears(socket)
    await socket.disconnect()


async def test_a_stranger_is_refused_a_response(charlie: User, session: Session) -> None:
    _socket, accepted = await opened(one(session), charlie)
    assert not accepted


async def test_a_strangers_own_list_stays_silent(
    charlie: User, acme: Tenant, globex: Tenant
) -> None:
    socket, accepted = await opened(ALL, charlie)
    assert accepted
    await publish(f"company:{acme.company.pk}")
    await publish(f"company:{globex.company.pk}")
    assert await hears(socket)
    assert await socket.receive_nothing(timeout=settings.LIVE_POLL_SECONDS * 3)
    await socket.disconnect()


@pytest.mark.parametrize("whole_list", [True, False])
async def test_a_visitor_is_refused(session: Session, whole_list: bool) -> None:
    _socket, accepted = await opened(ALL if whole_list else one(session), None)
    assert not accepted


async def test_another_site_is_refused(alice: User, session: Session) -> None:
    _socket, accepted = await opened(one(session), alice, origin="https://evil.example")
    assert not accepted


async def test_a_member_who_is_removed_hears_nothing_more(
    bob: User, acme: Tenant, session: Session
) -> None:
    socket, accepted = await opened(one(session), bob)
    assert accepted

    def remove() -> None:
        with company_scope(acme.company):
            Membership.objects.filter(user=bob).delete()

    await sync_to_async(remove)()
    await publish(f"session:{session.public_id}")
    closed = await socket.receive_output(timeout=2)
    assert (closed["type"], closed["code"]) == ("websocket.close", 4404)


async def test_what_a_page_sends_harms_nothing(alice: User, session: Session) -> None:
    socket, accepted = await opened(one(session), alice)
    assert accepted
    await socket.send_to(text_data="{not json")
    await socket.send_to(bytes_data=b"\x00\xff")
    await publish(f"session:{session.public_id}")
    assert await hears(socket)
    await socket.disconnect()
