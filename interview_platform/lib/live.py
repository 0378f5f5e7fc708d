"""Tell open pages to look again.

A message carries a topic and no content; every page is right without it, because it polls. With
Redis the channel layer carries the message after commit. Without Redis a worker cannot reach the
web process's sockets, so the message is a LiveEvent row of the causing transaction, and one task
in the web process (`fan_out`) reads new rows while any socket is open.
"""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from interview_platform.lib.models import LiveEvent

logger = logging.getLogger(__name__)

# Rows become visible in commit order, not in id order, so each look goes back this far and skips
# what it has seen.
LOOK_BACK = timedelta(seconds=10)


def topic_group(topic: str) -> str:
    """Return the channel-layer group of a topic (group names allow few characters)."""
    return "live." + topic.replace(":", ".")


def publish(topic: str) -> None:
    """Announce, with the caller's transaction, that something under the topic has changed."""
    if not topic:
        return
    if settings.REDIS_URL:
        transaction.on_commit(lambda: _send(topic))
    else:
        LiveEvent.objects.create(topic=topic, created_at=timezone.now())


def _send(topic: str) -> None:
    """Send over the channel layer; a lost message costs a poll interval, never the change."""
    try:
        async_to_sync(_group_send)(topic)
    except Exception:
        logger.exception("live message for %s not sent", topic)


async def _group_send(topic: str) -> None:
    layer: Any = get_channel_layer()
    await layer.group_send(topic_group(topic), {"type": "live.changed", "topic": topic})


class FanOut:
    """Pass new LiveEvent rows on to this process's sockets, while there are any."""

    def __init__(self) -> None:
        self._sockets = 0
        self._task: asyncio.Task[None] | None = None
        self._seen: set[int] | None = None
        self._since = timezone.now()

    def opened(self) -> None:
        """Count a socket; the first one starts the task."""
        self._sockets += 1
        if (self._task is None or self._task.done()) and not settings.REDIS_URL:
            self._since = timezone.now()
            self._task = asyncio.get_running_loop().create_task(self._run())

    def closed(self) -> None:
        """Uncount a socket; the last one stops the task."""
        self._sockets -= 1
        if self._sockets == 0 and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self) -> None:
        self._seen = None
        while True:
            try:
                await self._look()
            except Exception:
                logger.exception("live events could not be read; trying again")
            await asyncio.sleep(settings.LIVE_POLL_SECONDS)

    async def _look(self) -> None:
        """Pass new events on; at the first look, those since the first socket opened."""
        events = await database_sync_to_async(recent_events)()
        for topic in {topic for pk, topic, at in events if self._is_new(pk, at)}:
            await _group_send(topic)
        self._seen = {pk for pk, _topic, _at in events}

    def _is_new(self, pk: int, at: datetime) -> bool:
        return at >= self._since if self._seen is None else pk not in self._seen


def recent_events() -> list[tuple[int, str, datetime]]:
    """Return (id, topic, time) of the events of the last seconds."""
    since = timezone.now() - LOOK_BACK
    events = LiveEvent.objects.filter(created_at__gte=since)
    return list(events.values_list("pk", "topic", "created_at"))


fan_out = FanOut()
