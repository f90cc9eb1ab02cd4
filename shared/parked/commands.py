"""What an operator does about parked events: correct the cause and redrive them, or discard them with a reason.

The row in parked_key is locked first, so that the live consumer, which locks it as well, either adds to the parked
events before or finds the aggregate free afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from shared.command import command
from shared.command.transaction import Transaction
from shared.ids import new_id
from shared.inbox.incoming import Stream
from shared.inbox.redriving import Redriven, list_parked, of_stream, redrive, set_cause
from shared.inbox.streams import WRITE_VERSIONS, as_arrays, lock_streams
from shared.inbox.subscription import Subscription
from shared.inbox.tables import BREAKER, DISCARDED, PARKED_EVENT, PARKED_KEY
from shared.inbox.verdict import Cause, StreamState
from shared.refusal import Conflict, NotFound


class ParkedNotFound(NotFound):
    code = "parked-not-found"
    zh = "没有这条搁置记录，可能已处理。"
    en = "Nothing of this id is parked; it may have been dealt with."


class AlreadyPast(Conflict):
    code = "already-past"
    zh = "序号 {last} 及以前的事件已处理完毕。"
    en = "The events up to sequence {last} are dealt with already."


class NothingThere(Conflict):
    code = "nothing-there"
    zh = "序号 {through} 尚无搁置的事件；最多只能放弃到序号 {highest}。"
    en = "Nothing is parked up to sequence {through}; what waits ends at {highest}, discard no further."


@dataclass(frozen=True, slots=True)
class Discarded:
    """`last_sequence` is the last event now counted as dealt with; `waiting` events remain parked: redrive them."""

    last_sequence: int
    waiting: int


@command
async def redrive_parked_key(tx: Transaction, parked_id: UUID, *, group: str, subscription: Subscription) -> Redriven:
    """Apply the parked events of an aggregate in order, all or none, as the consumer would. Raises ParkedNotFound."""
    stream, state = await _lock(tx, parked_id)
    return await redrive(tx.connection, stream, state, group=group, subscription=subscription, now=tx.now)


@command
async def discard_parked_event(tx: Transaction, parked_id: UUID, event_id: UUID, *, reason: str) -> Discarded:
    """Discard one parked record (its id in the list), and no other.

    The next of its aggregate counts as dealt with then. Any other, one without a place in the sequence or with a place
    further on, as a forged one may have, moves nothing: what waits is redriven as if it had not come.
    Raises ParkedNotFound.
    """
    stream, state = await _lock(tx, parked_id, reason)
    rows = await list_parked(tx.connection, stream)
    row = next((row for row in rows if row.id == event_id), None)
    if row is None:
        raise ParkedNotFound
    twins = [other for other in rows if other.sequence == row.sequence and other.id != row.id]
    takes_place = row.sequence == state.last + 1 and not twins
    await tx.connection.execute(delete(PARKED_EVENT).where(PARKED_EVENT.c.id == event_id))
    return await _discard(tx, stream, state.last + takes_place, state.last, reason, event_ids=[row.event_id])


@command
async def discard_parked_through(tx: Transaction, parked_id: UUID, through: int, *, reason: str) -> Discarded:
    """Discard every event of the aggregate up to and including sequence `through`, parked or never arrived.

    So a gap is closed whose events cannot be had any more; one that comes after all is parked as a fork. What has not
    happened yet cannot be discarded: no further than the last parked event.
    Raises ParkedNotFound, AlreadyPast, NothingThere.
    """
    stream, state = await _lock(tx, parked_id, reason)
    if through <= state.last:
        raise AlreadyPast(last=state.last)
    highest = max(
        (row.sequence for row in await list_parked(tx.connection, stream) if row.sequence is not None),
        default=state.last,
    )
    if through > highest:
        raise NothingThere(through=through, highest=highest)
    given_up = delete(PARKED_EVENT).where(*of_stream(PARKED_EVENT, stream), PARKED_EVENT.c.sequence <= through)
    event_ids = (await tx.connection.execute(given_up.returning(PARKED_EVENT.c.event_id))).scalars().all()
    return await _discard(tx, stream, through, state.last, reason, event_ids=event_ids)


@command
async def permit_parking(tx: Transaction, *, group: str, events: int, reason: str) -> int:
    """Let the consumer park so many events although its breaker would open: they are poison, and no bad deploy.

    What an earlier permission has left over is replaced.
    """
    tx.concerns(f"breaker {group}", purpose=reason)
    permit = insert(BREAKER).values(group=group, reason="", may_park=events)
    replaced = permit.on_conflict_do_update(index_elements=["group"], set_={"may_park": events})
    await tx.connection.execute(replaced)
    return events


async def _lock(tx: Transaction, parked_id: UUID, reason: str = "") -> tuple[Stream, StreamState]:
    tx.concerns(f"parked-key {parked_id}", purpose=reason)
    found = (
        await tx.connection.execute(select(PARKED_KEY.c.topic, PARKED_KEY.c.key).where(PARKED_KEY.c.id == parked_id))
    ).first()
    if found is None:
        raise ParkedNotFound
    stream = Stream(found.topic, found.key)
    state = (await lock_streams(tx.connection, [stream]))[stream]
    if not state.parked:
        raise ParkedNotFound
    return stream, state


async def _discard(
    tx: Transaction, stream: Stream, last: int, before: int, reason: str, *, event_ids: Sequence[UUID | None]
) -> Discarded:
    """`event_ids` are those of the records given up; the sequences passed over stand beside the first."""
    moved = last > before
    about = {
        "topic": stream.topic,
        "key": stream.key,
        "reason": reason,
        "account_id": tx.caller.account_id,
        "discarded_at": tx.now,
    }
    rows = [
        {"id": new_id(), "event_id": event_id, "first_sequence": None, "last_sequence": None, **about}
        for event_id in event_ids or [None]
    ]
    if moved:
        rows[0] |= {"first_sequence": before + 1, "last_sequence": last}
        await tx.connection.execute(WRITE_VERSIONS, as_arrays([(stream, StreamState(last))]))
    await tx.connection.execute(insert(DISCARDED), rows)
    counting = select(func.count()).select_from(PARKED_EVENT).where(*of_stream(PARKED_EVENT, stream))
    waiting = (await tx.connection.execute(counting)).scalar_one()
    if waiting:
        await set_cause(tx.connection, stream, Cause.BEHIND, "")
    else:
        await tx.connection.execute(delete(PARKED_KEY).where(*of_stream(PARKED_KEY, stream)))
    return Discarded(last, waiting)
