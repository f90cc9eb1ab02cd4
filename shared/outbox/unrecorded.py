"""What Kafka holds in a service's name although the service's database does not.

Rows are committed before they are sent, and kept for good. So an event in our name without its row means that this
database went back: it was restored, or a standby took over that had not received everything. Whoever published now
would give the sequences of lost events to other facts, and consumers would drop them as repeats.

The lost rows are the youngest, so their events stand at the end of their partitions: comparing the tail is enough, as
long as nothing is published before. What others have put there, in another name or unreadable, says nothing about us.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aiokafka import TopicPartition
from aiokafka.structs import ConsumerRecord

from shared.database.driver import Driver
from shared.events.catalogue import DEAD_LETTER_ID, Origin
from shared.events.envelope import BrokenEnvelope, decode_headers
from shared.kafka.broker import Broker
from shared.kafka.log import LogReader, reading_log

# Of each partition: more than strangers will have put behind our last event.
TAIL_OFFSETS = 100

_WITHOUT_ROW = """
    SELECT number - 1 FROM unnest($1::text[], $2::text[], $3::bigint[], $4::uuid[]) WITH ORDINALITY
        AS sent (topic, aggregate_id, aggregate_version, event_id, number)
    WHERE NOT EXISTS (
        SELECT FROM outbox
        WHERE outbox.topic = sent.topic AND outbox.aggregate_id = sent.aggregate_id
              AND outbox.aggregate_version = sent.aggregate_version AND outbox.event_id = sent.event_id
    )
    ORDER BY number
"""


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """An event on Kafka, as its record says. `data` is the record's value."""

    topic: str
    partition: int
    offset: int
    time: datetime | None
    type: str
    key: str
    sequence: int
    event_id: UUID
    data: bytes | None
    synthetic: bool = False

    def __str__(self) -> str:
        return (
            f"{self.topic}/{self.partition} offset {self.offset}: {self.type}"
            f" {self.key} sequence {self.sequence}, event {self.event_id}"
        )


async def unrecorded_in_tail(session: Driver, origin: Origin, broker: Broker) -> Sequence[Unrecorded]:
    """Of the last TAIL_OFFSETS of each partition. Topics that do not exist hold nothing. Raises as `unrecorded`."""
    async with aclosing(unrecorded(session, origin, broker, last=TAIL_OFFSETS)) as found:
        return [event async for event in found]


async def unrecorded(
    session: Driver, origin: Origin, broker: Broker, *, last: int | None = None
) -> AsyncGenerator[Unrecorded, None]:
    """In the order of the log, of each partition from its beginning, or its `last` offsets.

    Raises KafkaError, or what the database says.
    """
    async with aclosing(in_our_name(origin, broker, last=last)) as pieces:
        async for events in pieces:
            for event in await _without_row(session, events):
                yield event


async def in_our_name(
    origin: Origin, broker: Broker, *, last: int | None = None
) -> AsyncGenerator[Sequence[Unrecorded], None]:
    """Piece by piece, whether the database knows them or not: as often as Kafka has got somewhere, also without any.
    Raises KafkaError."""
    async with reading_log(broker) as log:
        yield ()
        bounds = await log.bounds(await log.existing(origin.topics))
        yield ()
        for partition, (beginning, end) in bounds.items():
            first = beginning if last is None else max(beginning, end - last)
            async for records in _read(log, partition, first, end):
                yield _in_name_of(origin, records)


async def _read(
    log: LogReader, partition: TopicPartition, first: int, end: int
) -> AsyncIterator[Sequence[ConsumerRecord]]:
    offset = first
    while offset < end:
        piece = await log.read(partition, offset)
        yield piece.records
        offset = piece.unreadable.next if piece.unreadable else piece.next


def _in_name_of(origin: Origin, records: Sequence[ConsumerRecord]) -> list[Unrecorded]:
    found = (_as_dead_letter(each) or _as_event(each, origin.source) for each in records)
    return [event for event in found if event is not None]


def _as_event(record: ConsumerRecord, source: str) -> Unrecorded | None:
    try:
        envelope = decode_headers(record.headers)
    except BrokenEnvelope:
        return None
    if envelope.source != source or "\0" in envelope.partitionkey:  # PostgreSQL has no such text: it was never ours
        return None
    return Unrecorded(
        record.topic, record.partition, record.offset, envelope.time, envelope.type, envelope.partitionkey,
        envelope.sequence, envelope.id, record.value, envelope.synthetic,
    )  # fmt: skip


def _as_dead_letter(record: ConsumerRecord) -> Unrecorded | None:
    """A letter is an aggregate of its own, and its other headers are those of the record that was parked."""
    written = dict(record.headers).get(DEAD_LETTER_ID)
    if written is None:
        return None
    try:
        letter = UUID(written.decode())
    except ValueError:
        return None
    return Unrecorded(
        record.topic, record.partition, record.offset, None, "dead-letter", str(letter), 1, letter, record.value
    )


async def _without_row(session: Driver, events: Sequence[Unrecorded]) -> Sequence[Unrecorded]:
    """Asks the database about none as well: the session of the relay's lock ends without a statement for a while."""
    topics, keys = [event.topic for event in events], [event.key for event in events]
    sequences, ids = [event.sequence for event in events], [event.event_id for event in events]
    return [events[row[0]] for row in await session.fetch(_WITHOUT_ROW, topics, keys, sequences, ids)]
