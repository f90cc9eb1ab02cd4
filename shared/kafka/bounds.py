"""Where partitions begin and end, asked over a connection of its own.

A broker answers one request of a connection after the other: questions would wait behind a consumer's sleeping fetch.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import NamedTuple

from aiokafka import TopicPartition

from shared.kafka.broker import Broker
from shared.kafka.consumer import KafkaConsumer, close_consumer

ANSWER_SECONDS = 5
Question = Callable[[KafkaConsumer, Collection[TopicPartition]], Awaitable[Mapping[TopicPartition, int]]]


class Bounds(NamedTuple):
    """The offset of the first record there is, and the one the next record will get."""

    beginning: int
    end: int


class BoundsReader:
    """Who does not answer in time may be gone without a word: the next question gets connections of its own."""

    def __init__(self, broker: Broker, client_id: str) -> None:
        self._broker = broker
        self._client_id = client_id
        self._consumer: KafkaConsumer | None = None
        self._opening = asyncio.Lock()

    async def ends(self, partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        """Raises KafkaError or TimeoutError."""
        return await self._ask(KafkaConsumer.end_offsets, partitions)

    async def bounds(self, partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, Bounds]:
        """Raises KafkaError or TimeoutError."""
        beginnings = await self._ask(KafkaConsumer.beginning_offsets, partitions)
        ends = await self.ends(partitions)
        return {partition: Bounds(beginnings[partition], ends[partition]) for partition in partitions}

    async def close(self) -> None:
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await close_consumer(consumer)

    async def _ask(self, question: Question, partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                consumer = await self._opened()
                await _meet_together(consumer, question, partitions)
                return await question(consumer, partitions)
        except TimeoutError:
            await self.close()
            raise

    async def _opened(self) -> KafkaConsumer:
        async with self._opening:
            if self._consumer is not None and self._consumer.is_outdated:
                await self.close()
            if self._consumer is None:
                consumer = KafkaConsumer(self._broker, client_id=self._client_id, enable_auto_commit=False)
                try:
                    await consumer.client.start()
                except BaseException:
                    await close_consumer(consumer)
                    raise
                self._consumer = consumer
            return self._consumer


async def _meet_together(consumer: KafkaConsumer, question: Question, partitions: Collection[TopicPartition]) -> None:
    """The client asks what a topic is when it first hears of it, one topic after the other, unless all are mentioned at
    once."""
    new = {each.topic: each for each in partitions if consumer.partitions_for_topic(each.topic) is None}
    await asyncio.gather(*(question(consumer, [each]) for each in new.values()))
