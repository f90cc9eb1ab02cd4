"""Kafka on both sides: what the county's topics hold, and the feeds that are written."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from uuid import UUID

from aiokafka import TopicPartition
from aiokafka.structs import ConsumerRecord

from services.notifications.feeds.domain import HandedEvent, Source
from shared.events.envelope import EVENT_ID
from shared.kafka.bounds import Bounds
from shared.kafka.broker import Broker
from shared.kafka.log import LogReader, Slice, Unreadable, reading_log
from shared.outbox.position import Pending
from shared.outbox.rows import pack_headers

# What one batch of a producer takes, with room for framing (shared/outbox/publisher.py).
BATCH_BYTES = 900_000


class CannotBeRead(Exception):
    """A partition stands at a batch that nobody can decode; those of others go on."""

    def __init__(self, at: TopicPartition, batch: Unreadable) -> None:
        super().__init__(f"{at.topic}-{at.partition}: offset {batch.offset} cannot be read ({batch.cause})")
        self.batch = batch


class MadeAnew(Exception):
    """Topics are others than what is kept of them was read from."""

    def __init__(self, *topics: str) -> None:
        super().__init__(*topics)
        self.topics = topics


@dataclass(frozen=True, slots=True)
class Read:
    """Records that follow upon what is kept of a partition, and how far it is read with them."""

    records: Sequence[ConsumerRecord]
    source: Source


class Topics:
    """The county's topics, read piece by piece without a group: where to read on is the database's word."""

    def __init__(self, log: LogReader, found: Mapping[TopicPartition, Bounds]) -> None:
        self._log = log
        self._beginnings = {at: bound.beginning for at, bound in found.items()}

    async def ends(self) -> Mapping[TopicPartition, int]:
        """Where each ends now. Raises KafkaError."""
        return await self._log.ends(list(self._beginnings))

    def must_have(self, sources: Iterable[Source]) -> None:
        """All that was read. Raises MadeAnew for topics that have fewer partitions now: nothing is read of those that
        are no more, so no record would tell, and what was kept of them would be given for good."""
        read = {TopicPartition(each.topic, each.partition) for each in sources if each.next}
        gone = {at.topic for at in read - self._beginnings.keys()} & {at.topic for at in self._beginnings}
        if gone:
            raise MadeAnew(*sorted(gone))

    def first(self, at: TopicPartition) -> Source:
        """For who has kept nothing of it."""
        return Source(at.topic, at.partition, self._beginnings[at], "")

    async def read(self, at: TopicPartition, end: int, kept: Source) -> Read:
        """What comes next. The record before it is read with it: when that is another than the one that is kept, the
        topic was made anew. Where that one cannot be read any more, nothing tells, and what follows is read all the
        same. Raises KafkaError, CannotBeRead, MadeAnew."""
        beginning = self._beginnings[at]
        if kept.next > end:
            raise MadeAnew(at.topic)
        is_known = bool(kept.last_id) and beginning < kept.next
        first = kept.next - 1 if is_known else kept.next
        piece = await self._log.read(at, max(first, beginning))
        if is_known and piece.unreadable and piece.unreadable.next <= kept.next:
            is_known, piece = False, await self._log.read(at, kept.next)
        records = list(piece.records)
        if is_known:
            if records and _id_of(records[0]) != kept.last_id:
                raise MadeAnew(at.topic)
            records = records[1:]
        return Read(records, _reached(at, kept, piece, records))


@asynccontextmanager
async def reading_topics(broker: Broker, topics: Sequence[str]) -> AsyncIterator[Topics]:
    """Raises KafkaError, also for a topic that is not there."""
    async with reading_log(broker) as log:
        yield Topics(log, await log.bounds(await log.partitions(topics)))


async def last_ids(broker: Broker, topics: Sequence[str]) -> Mapping[str, UUID | None]:
    """Of those topics of one partition that there are, the id of the last event; None where there is none. Raises
    KafkaError."""
    async with reading_log(broker) as log:
        ends = await log.ends(await log.existing(topics))
        last = {at: (await log.read(at, end - 1)).records if end else () for at, end in ends.items()}
    return {at.topic: UUID(_id_of(records[-1])) if records else None for at, records in last.items()}


def as_records(feed: str, rows: Sequence[HandedEvent]) -> Iterator[Pending]:
    """As many of them as go into one batch."""
    size = 0
    for each in rows:
        headers = pack_headers(each.headers)
        own = len(headers) + len(each.data) + len(each.key)
        if size and size + own > BATCH_BYTES:
            return
        size += own
        yield Pending(each.position, feed, each.key, headers, each.data, each.kept_at)


def _reached(at: TopicPartition, kept: Source, piece: Slice, records: Sequence[ConsumerRecord]) -> Source:
    if piece.unreadable and not records:
        found = piece.unreadable
        raise CannotBeRead(at, replace(found, offset=kept.next, next=max(found.next, kept.next)))
    last_id = _id_of(records[-1]) if records else kept.last_id
    return Source(at.topic, at.partition, max(piece.next, 0), last_id)


def _id_of(record: ConsumerRecord) -> str:
    """Empty where its headers say none."""
    written: bytes = dict(record.headers).get(EVENT_ID) or b""
    return written.decode(errors="replace").replace("\0", "")[:100]
