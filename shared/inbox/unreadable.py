"""Batches that could not be decoded, kept for the operator who mends or skips them, and for a rebuild."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from aiokafka import TopicPartition
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.bulk import arrays
from shared.ids import new_id
from shared.inbox.tables import UNREADABLE_BATCH
from shared.kafka.log import Unreadable

# Only where the group stands: a skip may have moved it on since the batch was found. One that was skipped and is found
# again stands in a log that was replaced: it has to be looked at again.
RECORD = text("""
    INSERT INTO unreadable_batch (id, "group", topic, partition, "offset", next, cause, found_at)
    SELECT CAST(:id AS uuid), "group", topic, partition, next, CAST(:next AS bigint), CAST(:cause AS text),
           CAST(:now AS timestamptz)
    FROM consumer_offset
    WHERE "group" = :group AND topic = :topic AND partition = :partition AND next = :offset
    FOR SHARE
    ON CONFLICT ("group", topic, partition, "offset") DO UPDATE
    SET next = excluded.next, cause = excluded.cause, found_at = excluded.found_at, skipped_at = NULL, reason = NULL,
        account_id = NULL, covered_at = NULL
""")


# A reader without a group of Kafka's has a position here only while it stands; it never goes back.
STAND = text("""
    INSERT INTO consumer_offset ("group", topic, partition, next) VALUES (:group, :topic, :partition, :offset)
    ON CONFLICT ("group", topic, partition) DO UPDATE SET next = excluded.next
    WHERE consumer_offset.next < excluded.next
""")
MOVE_ON = text("""
    DELETE FROM consumer_offset
    WHERE "group" = :group AND (topic, partition) IN (
        SELECT * FROM unnest(CAST(:topics AS text[]), CAST(:partitions AS integer[]))
    )
""")
FORGET = (
    text("""DELETE FROM consumer_offset WHERE "group" = :group AND topic = ANY(CAST(:topics AS text[]))"""),
    text("""DELETE FROM unreadable_batch WHERE "group" = :group AND topic = ANY(CAST(:topics AS text[]))"""),
)


async def record_unreadable(
    connection: AsyncConnection, group: str, found: Mapping[TopicPartition, Unreadable], *, now: datetime
) -> None:
    """The batches at which the consumer stands; those of before are left as they are."""
    for partition, batch in found.items():
        where = {"group": group, "topic": partition.topic, "partition": partition.partition, "offset": batch.offset}
        what = {"id": new_id(), "next": batch.next, "cause": batch.cause.replace("\0", "\N{REPLACEMENT CHARACTER}")}
        await connection.execute(RECORD, {**where, **what, "now": now})


async def list_skipped(connection: AsyncConnection, group: str) -> Mapping[TopicPartition, Sequence[range]]:
    """The offsets that an operator had the group pass over."""
    rows = await connection.execute(
        select(UNREADABLE_BATCH).where(UNREADABLE_BATCH.c.group == group, UNREADABLE_BATCH.c.skipped_at.is_not(None))
    )
    skipped: dict[TopicPartition, list[range]] = defaultdict(list)
    for row in rows:
        skipped[TopicPartition(row.topic, row.partition)].append(range(row.offset, row.next))
    return skipped


async def cover_skipped(connection: AsyncConnection, group: str, topics: Sequence[str], *, now: datetime) -> None:
    """The group has read all that these topics hold, what was published again after a skip included."""
    await connection.execute(
        update(UNREADABLE_BATCH)
        .where(
            UNREADABLE_BATCH.c.group == group,
            UNREADABLE_BATCH.c.topic.in_(topics),
            UNREADABLE_BATCH.c.skipped_at.is_not(None),
        )
        .values(covered_at=now)
    )


async def stand_before(
    connection: AsyncConnection, group: str, partition: TopicPartition, batch: Unreadable, *, now: datetime
) -> int | None:
    """For a reader that keeps its own positions: where to go on when an operator has had it skip the batch; else it
    stands there, on record, and None."""
    skipped = await list_skipped(connection, group)
    behind = [each.stop for each in skipped.get(partition, ()) if batch.offset in each]
    if behind:
        return max(behind)
    where = {"group": group, "topic": partition.topic, "partition": partition.partition}
    await connection.execute(STAND, {**where, "offset": batch.offset})
    await record_unreadable(connection, group, {partition: batch}, now=now)
    return None


async def move_on(connection: AsyncConnection, group: str, partitions: Collection[TopicPartition]) -> None:
    """The reader stands there no longer."""
    await connection.execute(MOVE_ON, {"group": group, **arrays(("topics", "partitions"), partitions)})


async def forget_unreadable(connection: AsyncConnection, group: str, topics: Sequence[str]) -> None:
    """The topics were made anew: what the reader stood before, or skipped, was in others."""
    for statement in FORGET:
        await connection.execute(statement, {"group": group, "topics": list(topics)})
