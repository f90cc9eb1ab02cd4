"""Where partitions begin and end, asked over a connection of its own.

A broker answers one request of a connection after the other: questions would wait behind a consumer's sleeping fetch.
"""

import asyncio
from collections.abc import Collection, Coroutine, Mapping
from typing import Any, NamedTuple

from aiokafka import TopicPartition

from shared.kafka.broker import Broker
from shared.kafka.consumer import KafkaConsumer, close_consumer

ANSWER_SECONDS = 5


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
        return await self._ask(lambda consumer: consumer.end_offsets(partitions))

    async def bounds(self, partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, Bounds]:
        """Raises KafkaError or TimeoutError."""
        beginnings = await self._ask(lambda consumer: consumer.beginning_offsets(partitions))
        ends = await self.ends(partitions)
        return {partition: Bounds(beginnings[partition], ends[partition]) for partition in partitions}

    async def close(self) -> None:
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await close_consumer(consumer)

    async def _ask(self, question: Any) -> Mapping[TopicPartition, int]:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                asked: Coroutine[Any, Any, Mapping[TopicPartition, int]] = question(await self._opened())
                return await asked
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
