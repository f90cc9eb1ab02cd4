"""A log of events in Kafka, and how fast it is read: by our consumer, and by nothing but its raw stages."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import ConsumerRecord
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.outbox import RECORDED_AT, Backlog, sent_in_batches
from bench.recording import Statement, recorded
from bench.stage import PARTITIONS, Database
from deploy.demo.county import County
from deploy.kafka.topics import apply, listed
from shared.events.catalogue import published
from shared.events.envelope import Envelope, encode_data, encode_headers
from shared.events.registry import VeteranRegistered
from shared.ids import new_id
from shared.inbox import metrics
from shared.inbox.consumer import Consumer
from shared.inbox.incoming import IncomingRecord, read_record
from shared.inbox.projection import Projection
from shared.inbox.session import MAX_RECORDS
from shared.inbox.subscription import Subscription
from shared.kafka.broker import Broker
from shared.kafka.consumer import FETCH_BYTES
from shared.outbox.rows import OutboxRow, pack_headers
from shared.trace import new_trace

ENTRY = published(VeteranRegistered)
TOPIC = ENTRY.topic
NAME = ENTRY.name
MOVE = text(
    'UPDATE consumer_offset SET next = :next WHERE "group" = :group AND topic = :topic AND partition = :partition'
)


async def fill(broker: Broker, county: County, count: int) -> None:
    """All topics of the system, and `count` veterans registered, each with a file of his or her own."""
    apply(broker, listed())
    for start in range(0, count, 50_000):
        rows = [_row(county, number) for number in range(start, min(count, start + 50_000))]
        await sent_in_batches(broker, Backlog(TOPIC, rows))


def _row(county: County, number: int) -> OutboxRow:
    room = county.village_rooms[number % len(county.village_rooms)]
    event = VeteranRegistered(
        person_id=new_id(), org_code=room.code, org_path=f"411329.{room.parent}.{room.code}",
        domicile_code=room.code, residence_code=room.code,
        party_member=number % 2 == 0, channel="import", registered_on=date(2018, 10, 1) + timedelta(days=number % 200),
    )  # fmt: skip
    key, trace = str(event.person_id), new_trace()
    envelope = Envelope(
        id=new_id(), source=ENTRY.source, type=ENTRY.type, subject=key, time=RECORDED_AT, dataschema=ENTRY.dataschema,
        partitionkey=key, sequence=1, correlationid=trace.correlation_id, piiclass=ENTRY.pii,
        traceparent=trace.traceparent, synthetic=True,
    )  # fmt: skip
    headers = pack_headers(encode_headers(envelope))
    return OutboxRow(envelope.id, TOPIC, key, key, 1, ENTRY.type, headers, encode_data(event))


@dataclass(frozen=True)
class Reader:
    """A service's projections over one database."""

    database: Database
    engine: AsyncEngine
    broker: Broker
    projections: tuple[Projection, ...]
    group: str

    def forget(self) -> None:
        """As if nothing had ever been read."""
        tables = {table.name for projection in self.projections for table in projection.tables}
        named = ", ".join(sorted(tables | {"consumer_offset", "stream_version"}))
        self.database.administer(f"TRUNCATE {named} CASCADE")
        self.database.administer("CHECKPOINT")

    async def consumed(self, count: int) -> float:
        """Events a second from the first commit to the last, the service's consumer as its worker runs it."""
        marks: list[tuple[float, int]] = []
        before, stop = applied(), asyncio.Event()

        def on_commit() -> None:
            marks.append((time.perf_counter(), applied() - before))
            if marks[-1][1] >= count:
                stop.set()

        consumer = Consumer(
            self.engine, group=self.group, broker=self.broker, projections=self.projections,
            after_commit=on_commit,
        )  # fmt: skip
        await consumer.run(stop)
        return _rate(marks)

    async def one_by_one(self, count: int) -> float:
        """The loop many write: for each message decode, apply, note the offset, commit."""
        marks: list[tuple[float, int]] = [(time.perf_counter(), 0)]
        done = 0
        async for raws in polled(self.broker, count):
            for raw in raws[: count - done]:
                await self._apply_one(read_record(raw, self._subscription))
            done += len(raws)
            marks.append((time.perf_counter(), min(done, count)))
        return _rate(marks)

    async def recorded_effects(self, count: int) -> list[list[Statement]]:
        """What the projections alone send for batches of MAX_RECORDS: no offsets, no versions."""
        batches: list[list[Statement]] = []
        async for records in polled(self.broker, count):
            delivered = [read_record(record, self._subscription).deliver() for record in records]
            async with self.engine.begin() as connection:
                with recorded(self.engine) as sent:
                    for projection in self.projections:
                        theirs = [each for each in delivered if type(each.event) in projection.contracts]
                        if theirs:
                            await projection.apply(connection, theirs)
            batches.append(list(sent))
        return batches

    @property
    def _subscription(self) -> Subscription:
        return Subscription(self.projections)

    async def _apply_one(self, record: IncomingRecord) -> None:
        delivered = record.deliver()
        async with self.engine.begin() as connection:
            for projection in self.projections:
                if type(delivered.event) in projection.contracts:
                    await projection.apply(connection, [delivered])
            at = {"topic": delivered.topic, "partition": delivered.partition, "next": delivered.offset + 1}
            await connection.execute(MOVE, {**at, "group": self.group})


def applied() -> int:
    """What consumers of this process have applied."""
    return int(metrics.EVENTS_TOTAL.labels(NAME, "applied")._value.get())


async def polled(broker: Broker, count: int) -> AsyncIterator[Sequence[ConsumerRecord]]:
    """The log from its beginning, in what `getmany` gives, until `count` records have come."""
    consumer = AIOKafkaConsumer(**broker.options, enable_auto_commit=False, fetch_max_bytes=FETCH_BYTES)
    await consumer.start()
    try:
        places = [TopicPartition(TOPIC, number) for number in range(PARTITIONS)]
        consumer.assign(places)
        await consumer.seek_to_beginning()
        found = 0
        while found < count:
            taken = await consumer.getmany(timeout_ms=200, max_records=MAX_RECORDS)
            records = [record for each in taken.values() for record in each]
            found += len(records)
            if records:
                yield records
    finally:
        await consumer.stop()


async def fetched(broker: Broker, count: int) -> float:
    """Raw stage one: `getmany` until all have come; nothing is read of them."""
    marks: list[tuple[float, int]] = []
    found = 0
    async for records in polled(broker, count):
        found += len(records)
        marks.append((time.perf_counter(), found))
    return _rate(marks)


async def replayed(database: Database, batches: Sequence[Sequence[Statement]], count: int) -> float:
    """Raw stage two: the recorded statements by the bare driver, a transaction for each batch."""
    connection = await asyncpg.connect(database.url)
    began = time.perf_counter()
    for batch in batches:
        async with connection.transaction():
            for statement in batch:
                await connection.fetch(statement.sql, *statement.values)
    seconds = time.perf_counter() - began
    await connection.close()
    return count / seconds


def _rate(marks: Sequence[tuple[float, int]]) -> float:
    (began, first), (ended, last) = marks[0], marks[-1]
    return (last - first) / (ended - began)
