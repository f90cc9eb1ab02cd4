"""Batches that could not be decoded, kept for the operator who mends or skips them, and for a rebuild."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from aiokafka import TopicPartition
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

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
