"""One batch, one transaction: what the events do, how far each aggregate is, what is parked, how far each partition is.

All of it commits or none of it. That, with the compare-and-swap at the end, makes every effect happen once, whatever
crashes, repeats or loses its partitions meanwhile.

Nearly always every event is the next one of its aggregate. So that is believed first, and where the aggregates are is
not read: the compare-and-swap refuses the batch when it was not so, and the batch is processed again, carefully.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from functools import partial
from typing import Any, NamedTuple

from aiokafka import TopicPartition
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.crashpoint import reach
from shared.inbox.applying import apply_all, apply_around_poison
from shared.inbox.breaker import Breaker
from shared.inbox.incoming import IncomingRecord, RecordPosition, Stream
from shared.inbox.offsets import MOVED_OFFSETS, Bookmark, OffsetRefused
from shared.inbox.parking import park
from shared.inbox.projection import Delivered
from shared.inbox.streams import MOVED_VERSIONS, as_told, lock, read_streams
from shared.inbox.subscription import Subscription
from shared.inbox.verdict import Disposition, Judge, StreamState, Verdict

_COUNTED = """
    SELECT (SELECT count(*) FROM begun) + (SELECT count(*) FROM continued) AS streams,
           (SELECT count(*) FROM moved) AS partitions
"""
ADVANCE = text(MOVED_VERSIONS + MOVED_OFFSETS + _COUNTED)


class StreamsRefused(OffsetRefused):
    """An aggregate is not where it was taken to be."""


class Care(Enum):
    """How a batch is processed."""

    TRUSTING = auto()  # each event is taken for the next of its aggregate
    READING = auto()  # where the aggregates are is read first
    SEARCHING = auto()  # and poisoned events are looked for and parked, instead of failing as a whole


class Judgement(NamedTuple):
    """What becomes of each record, and which aggregates go from where to where."""

    verdicts: Sequence[Verdict]
    moves: Sequence[tuple[Stream, int, int]]


@dataclass(frozen=True, slots=True)
class Advance:
    """How far a batch takes a partition: from `expected` to `next`, whose predecessor has the fingerprint `anchor`."""

    expected: int
    next: int
    anchor: bytes | None


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of several partitions, each partition's in its order, under one generation of the group."""

    records: Sequence[IncomingRecord]
    advances: Mapping[TopicPartition, Advance]
    generation: int = 0

    @property
    def bookmarks(self) -> Mapping[TopicPartition, Bookmark]:
        """Where its partitions are once it is committed."""
        return {place: Bookmark(to.next, to.anchor, verified=True) for place, to in self.advances.items()}


@dataclass(frozen=True)
class BatchContext:
    """What every batch of a consumer is processed with."""

    subscription: Subscription
    group: str
    breaker: Breaker


async def process_batch(
    connection: AsyncConnection, batch: Batch, context: BatchContext, *, care: Care, now: datetime
) -> Sequence[Verdict]:
    """Do everything but commit; returns what became of each record.

    Raises ApplyFailed, OffsetRefused, BreakerOpened or a database error; the caller then rolls back.
    """
    projections = context.subscription.projections
    reach("consumer.before-lock")
    states, (verdicts, moves) = await _examine(connection, batch, context.subscription, care)
    reach("consumer.before-apply")
    if care is Care.SEARCHING:
        limit = partial(_still_poison, context.breaker, len(batch.records))
        poisoned = await apply_around_poison(connection, projections, _deliveries(verdicts), limit)
        verdicts, moves = _judge(batch, context.subscription, states, poisoned)
    else:
        await apply_all(connection, projections, _deliveries(verdicts))
    reach("consumer.after-apply")
    context.breaker.admit(**tally(verdicts))
    parked = [verdict for verdict in verdicts if verdict.cause is not None]
    await park(connection, parked, group=context.group, now=now)
    reach("consumer.before-offset")
    await _move(connection, batch.advances, context.group, moves)
    reach("consumer.after-offset")
    return verdicts


def tally(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """For the breaker: what could and what could not be done."""
    dispositions = [verdict.disposition for verdict in verdicts]
    return {"applied": dispositions.count(Disposition.APPLIED), "parked": dispositions.count(Disposition.PARKED)}


async def _examine(
    connection: AsyncConnection, batch: Batch, subscription: Subscription, care: Care
) -> tuple[Mapping[Stream, StreamState], Judgement]:
    """Where the aggregates are, and what follows. They are read as well when anything would be parked, or is."""
    any_parked = await lock(connection)
    if care is Care.TRUSTING and not any_parked:
        states = as_told(batch.records)
        judgement = _judge(batch, subscription, states, {})
        if all(verdict.cause is None for verdict in judgement.verdicts):
            return states, judgement
    states = await read_streams(connection, {record.stream for record in batch.records}, any_parked=any_parked)
    return states, _judge(batch, subscription, states, {})


def _judge(
    batch: Batch,
    subscription: Subscription,
    states: Mapping[Stream, StreamState],
    poisoned: Mapping[RecordPosition, str],
) -> Judgement:
    moving = {stream: state.copy() for stream, state in states.items()}
    verdicts = Judge(subscription, moving, poisoned).all(batch.records)
    moves = [
        (stream, before.last, moving[stream].last)
        for stream, before in states.items()
        if moving[stream].last != before.last
    ]
    return Judgement(verdicts, moves)


def _still_poison(breaker: Breaker, events: int, poisoned: int) -> None:
    """When everything fails there is no use in trying each event by itself: the breaker ends the search early."""
    breaker.admit(applied=events - poisoned, parked=poisoned)


def _deliveries(verdicts: Sequence[Verdict]) -> Sequence[Delivered[Any]]:
    return [verdict.delivered for verdict in verdicts if verdict.delivered is not None]


async def _move(
    connection: AsyncConnection,
    advances: Mapping[TopicPartition, Advance],
    group: str,
    moves: Sequence[tuple[Stream, int, int]],
) -> None:
    """The compare-and-swap of aggregates and offsets, in one statement. Raises OffsetRefused."""
    values = {
        "topics": [stream.topic for stream, _, _ in moves],
        "keys": [stream.key for stream, _, _ in moves],
        "befores": [before for _, before, _ in moves],
        "sequences": [after for _, _, after in moves],
        "group": group,
        "offset_topics": [place.topic for place in advances],
        "partitions": [place.partition for place in advances],
        "expected": [advance.expected for advance in advances.values()],
        "nexts": [advance.next for advance in advances.values()],
        "anchors": [advance.anchor for advance in advances.values()],
    }
    moved = (await connection.execute(ADVANCE, values)).one()
    if moved.partitions != len(advances):
        raise OffsetRefused
    if moved.streams != len(moves):
        raise StreamsRefused
