"""What an operator does about a batch that nobody can decode: have the consumer go on behind it, and behind it only."""

from dataclasses import dataclass
from uuid import UUID

from aiokafka import TopicPartition
from sqlalchemy import select, update

from shared.command import command
from shared.command.transaction import Transaction
from shared.inbox.offsets import OffsetRefused, reposition
from shared.inbox.tables import CONSUMER_OFFSET, UNREADABLE_BATCH
from shared.refusal import NotFound

# Where a consumer stands now. One that was passed because it could be read after all is history.
STANDING = select(UNREADABLE_BATCH).where(
    UNREADABLE_BATCH.c.skipped_at.is_(None),
    select(CONSUMER_OFFSET)
    .where(
        CONSUMER_OFFSET.c.group == UNREADABLE_BATCH.c.group,
        CONSUMER_OFFSET.c.topic == UNREADABLE_BATCH.c.topic,
        CONSUMER_OFFSET.c.partition == UNREADABLE_BATCH.c.partition,
        CONSUMER_OFFSET.c.next == UNREADABLE_BATCH.c.offset,
    )
    .exists(),
)


class UnreadableNotFound(NotFound):
    code = "unreadable-not-found"
    zh = "没有处理程序停在这批记录上，可能已处理。"
    en = "No consumer stands at this batch; it may have been dealt with."


@dataclass(frozen=True, slots=True)
class Skipped:
    """`offset` up to but not including `next` is never applied; events that are missed show as gaps of their keys."""

    topic: str
    partition: int
    offset: int
    next: int


@command
async def skip_unreadable_batch(tx: Transaction, unreadable_id: UUID, *, reason: str) -> Skipped:
    """Raises UnreadableNotFound, also when the consumer has moved on by itself."""
    tx.concerns(f"unreadable-batch {unreadable_id}", purpose=reason)
    standing = STANDING.where(UNREADABLE_BATCH.c.id == unreadable_id).with_for_update()
    row = (await tx.connection.execute(standing)).first()
    if row is None:
        raise UnreadableNotFound
    partition = TopicPartition(row.topic, row.partition)
    try:
        await reposition(tx.connection, row.group, partition, expected=row.offset, next_offset=row.next)
    except OffsetRefused as moved:
        raise UnreadableNotFound from moved
    await tx.connection.execute(
        update(UNREADABLE_BATCH)
        .where(UNREADABLE_BATCH.c.id == unreadable_id)
        .values(skipped_at=tx.now, reason=reason, account_id=tx.caller.account_id)
    )
    return Skipped(row.topic, row.partition, row.offset, row.next)
