"""The socket that tells a portal page to look again."""

from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from accounts.enums import CompanyStatus
from accounts.models import User
from accounts.selectors.memberships import active_membership
from analytics.selectors.responses import response_by_id
from interview_platform.lib.errors import NotFound
from interview_platform.lib.live import fan_out, topic_group
from interview_platform.lib.tenancy import company_scope

REFUSED = 4404


class LiveConsumer(AsyncJsonWebsocketConsumer):
    """Send {"type": "changed"} whenever something under the page's topic has changed.

    Who may listen is asked when the socket opens and again before each message, because a member
    may be removed while a page stays open.
    """

    group = ""

    async def connect(self) -> None:
        """Join the topic's group, if the visitor may see what it is about."""
        topic = await self._topic()
        if topic is None:
            await self.close(code=REFUSED)
            return
        self.group = topic_group(topic)
        await self.channel_layer.group_add(self.group, self.channel_name)
        fan_out.opened()
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave the group."""
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)
            fan_out.closed()

    async def receive(self, **_: Any) -> None:
        """Ignore whatever a page sends: the socket only speaks."""

    async def live_changed(self, event: dict[str, Any]) -> None:
        """Pass a message on, or hang up on a visitor who may no longer see it."""
        topic = await self._topic()
        if topic is None or topic_group(topic) != self.group:
            await self.close(code=REFUSED)
            return
        await self.send_json({"type": "changed"})

    async def _topic(self) -> str | None:
        session_id = self.scope["url_route"]["kwargs"].get("session_id")
        topic: str | None = await database_sync_to_async(topic_for)(self.scope["user"], session_id)
        return topic


def topic_for(user: object, session_id: UUID | None) -> str | None:
    """Return the topic of one response, or of all of the member's company, or None."""
    if not isinstance(user, User) or not User.objects.filter(pk=user.pk, is_active=True).exists():
        return None
    membership = active_membership(user)
    if membership is None or membership.company.status != CompanyStatus.ACTIVE:
        return None
    if session_id is None:
        return f"company:{membership.company_id}"
    with company_scope(membership.company):
        try:
            return f"session:{response_by_id(membership.company, session_id).public_id}"
        except NotFound:
            return None
