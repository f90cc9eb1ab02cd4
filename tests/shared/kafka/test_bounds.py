"""Questions to a broker whose connection has died without a word (found by F12)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiokafka import TopicPartition

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.kafka.topics import Topic, apply
from faults.proxy import Proxy
from shared.kafka import bounds
from shared.kafka.bounds import BoundsReader

TOPIC = "asking"


@pytest_asyncio.fixture
async def proxy(tmp_path: Path) -> AsyncIterator[Proxy]:
    """Before a broker of its own, which tells its clients to come through it."""
    listener, detour = free_port(), free_port()
    broker = Kafka(tmp_path, free_port(), free_port(), {listener: detour})
    async with Proxy(detour, listener) as made:
        await asyncio.to_thread(broker.start)
        yield made
        broker.kill()


class TestAQuestion:
    async def test_gets_a_new_connection_after_one_was_not_answered(
        self, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        servers = f"127.0.0.1:{proxy.port}"
        await asyncio.to_thread(apply, servers, [Topic(TOPIC, 1, {})])
        reader, partition = BoundsReader(servers, "asking"), TopicPartition(TOPIC, 0)
        assert await reader.ends([partition]) == {partition: 0}
        proxy.swallow()
        with monkeypatch.context() as hurried:
            hurried.setattr(bounds, "ANSWER_SECONDS", 1)
            with pytest.raises(TimeoutError):
                await reader.ends([partition])
        proxy.heal()  # what was open stays dead
        assert await reader.ends([partition]) == {partition: 0}
        await reader.close()
