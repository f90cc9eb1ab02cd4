"""Fetches name what changed, and whatever happens between, everything arrives.

The first of these is the canary for what of aiokafka has no public name: the client of its fetcher, and what a request
names.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import RequestTimedOutError
from aiokafka.protocol.fetch import FetchRequest, FetchRequest_v11
from confluent_kafka import Producer

from deploy.embedded.kafka import Kafka
from deploy.kafka.client import configuration
from shared.kafka.broker import Broker
from shared.kafka.consumer import KafkaConsumer, close_consumer, group_consumer, open_consumer
from shared.kafka.fetching import FetchSessions
from tests.shared.wire import given_topic

PARTITIONS = 12
PATIENCE_SECONDS = 30


class FromTheBeginning:
    """All that is assigned is read from its first record."""

    def __init__(self) -> None:
        self.consumer: KafkaConsumer | None = None

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None: ...

    def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        assert self.consumer is not None
        self.consumer.pause(*assigned)
        for each in assigned:
            self.consumer.seek(each, 0)


ConsumerRebalanceListener.register(FromTheBeginning)


class Wire:
    """A consumer of a topic, and what it has asked brokers for."""

    def __init__(self, broker: Broker, topic: str, consumer: KafkaConsumer) -> None:
        self.broker, self.topic, self.consumer = broker, topic, consumer
        self.asked: list[FetchRequest_v11] = []
        self.sessions: FetchSessions = consumer.client._fetcher._client
        self.mishap: Callable[[Any], None] | None = None
        self._send, self.sessions._client.send = self.sessions._client.send, self._noted

    @property
    def partitions(self) -> list[TopicPartition]:
        return [TopicPartition(self.topic, number) for number in range(PARTITIONS)]

    async def _noted(self, node_id: int, request: Any, **options: Any) -> Any:
        if request.API_KEY != FetchRequest.API_KEY:
            return await self._send(node_id, request, **options)
        mishap, self.mishap = self.mishap, None
        if mishap is not None:
            mishap(request)
        self.asked.append(request.build(FetchRequest_v11))
        answer = await self._send(node_id, request, **options)
        if mishap is whose_answer_is_lost:
            raise RequestTimedOutError
        return answer

    async def write(self, *numbers: int) -> None:
        """A record in each of these partitions."""

        def produce() -> None:
            producer = Producer(configuration(self.broker))
            for number in numbers:
                producer.produce(self.topic, b"%d" % number, partition=number)
            producer.flush()

        await asyncio.to_thread(produce)

    async def take(self, count: int) -> list[tuple[int, int]]:
        """Partition and offset of so many records, as they come."""
        found: list[tuple[int, int]] = []
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(found) < count:
                polled = await self.consumer.getmany(timeout_ms=1_000, max_records=100)
                found += [(each.partition, each.offset) for records in polled.values() for each in records]
        return found

    def numbers_asked(self) -> list[set[int]]:
        """Of each request so far, which partitions it named."""
        return [set(named(each)) for each in self.asked]


def named(request: FetchRequest_v11) -> Iterator[int]:
    for _topic, lines in request.topics:
        yield from (number for number, *_ in lines)


@asynccontextmanager
async def reading(kafka: Kafka) -> AsyncIterator[Wire]:
    topic, listener = given_topic(kafka.broker, partitions=PARTITIONS), FromTheBeginning()
    listener.consumer = consumer = group_consumer(kafka.broker, topic, (topic,), listener)
    await open_consumer(consumer)
    try:
        wire = Wire(kafka.broker, topic, consumer)
        consumer.resume(*wire.partitions)
        yield wire
    finally:
        await close_consumer(consumer)


def of_a_session_that_the_broker_does_not_know(request: Any) -> None:
    """As after the broker's own end."""
    request._session = replace(request._session, id=request._session.id ^ 1)


def out_of_turn(request: Any) -> None:
    request._session = replace(request._session, epoch=request._session.epoch + 7)


def whose_answer_is_lost(_request: Any) -> None:
    """Once the broker has given it."""


class TestAFetch:
    async def test_names_all_once_and_then_what_was_read(self, kafka: Kafka) -> None:
        async with reading(kafka) as wire:
            for number in (3, 3, 5):
                await wire.write(number)
                assert [partition for partition, _offset in await wire.take(1)] == [number]
            whole, *others = wire.numbers_asked()
            assert whole == set(range(PARTITIONS))
            assert set().union(*others) <= {3, 5}
            assert {3} in others
            assert all(each.session_id for each in wire.asked[1:])

    async def test_gives_every_record_of_every_partition_once(self, kafka: Kafka) -> None:
        async with reading(kafka) as wire:
            await wire.write(*range(PARTITIONS), *range(PARTITIONS))
            found = await wire.take(2 * PARTITIONS)
            assert sorted(found) == [(number, offset) for number in range(PARTITIONS) for offset in (0, 1)]

    @pytest.mark.parametrize("mishap", [of_a_session_that_the_broker_does_not_know, out_of_turn, whose_answer_is_lost])
    async def test_names_all_anew_after_one(self, kafka: Kafka, mishap: Callable[[Any], None]) -> None:
        async with reading(kafka) as wire:
            await wire.write(4)
            assert await wire.take(1) == [(4, 0)]
            wire.mishap = mishap
            await wire.write(4)
            assert await wire.take(1) == [(4, 1)]
            before = len(wire.asked)
            await wire.write(4, 7)
            assert sorted(await wire.take(2)) == [(4, 2), (7, 0)]
            assert set(range(PARTITIONS)) in wire.numbers_asked()[1:]
            await wire.write(7)
            assert await wire.take(1) == [(7, 1)]
            assert all(each <= {4, 7} for each in wire.numbers_asked()[before + 2 :])

    async def test_tells_the_broker_what_is_not_wanted_for_now(self, kafka: Kafka) -> None:
        async with reading(kafka) as wire:
            await wire.write(1)
            assert await wire.take(1) == [(1, 0)]
            wire.consumer.pause(TopicPartition(wire.topic, 2))
            for offset in (1, 2):  # the first may be answered by a request that was on its way
                await wire.write(2, 1)
                assert await wire.take(1) == [(1, offset)]
            assert [number for each in wire.asked for _, gone in each.forgotten_topics_data for number in gone] == [2]
            wire.consumer.resume(TopicPartition(wire.topic, 2))
            assert await wire.take(2) == [(2, 0), (2, 1)]
