"""How far each partition is applied, kept beside what was applied.

`next` moves only by compare-and-swap, in the transaction that applied the events: whoever lost the partition while it
worked (a zombie) changes nothing. Kafka's own committed offsets are written for dashboards and never read.

`anchor` is the fingerprint of the record before `next`. A consumer begins one record early and compares: when the
fingerprint differs, the log is not the one that was read (a broker's disk was wiped, a topic made anew), and all of it
is read from its beginning. What was applied before is recognised by the stream versions.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from aiokafka import TopicPartition
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.bulk import arrays
from shared.inbox.incoming import IncomingRecord

LOAD = text("""
    WITH mine AS (
        SELECT topic, partition
        FROM unnest(CAST(:topics AS text[]), CAST(:partitions AS integer[])) AS asked (topic, partition)
    ),
    fresh AS (
        INSERT INTO consumer_offset ("group", topic, partition, next)
        SELECT :group, topic, partition, 0 FROM mine ORDER BY topic, partition
        ON CONFLICT DO NOTHING
        RETURNING topic, partition, next, anchor, event_id
    )
    SELECT topic, partition, next, anchor, event_id FROM fresh
    UNION ALL
    SELECT topic, partition, next, anchor, event_id
    FROM consumer_offset JOIN mine USING (topic, partition) WHERE "group" = :group
""")

ADVANCE = text("""
    UPDATE consumer_offset AS kept
    SET next = move.next, anchor = move.anchor, event_id = coalesce(move.event_id, kept.event_id),
        event_at = coalesce(move.event_at, kept.event_at)
    FROM unnest(CAST(:topics AS text[]), CAST(:partitions AS integer[]), CAST(:expected AS bigint[]),
                CAST(:nexts AS bigint[]), CAST(:anchors AS bytea[]), CAST(:event_ids AS uuid[]),
                CAST(:event_ats AS timestamptz[]))
         AS move (topic, partition, expected, next, anchor, event_id, event_at)
    WHERE kept."group" = :group AND kept.topic = move.topic AND kept.partition = move.partition
          AND kept.next = move.expected
""")

REPOSITION = text("""
    UPDATE consumer_offset SET next = :next, anchor = NULL
    WHERE "group" = :group AND topic = :topic AND partition = :partition AND next = :expected
""")

READ_GROUP = text("""SELECT topic, partition, next FROM consumer_offset WHERE "group" = :group""")


class OffsetRefused(Exception):
    """Another process has moved these partitions on: they are no longer ours."""


@dataclass(frozen=True, slots=True)
class Advance:
    """How far a batch takes a partition: from `expected` to `next`, whose predecessor has the fingerprint `anchor`."""

    expected: int
    next: int
    anchor: bytes | None


@dataclass(frozen=True, slots=True)
class Position:
    """Where a partition is read on. Until `verified`, the record before `next` is expected first.

    `event_id` is that of the last event before `next`, as the database knew it when the partition was sought.
    """

    next: int
    anchor: bytes | None = None
    verified: bool = False
    event_id: UUID | None = None

    @property
    def first(self) -> int:
        """The offset to fetch first."""
        return self.next if self.verified else self.next - 1


async def load_positions(
    connection: AsyncConnection, group: str, partitions: Collection[TopicPartition]
) -> Mapping[TopicPartition, Position]:
    """What the database says; a partition nobody has read yet begins at 0."""
    named = arrays(("topics", "partitions"), partitions)
    rows = await connection.execute(LOAD, {**named, "group": group})
    return {
        TopicPartition(row.topic, row.partition): Position(row.next, row.anchor, row.anchor is None, row.event_id)
        for row in rows
    }


async def advance_offsets(
    connection: AsyncConnection,
    group: str,
    advances: Mapping[TopicPartition, Advance],
    records: Iterable[IncomingRecord],
) -> None:
    """The compare-and-swap that ends a batch of these records. Raises OffsetRefused."""
    last = {TopicPartition(each.raw.topic, each.raw.partition): each.envelope for each in records if each.envelope}
    values = {
        "topics": [place.topic for place in advances],
        "partitions": [place.partition for place in advances],
        "expected": [advance.expected for advance in advances.values()],
        "nexts": [advance.next for advance in advances.values()],
        "anchors": [advance.anchor for advance in advances.values()],
        "event_ids": [last[place].id if place in last else None for place in advances],
        "event_ats": [last[place].time if place in last else None for place in advances],
    }
    result = await connection.execute(ADVANCE, {**values, "group": group})
    if result.rowcount != len(advances):
        raise OffsetRefused


async def reposition(
    connection: AsyncConnection, group: str, partition: TopicPartition, *, expected: int, next_offset: int
) -> None:
    """Raises OffsetRefused."""
    asked = {"group": group, "topic": partition.topic, "partition": partition.partition}
    result = await connection.execute(REPOSITION, {**asked, "expected": expected, "next": next_offset})
    if result.rowcount != 1:
        raise OffsetRefused
