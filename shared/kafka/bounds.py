"""Where partitions begin and end.

A broker answers one request of a connection after the other: questions would wait behind a consumer's sleeping fetch,
and go over a connection of their own.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from typing import NamedTuple

from aiokafka import TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError, RequestTimedOutError

from shared.kafka.asking import BEGINNING, END, close_client, offsets, open_client
from shared.kafka.broker import Broker
from shared.kafka.ending import end


class Bounds(NamedTuple):
    """The offset of the first record there is, and the one the next record will get."""

    beginning: int
    end: int


async def ends_of(
    client: AIOKafkaClient, broker: Broker, partitions: Collection[TopicPartition]
) -> Mapping[TopicPartition, int]:
    """Raises KafkaError."""
    return await _ask(client, broker, partitions, END)


async def bounds_of(
    client: AIOKafkaClient, broker: Broker, partitions: Collection[TopicPartition]
) -> Mapping[TopicPartition, Bounds]:
    """Raises KafkaError."""
    beginnings = await _ask(client, broker, partitions, BEGINNING)
    ends = await _ask(client, broker, partitions, END)
    return {partition: Bounds(beginnings[partition], ends[partition]) for partition in partitions}


async def _ask(
    client: AIOKafkaClient, broker: Broker, partitions: Collection[TopicPartition], place: int
) -> Mapping[TopicPartition, int]:
    physical = {TopicPartition(broker.physical(each.topic), each.partition): each for each in partitions}
    found = await offsets(client, list(physical), place)
    return {physical[each]: offset for each, offset in found.items()}


class BoundsReader:
    """Who does not answer in time may be gone without a word: the next question gets connections of its own."""

    def __init__(self, broker: Broker, client_id: str) -> None:
        self._broker = broker
        self._client_id = client_id
        self._password = broker.password.look()
        self._opening: asyncio.Task[AIOKafkaClient] | None = None

    async def ends(self, partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        """Raises KafkaError."""
        async with self._asking() as client:
            return await ends_of(client, self._broker, partitions)

    async def bounds(self, partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, Bounds]:
        """Raises KafkaError."""
        async with self._asking() as client:
            return await bounds_of(client, self._broker, partitions)

    async def close(self) -> None:
        opening, self._opening = self._opening, None
        if opening is not None:
            await end(_close(opening))

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[AIOKafkaClient]:
        client = await self._opened()
        try:
            yield client
        except RequestTimedOutError:
            await self.close()
            raise

    async def _opened(self) -> AIOKafkaClient:
        """All who ask while it is opened share what comes of it; nobody's giving up ends it for the others."""
        if self._broker.password.get() != self._password:
            await self.close()  # it keeps its connections, and would get no new one
        if self._opening is None:
            self._password = self._broker.password.look()
            self._opening = asyncio.create_task(open_client(self._broker, self._client_id))
        opening = self._opening
        try:
            return await asyncio.shield(opening)
        except KafkaError:
            if self._opening is opening:
                self._opening = None
            raise


async def _close(opening: asyncio.Task[AIOKafkaClient]) -> None:
    opening.cancel()  # in vain where it is open
    with contextlib.suppress(asyncio.CancelledError, KafkaError):
        await close_client(await opening)
