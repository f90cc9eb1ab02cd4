"""Questions to a broker whose connection has died without a word (found by F12)."""

import asyncio
import time

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError, RequestTimedOutError

from deploy.kafka.topics import Topic, apply
from faults.proxy import Direction, Proxy
from shared.kafka import asking
from shared.kafka.bounds import Bounds, BoundsReader
from shared.kafka.broker import Broker
from tests.shared.wire import eventually

TOPIC = "asking"


class TestAQuestion:
    async def test_gets_a_new_connection_after_one_was_not_answered(
        self, proxied: tuple[Proxy, Broker], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        proxy, broker = proxied
        await asyncio.to_thread(apply, broker, [Topic(TOPIC, 1, {})])
        reader, partition = BoundsReader(broker, "asking"), TopicPartition(TOPIC, 0)
        monkeypatch.setattr(asking, "ANSWER_SECONDS", 1)
        assert await reader.ends([partition]) == {partition: 0}
        proxy.swallow()
        with pytest.raises(RequestTimedOutError):
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

    async def test_takes_as_long_as_its_answers_take_together(
        self, proxied: tuple[Proxy, Broker], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each connection that was not made in time was made anew from its first answer on (F10)."""
        proxy, broker = proxied
        await asyncio.to_thread(apply, broker, [Topic(TOPIC, 1, {})])
        monkeypatch.setattr(asking, "ANSWER_SECONDS", 1)
        proxy.delay(0.2)
        reader, partition = BoundsReader(broker, "asking"), TopicPartition(TOPIC, 0)
        begun = time.monotonic()
        assert await reader.ends([partition]) == {partition: 0}
        assert time.monotonic() - begun > asking.ANSWER_SECONDS
        await reader.close()

    async def test_is_given_up_when_somebody_else_closes_what_it_goes_over(
        self, proxied: tuple[Proxy, Broker], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        proxy, broker = proxied
        await asyncio.to_thread(apply, broker, [Topic(each, 1, {}) for each in (TOPIC, "another")])
        monkeypatch.setattr(asking, "METADATA_SECONDS", 1)
        monkeypatch.setattr(asking, "ANSWER_SECONDS", 2)
        reader = BoundsReader(broker, "asking")
        await reader.ends([TopicPartition(TOPIC, 0)])
        proxy.swallow()
        asked = asyncio.create_task(reader.ends([TopicPartition("another", 0)]))
        await asyncio.sleep(0.2)
        await reader.close()
        async with asyncio.timeout(20):
            with pytest.raises(KafkaError):
                await asked

    async def test_that_several_ask_at_once_is_answered_over_one_connection(
        self, proxied: tuple[Proxy, Broker]
    ) -> None:
        proxy, broker = proxied
        await asyncio.to_thread(apply, broker, [Topic(TOPIC, 1, {})])
        await eventually(lambda: nobody_is_connected(proxy))
        reader, partition = BoundsReader(broker, "asking"), TopicPartition(TOPIC, 0)
        impatient = asyncio.create_task(reader.ends([partition]))
        asking_too = asyncio.create_task(reader.ends([partition]))
        await asyncio.sleep(0)
        impatient.cancel()
        assert await asking_too == {partition: 0}
        assert proxy.open_connections == 1
        await reader.close()
        await eventually(lambda: nobody_is_connected(proxy))


async def nobody_is_connected(proxy: Proxy) -> bool:
    return not proxy.open_connections
