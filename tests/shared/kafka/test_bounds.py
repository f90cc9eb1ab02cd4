"""Questions to a broker whose connection has died without a word (found by F12)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from aiokafka import TopicPartition

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.kafka.topics import Topic, apply
from faults.proxy import Direction, Proxy
from shared.kafka import bounds
from shared.kafka.bounds import Bounds, BoundsReader
from shared.kafka.broker import Broker

TOPIC = "asking"


@pytest_asyncio.fixture
async def proxied(tmp_path: Path) -> AsyncIterator[tuple[Proxy, Broker]]:
    """Before a broker of its own, which tells its clients to come through it."""
    listener, detour = free_port(), free_port()
    server = Kafka(tmp_path, free_port(), free_port(), {listener: detour})
    async with Proxy(detour, listener) as made:
        await asyncio.to_thread(server.start)
        yield made, replace(server.broker, servers=f"127.0.0.1:{made.port}")
        server.kill()


class TestAQuestion:
    async def test_gets_a_new_connection_after_one_was_not_answered(
        self, proxied: tuple[Proxy, Broker], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        proxy, broker = proxied
        await asyncio.to_thread(apply, broker, [Topic(TOPIC, 1, {})])
        reader, partition = BoundsReader(broker, "asking"), TopicPartition(TOPIC, 0)
        assert await reader.ends([partition]) == {partition: 0}
        proxy.swallow()
        with monkeypatch.context() as hurried:
            hurried.setattr(bounds, "ANSWER_SECONDS", 1)
            with pytest.raises(TimeoutError):
                await reader.ends([partition])
        proxy.heal()  # what was open stays dead
        assert await reader.ends([partition]) == {partition: 0}
        await reader.close()

    async def test_about_many_topics_does_not_ask_for_one_after_the_other(self, proxied: tuple[Proxy, Broker]) -> None:
        """A worker that started on a busy machine asked for twenty, and was never answered within its time (F24)."""
        proxy, broker = proxied
        topics = [f"asked-{number}" for number in range(30)]
        await asyncio.to_thread(apply, broker, [Topic(each, 1, {}) for each in (TOPIC, *topics)])
        reader, partition = BoundsReader(broker, "asking"), TopicPartition(TOPIC, 0)
        await reader.ends([partition])
        proxy.delay(0.4, Direction.TO_CLIENT)
        partitions = [TopicPartition(each, 0) for each in topics]
        assert set((await reader.bounds(partitions)).values()) == {Bounds(0, 0)}
        await reader.close()
