"""Rows to Kafka: one batch a partition, all acknowledged or an error."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

from shared.crashpoint import reach
from shared.kafka.broker import Broker
from shared.kafka.partition import partition_for
from shared.kafka.producer import KafkaProducer, close_producer, start_producer
from shared.outbox.position import Pending
from shared.outbox.rows import unpack_headers

# Everything a chunk needs once it is read: metadata, acknowledgements. aiokafka itself would try for ever.
DELIVERY_SECONDS = 10
# Each answer on the way has its own time (producer.REQUEST_MS), so that who is silent is noticed long before.
CONNECT_SECONDS = 60
# A broker takes record batches up to max.message.bytes, 1 MiB. A chunk is smaller (position.CHUNK_BYTES), and so is
# the single row that is a chunk by itself (rows.MAX_RECORD_BYTES).
BATCH_BYTES = 1_040_000

Batches = dict[tuple[str, int], Any]


class DeliveryFailed(Exception):
    """Kafka has not acknowledged everything. What it has will come again."""


class Publisher:
    """One producer at a time. After any error it is closed, and the next `send` starts a new one.

    What a closed producer may still have on the wire can only repeat what its successor sends again.
    """

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._producer: KafkaProducer | None = None

    async def send(self, rows: Sequence[Pending]) -> None:
        """Return when Kafka has acknowledged every row of a chunk. Raises DeliveryFailed."""
        async with self._limited(DELIVERY_SECONDS):
            producer = await self._started()
            await _deliver(producer, await _as_batches(producer, rows))

    async def connect(self) -> KafkaProducer:
        """Start a producer unless there is one: to be done before rows are read, which are not held for so long. Raises
        DeliveryFailed."""
        async with self._limited(CONNECT_SECONDS):
            return await self._started()

    async def close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await close_producer(producer)

    @contextlib.asynccontextmanager
    async def _limited(self, seconds: float) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(seconds):
                yield
        except Exception as failure:
            await self.close()
            raise DeliveryFailed(f"{type(failure).__name__} {failure}") from failure
        except asyncio.CancelledError:
            await self.close()
            raise

    async def _started(self) -> KafkaProducer:
        if self._producer is not None and self._producer.is_outdated:
            await self.close()
        if self._producer is None:
            self._producer = await start_producer(self._broker, client_id="veterans-relay", batch_bytes=BATCH_BYTES)
        return self._producer


async def _as_batches(producer: KafkaProducer, rows: Sequence[Pending]) -> Batches:
    topics = {row.topic for row in rows}
    numbers = await asyncio.gather(*(producer.partitions_for(topic) for topic in topics))
    partitions = {topic: len(found) for topic, found in zip(topics, numbers, strict=True)}
    batches: Batches = {}
    for row in rows:
        target = row.topic, partition_for(row.key, partitions[row.topic])
        if target not in batches:
            batches[target] = producer.create_batch()
        # The timestamp is left to Kafka: a fact's own time is in its envelope, and may be years old.
        headers = unpack_headers(row.headers)
        if batches[target].append(timestamp=None, key=row.key.encode(), value=row.payload, headers=headers) is None:
            raise RuntimeError(f"a chunk does not fit into one batch: {len(rows)} rows, id {row.id}")
    return batches


async def _deliver(producer: KafkaProducer, batches: Batches) -> None:
    acknowledgements: list[asyncio.Future[Any]] = []
    try:
        for (topic, partition), batch in batches.items():
            acknowledgements.append(await producer.send_batch(batch, topic, partition=partition))
        reach("relay.before-ack")
        await asyncio.gather(*acknowledgements)
    finally:
        for acknowledgement in acknowledgements:
            acknowledgement.cancel()
