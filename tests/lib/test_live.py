"""Live messages: with their cause or not at all, soon, and none lost to the order of ids."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import BaseChannelLayer, get_channel_layer
from django.db import transaction
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from interview_platform.lib import live
from interview_platform.lib.live import FanOut, topic_group
from interview_platform.lib.models import LiveEvent
from tests.factories import now
from tests.lib.concurrency import forget_connection

IN_MEMORY = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
TOPIC = "session:4f9c"


@pytest.fixture
def no_redis(settings: Settings) -> None:
    """The shipped default, whatever the suite runs with."""
    settings.REDIS_URL = ""
    settings.CHANNEL_LAYERS = IN_MEMORY


@pytest.mark.django_db
@pytest.mark.usefixtures("no_redis")
class TestRows:
    """Without Redis a message is a row of the causing transaction."""

    def test_is_there_with_its_cause(self) -> None:
        with transaction.atomic():
            live.publish(TOPIC)
            assert LiveEvent.objects.get().topic == TOPIC

    def test_is_gone_with_its_cause(self) -> None:
        with transaction.atomic():
            live.publish(TOPIC)
            transaction.set_rollback(True)
        assert not LiveEvent.objects.exists()

    def test_nothing_is_said_about_nothing(self) -> None:
        live.publish("")
        assert not LiveEvent.objects.exists()


@pytest.mark.django_db
class TestRedis:
    """With Redis it is sent after the commit."""

    @pytest.fixture(autouse=True)
    def sent(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        settings.REDIS_URL = "redis://example.invalid"
        sent: list[str] = []
        monkeypatch.setattr(live, "_send", sent.append)
        return sent

    def test_waits_for_the_commit(
        self, sent: list[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            live.publish(TOPIC)
            assert sent == []
        assert sent == [TOPIC]
        assert not LiveEvent.objects.exists()

    def test_is_not_sent_after_a_rollback(
        self, sent: list[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            live.publish(TOPIC)
            transaction.set_rollback(True)
        assert sent == []


def test_a_layer_that_is_down_costs_the_message_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def down(topic: str) -> None:
        raise ConnectionError

    monkeypatch.setattr(live, "_group_send", down)
    live._send(TOPIC)


def test_group_names_are_ones_that_channels_takes() -> None:
    BaseChannelLayer().require_valid_group_name(topic_group(TOPIC))


@pytest.mark.usefixtures("shared_db", "no_redis")
class TestFanOut:
    """One task reads new rows and passes them on, while there are sockets."""

    @pytest.fixture
    async def fan_out(self, shared_db: None) -> AsyncIterator[FanOut]:
        await sync_to_async(forget_connection)()
        made = FanOut()
        made.opened()
        await asyncio.sleep(0.1)  # it has looked at what was there before
        yield made
        if made._task is not None:
            made.closed()
        await sync_to_async(forget_connection)()

    @pytest.fixture
    async def ear(self, no_redis: None) -> AsyncIterator[asyncio.Queue[str]]:
        """What arrives in the topic's group."""
        layer: Any = get_channel_layer()
        await layer.group_add(topic_group(TOPIC), "ear!1")
        heard: asyncio.Queue[str] = asyncio.Queue()

        async def listen() -> None:
            while True:
                heard.put_nowait((await layer.receive("ear!1"))["topic"])

        task = asyncio.create_task(listen())
        yield heard
        task.cancel()

    async def test_delivers_within_a_second(
        self, fan_out: FanOut, ear: "asyncio.Queue[str]"
    ) -> None:
        await sync_to_async(live.publish)(TOPIC)
        assert await asyncio.wait_for(ear.get(), 1) == TOPIC

    async def test_says_it_once_however_often_it_changed(
        self, fan_out: FanOut, ear: "asyncio.Queue[str]"
    ) -> None:
        def burst() -> None:
            with transaction.atomic():
                for _ in range(20):
                    live.publish(TOPIC)
                live.publish("session:other")

        await sync_to_async(burst)()
        await asyncio.wait_for(ear.get(), 1)
        await asyncio.sleep(0.5)
        assert ear.empty()

    async def test_a_row_with_a_lower_id_that_comes_later_is_not_lost(
        self, fan_out: FanOut, ear: "asyncio.Queue[str]"
    ) -> None:
        """Two transactions draw ids in one order and commit in the other."""
        create = sync_to_async(LiveEvent.objects.create)
        await create(pk=5000, topic=TOPIC, created_at=now())
        await asyncio.wait_for(ear.get(), 1)
        await create(pk=4000, topic=TOPIC, created_at=now() - timedelta(seconds=5))
        assert await asyncio.wait_for(ear.get(), 1) == TOPIC

    async def test_a_failed_look_is_followed_by_another(
        self, fan_out: FanOut, ear: "asyncio.Queue[str]", monkeypatch: pytest.MonkeyPatch
    ) -> None:
        good, failures = live.recent_events, [OSError("away")]

        def flaky() -> list[tuple[int, str, datetime]]:
            if failures:
                raise failures.pop()
            return good()

        monkeypatch.setattr(live, "recent_events", flaky)
        await sync_to_async(live.publish)(TOPIC)
        assert await asyncio.wait_for(ear.get(), 1) == TOPIC
        assert failures == []

    async def test_a_failed_first_look_is_followed_by_another(
        self, ear: "asyncio.Queue[str]", monkeypatch: pytest.MonkeyPatch, shared_db: None
    ) -> None:
        await sync_to_async(forget_connection)()
        good, failures = live.recent_events, [OSError("away")]

        def flaky() -> list[tuple[int, str, datetime]]:
            if failures:
                raise failures.pop()
            return good()

        monkeypatch.setattr(live, "recent_events", flaky)
        fan_out = FanOut()
        fan_out.opened()
        try:
            await asyncio.sleep(0.6)
            await sync_to_async(live.publish)(TOPIC)
            assert await asyncio.wait_for(ear.get(), 1) == TOPIC
        finally:
            fan_out.closed()
            await sync_to_async(forget_connection)()

    async def test_what_was_said_before_is_not_repeated(
        self, ear: "asyncio.Queue[str]", shared_db: None
    ) -> None:
        await sync_to_async(forget_connection)()
        await sync_to_async(live.publish)(TOPIC)
        fan_out = FanOut()
        fan_out.opened()
        await asyncio.sleep(0.5)
        fan_out.closed()
        await sync_to_async(forget_connection)()
        assert ear.empty()

    async def test_stops_with_the_last_socket(self, fan_out: FanOut) -> None:
        fan_out.opened()
        fan_out.closed()
        assert fan_out._task is not None
        fan_out.closed()
        assert fan_out._task is None


async def test_with_redis_no_task_reads_rows(settings: Settings) -> None:
    settings.REDIS_URL = "redis://example.invalid"
    fan_out = FanOut()
    fan_out.opened()
    assert fan_out._task is None
    fan_out.closed()
