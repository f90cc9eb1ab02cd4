"""A backlog of events in an outbox, and how fast it goes: by our relay, and by nothing but its two raw stages."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import asyncpg
from aiokafka import AIOKafkaProducer
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.stage import PARTITIONS, Database
from shared.events.catalogue import Origin, published
from shared.events.envelope import Envelope, encode_headers
from shared.events.registry import VeteranRegistered
from shared.ids import new_id
from shared.kafka.broker import Broker
from shared.kafka.partition import partition_for
from shared.outbox import metrics
from shared.outbox.publisher import Publisher
from shared.outbox.relay import Relay
from shared.outbox.rows import OutboxRow, insert_rows, pack_headers, unpack_headers
from shared.trace import new_trace

ROWS, KEYS, ROW_BYTES = 200_000, 5_000, 700
AT_ONCE = 5_000
CHUNK = 1_000
# Outboxes are emptied between rounds, logs are not: a relay that compared them would refuse.
NOBODY = Origin("/bench", ())
RECORDED_AT = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Backlog:
    """Rows of one topic, real headers, ROW_BYTES each: key, headers and payload together."""

    topic: str
    rows: Sequence[OutboxRow]

    @classmethod
    def of(cls, topic: str, count: int) -> "Backlog":
        keys = [str(new_id()) for _ in range(min(KEYS, count))]
        return cls(topic, [_row(topic, keys[number % len(keys)], 1 + number // len(keys)) for number in range(count)])

    async def record(self, engine: AsyncEngine) -> None:
        """Into the outbox, as commands do, many at once."""
        for start in range(0, len(self.rows), AT_ONCE):
            async with engine.begin() as connection:
                await insert_rows(connection, self.rows[start : start + AT_ONCE], now=RECORDED_AT)


def empty(database: Database) -> None:
    """No rows, no position, and the server at rest."""
    database.administer("TRUNCATE outbox, outbox_position RESTART IDENTITY")


def _row(topic: str, key: str, version: int) -> OutboxRow:
    headers = pack_headers(encode_headers(_envelope(key, version)))
    filling = b'{"registered_on":"' + str(date(2019, 4, 30)).encode() + b'","filling":"'
    missing = ROW_BYTES - len(headers) - len(key) - len(filling) - 2
    entry = published(VeteranRegistered)
    return OutboxRow(new_id(), topic, key, key, version, entry.type, headers, filling + b"x" * missing + b'"}')


def _envelope(key: str, version: int) -> Envelope:
    entry, trace = published(VeteranRegistered), new_trace()
    return Envelope(
        id=new_id(), source=entry.source, type=entry.type, subject=key, time=RECORDED_AT, dataschema=entry.dataschema,
        partitionkey=key, sequence=version, correlationid=trace.correlation_id, piiclass=entry.pii,
        traceparent=trace.traceparent,
    )  # fmt: skip


async def drained_by_relay(engine: AsyncEngine, broker: Broker, topic: str, count: int) -> float:
    """Events a second until Kafka has acknowledged them all and the outbox knows it."""
    async with relaying(engine, broker) as relay:
        before = acknowledged(topic)
        began = time.perf_counter()
        while acknowledged(topic) - before < count:
            await asyncio.sleep(0.002)
        while (await relay.flow())["outbox_pending"]:
            await asyncio.sleep(0.002)
        return count / (time.perf_counter() - began)


@asynccontextmanager
async def relaying(engine: AsyncEngine, broker: Broker, publisher: Publisher | None = None) -> AsyncIterator[Relay]:
    """The relay of a worker, connected; `publisher` may watch what it does."""
    relay = Relay(engine, origin=NOBODY, broker=broker)
    relay._publisher = publisher or relay._publisher
    await relay._publisher.connect()  # joining Kafka is not what is measured
    stop = asyncio.Event()
    running = asyncio.create_task(relay.run(stop))
    try:
        yield relay
    finally:
        stop.set()
        await running


def acknowledged(topic: str) -> int:
    """What the relays of this process have published to it."""
    return int(metrics.PUBLISHED_TOTAL.labels(topic)._value.get())


async def read_and_deleted(database: Database, count: int) -> float:
    """Raw stage one: SELECT in order, DELETE by key, a transaction for each chunk."""
    connection = await asyncpg.connect(database.url)
    began = time.perf_counter()
    gone = 0
    while gone < count:
        async with connection.transaction():
            rows = await connection.fetch(
                "SELECT id, topic, key, headers, payload, recorded_at FROM outbox ORDER BY id LIMIT $1", CHUNK
            )
            await connection.execute("DELETE FROM outbox WHERE id = ANY ($1::bigint[])", [row["id"] for row in rows])
        gone += len(rows)
    seconds = time.perf_counter() - began
    await connection.close()
    return count / seconds


@asynccontextmanager
async def producing(broker: Broker) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(**broker.options, acks="all", enable_idempotence=True, max_batch_size=900_000)
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def sent_in_batches(broker: Broker, backlog: Backlog) -> float:
    """Raw stage two: `create_batch`, `append`, `send_batch`, all acknowledged, chunk after chunk."""
    prepared = list(_prepared(backlog.rows))
    async with producing(broker) as producer:
        await producer.partitions_for(backlog.topic)
        began = time.perf_counter()
        for chunk in prepared:
            await _send(producer, backlog.topic, chunk)
        return len(backlog.rows) / (time.perf_counter() - began)


Record = tuple[bytes, bytes, list[tuple[str, bytes]]]


def _prepared(rows: Sequence[OutboxRow]) -> Iterator[dict[int, list[Record]]]:
    """By partition, so that nothing but Kafka's part is measured."""
    for start in range(0, len(rows), CHUNK):
        chunk: dict[int, list[Record]] = defaultdict(list)
        for row in rows[start : start + CHUNK]:
            record = (row.key.encode(), row.payload, unpack_headers(row.headers))
            chunk[partition_for(row.key, PARTITIONS)].append(record)
        yield chunk


async def _send(producer: AIOKafkaProducer, topic: str, chunk: dict[int, list[Record]]) -> None:
    acknowledgements: list[asyncio.Future[Any]] = []
    for partition, records in chunk.items():
        batch = producer.create_batch()
        for key, value, headers in records:
            if batch.append(timestamp=None, key=key, value=value, headers=headers) is None:
                raise RuntimeError("a chunk does not fit into one batch a partition")
        acknowledgements.append(await producer.send_batch(batch, topic, partition=partition))
    await asyncio.gather(*acknowledgements)
