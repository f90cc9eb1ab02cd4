"""Rows to Kafka: whole batches per partition, all acknowledged or an error."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import ProducerClosed

from shared.crashpoint import reach
from shared.outbox.partition import partition_for
from shared.outbox.position import Pending
from shared.outbox.rows import unpack_headers

REQUEST_MS = 5_000
# Everything a chunk needs, metadata and acknowledgements included. aiokafka itself would try for ever.
DELIVERY_SECONDS = 10
START_SECONDS = 10
STOP_SECONDS = 2
# A broker takes record batches up to message.max.bytes (1 MiB); a single row is smaller (MAX_RECORD_BYTES).
BATCH_BYTES = 900_000

Batch = tuple[str, int, Any]
Waves = list[list[Batch]]


class DeliveryFailed(Exception):
    """Kafka has not acknowledged everything. What it has will come again."""


class Publisher:
    """One producer at a time. After any error it is thrown away, and the next `send` builds a new one.

    The producer is idempotent, so that a retry inside aiokafka cannot disorder a partition. What a discarded producer
    may still have on the wire can only repeat what its successor sends again.
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
            producer = AIOKafkaProducer(
                bootstrap_servers=self._bootstrap_servers,
                client_id="veterans-relay",
                acks="all",
                enable_idempotence=True,
                max_batch_size=BATCH_BYTES,
                request_timeout_ms=REQUEST_MS,
            )
            try:
                async with asyncio.timeout(START_SECONDS):
                    await producer.start()
            except Exception as failure:
                await _close(producer)
                raise DeliveryFailed(f"{type(failure).__name__} {failure}") from failure
            self._producer = producer
        return self._producer

    async def discard(self) -> None:
        """Close the producer if Kafka lets it, else tear it down."""
        producer, self._producer, self._prepared = self._producer, None, None
        self._partitions.clear()
        if producer is not None:
            await _close(producer)

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


async def _close(producer: AIOKafkaProducer) -> None:
    """`stop` alone waits until everything queued is delivered: for ever, when the broker is gone."""
    with contextlib.suppress(Exception):
        async with asyncio.timeout(STOP_SECONDS):
            _give_up(producer)
            await producer.stop()
    with contextlib.suppress(Exception):
        async with asyncio.timeout(STOP_SECONDS):
            await producer.client.close()


def _give_up(producer: AIOKafkaProducer) -> None:
    accumulator = producer._message_accumulator
    queued = [*accumulator._pending_batches, *(batch for queue in accumulator._batches.values() for batch in queue)]
    accumulator.reenqueue = _forget
    accumulator.fail_all(ProducerClosed())
    for future in (future for batch in queued for future in (batch.future, batch._drain_waiter)):
        future.exception()  # nobody waits for it any more, and asyncio would report that at length


def _forget(_batch: Any) -> None:
    """Instead of trying again what failed on its way: it is given up, and aiokafka would stumble over that."""
