"""Rows to Kafka: whole batches per partition, all acknowledged or an error."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer

from shared.crashpoint import reach
from shared.kafka.partition import partition_for
from shared.kafka.producer import close_producer, start_producer
from shared.outbox.position import Pending
from shared.outbox.rows import unpack_headers

# Everything a chunk needs, metadata and acknowledgements included. aiokafka itself would try for ever.
DELIVERY_SECONDS = 10
START_SECONDS = 10
# A broker takes record batches up to message.max.bytes (1 MiB); a single row is smaller (MAX_RECORD_BYTES).
BATCH_BYTES = 900_000

Batch = tuple[str, int, Any]
Waves = list[list[Batch]]


class DeliveryFailed(Exception):
    """Kafka has not acknowledged everything. What it has will come again."""


class Publisher:
    """One producer at a time. After any error it is thrown away, and the next `send` builds a new one.

    What a discarded producer may still have on the wire can only repeat what its successor sends again.
    """

    def __init__(self, bootstrap_servers: str) -> None:
        self._bootstrap_servers = bootstrap_servers
        self._producer: AIOKafkaProducer | None = None
        self._partitions: dict[str, int] = {}
        self._prepared: tuple[Sequence[Pending], Waves] | None = None

    async def send(self, rows: Sequence[Pending]) -> None:
        """Return when Kafka has acknowledged every row. Raises DeliveryFailed."""
        producer = await self.connect()
        try:
            async with asyncio.timeout(DELIVERY_SECONDS):
                for wave in await self._waves(producer, rows):
                    await _deliver(producer, wave)
        except Exception as failure:
            await self.discard()
            raise DeliveryFailed(f"{type(failure).__name__} {failure}") from failure
        except asyncio.CancelledError:
            await self.discard()
            raise

    def prepare(self, rows: Sequence[Pending]) -> None:
        """Build the batches of what `send` gets next, while Kafka is still busy with what it got before."""
        if self._producer is not None and all(row.topic in self._partitions for row in rows):
            self._prepared = rows, _in_waves(self._producer, rows, self._partitions)

    async def connect(self) -> AIOKafkaProducer:
        """Build the producer unless there is one. Raises DeliveryFailed."""
        if self._producer is None:
            try:
                async with asyncio.timeout(START_SECONDS):
                    self._producer = await start_producer(
                        self._bootstrap_servers, client_id="veterans-relay", batch_bytes=BATCH_BYTES
                    )
            except Exception as failure:
                raise DeliveryFailed(f"{type(failure).__name__} {failure}") from failure
        return self._producer

    async def discard(self) -> None:
        producer, self._producer, self._prepared = self._producer, None, None
        self._partitions.clear()
        if producer is not None:
            await close_producer(producer)

    async def _waves(self, producer: AIOKafkaProducer, rows: Sequence[Pending]) -> Waves:
        prepared, self._prepared = self._prepared, None
        if prepared is not None and prepared[0] is rows:
            return prepared[1]
        for topic in {row.topic for row in rows} - self._partitions.keys():
            self._partitions[topic] = len(await producer.partitions_for(topic))
        return _in_waves(producer, rows, self._partitions)


def _in_waves(producer: AIOKafkaProducer, rows: Sequence[Pending], partitions: Mapping[str, int]) -> Waves:
    """The rows as batches; the second batch of a partition goes in a second wave, after the first is acknowledged."""
    by_partition: dict[tuple[str, int], list[Pending]] = defaultdict(list)
    for row in rows:
        by_partition[row.topic, partition_for(row.key, partitions[row.topic])].append(row)
    waves: Waves = []
    for (topic, partition), theirs in by_partition.items():
        for place, batch in enumerate(_batches(producer, theirs)):
            if place == len(waves):
                waves.append([])
            waves[place].append((topic, partition, batch))
    return waves


def _batches(producer: AIOKafkaProducer, rows: Sequence[Pending]) -> list[Any]:
    batches = [producer.create_batch()]
    for row in rows:
        if not _appended(batches[-1], row):
            batches.append(producer.create_batch())
            _appended(batches[-1], row)
    return batches


def _appended(batch: Any, row: Pending) -> bool:
    # The timestamp is left to Kafka: a fact's own time is in its envelope, and may be older than the retention.
    headers = unpack_headers(row.headers)
    return batch.append(timestamp=None, key=row.key.encode(), value=row.payload, headers=headers) is not None


async def _deliver(producer: AIOKafkaProducer, wave: Sequence[Batch]) -> None:
    acknowledgements: list[asyncio.Future[Any]] = []
    try:
        for topic, partition, batch in wave:
            acknowledgements.append(await producer.send_batch(batch, topic, partition=partition))
        reach("relay.before-ack")
        outcomes = await asyncio.gather(*acknowledgements, return_exceptions=True)
    finally:
        for acknowledgement in acknowledgements:
            acknowledgement.cancel()
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
