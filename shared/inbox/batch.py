"""One batch, one transaction: what the events do, how far each aggregate is, what is parked, how far each partition is.

All of it commits or none of it. That, with the compare-and-swap at the end, makes every effect happen once, whatever
crashes, repeats or loses its partitions meanwhile.

Nearly always every event is the next one of its aggregate. So that is believed first, and where the aggregates are is
not read: the compare-and-swap refuses the batch when it was not so, and the batch is settled again, carefully.
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
from shared.inbox.arrival import Arrival, Place, Stream
from shared.inbox.breaker import Breaker
from shared.inbox.offsets import MOVED_OFFSETS, Bookmark, OffsetRefused
from shared.inbox.parking import park
from shared.inbox.projection import Delivered
from shared.inbox.streams import MOVED_VERSIONS, as_told, lock, read_streams
from shared.inbox.subscription import Subscription
from shared.inbox.verdict import Fate, Judge, StreamState, Verdict

_COUNTED = """
    SELECT (SELECT count(*) FROM begun) + (SELECT count(*) FROM continued) AS streams,
           (SELECT count(*) FROM moved) AS partitions
"""
SETTLE = text(MOVED_VERSIONS + MOVED_OFFSETS + _COUNTED)


class StreamsRefused(OffsetRefused):
    """An aggregate is not where it was taken to be."""


class Care(Enum):
    """How a batch is settled."""

    TRUSTING = auto()  # each event is taken for the next of its aggregate
    READING = auto()  # where the aggregates are is read first
    SEARCHING = auto()  # and poisoned events are looked for and parked, instead of failing as a whole


class Judgement(NamedTuple):
    """What becomes of each arrival, and which aggregates go from where to where."""

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
    """The arrivals of several partitions, each partition's in its order, under one generation of the group."""

    arrivals: Sequence[Arrival]
    advances: Mapping[TopicPartition, Advance]
    generation: int = 0

    @property
    def bookmarks(self) -> Mapping[TopicPartition, Bookmark]:
        """Where its partitions are once it is committed."""
        return {place: Bookmark(to.next, to.anchor, verified=True) for place, to in self.advances.items()}


@dataclass(frozen=True)
class Settling:
    """What every batch of a consumer is settled with."""

    subscription: Subscription
    group: str
    breaker: Breaker


async def settle(
    connection: AsyncConnection, batch: Batch, settling: Settling, *, care: Care, now: datetime
) -> Sequence[Verdict]:
    """Do everything but commit; returns what became of each arrival.

    Raises ApplyFailed, OffsetRefused, BreakerOpened or a database error; the caller then rolls back.
    """
    projections = settling.subscription.projections
    reach("consumer.before-lock")
    states, (verdicts, moves) = await _examine(connection, batch, settling.subscription, care)
    reach("consumer.before-apply")
    if care is Care.SEARCHING:
        limit = partial(_still_poison, settling.breaker, len(batch.arrivals))
        poisoned = await apply_around_poison(connection, projections, _deliveries(verdicts), limit)
        verdicts, moves = _judge(batch, settling.subscription, states, poisoned)
    else:
        await apply_all(connection, projections, _deliveries(verdicts))
    reach("consumer.after-apply")
    settling.breaker.admit(**tried(verdicts))
    aside = [verdict for verdict in verdicts if verdict.cause is not None]
    await park(connection, aside, group=settling.group, now=now)
    reach("consumer.before-offset")
    await _move(connection, batch.advances, settling.group, moves)
    reach("consumer.after-offset")
    return verdicts


def tried(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """For the breaker: what could and what could not be done."""
    fates = [verdict.fate for verdict in verdicts]
    return {"applied": fates.count(Fate.APPLIED), "parked": fates.count(Fate.PARKED)}


async def _examine(
    connection: AsyncConnection, batch: Batch, subscription: Subscription, care: Care
) -> tuple[Mapping[Stream, StreamState], Judgement]:
    """Where the aggregates are, and what follows. They are read as well when anything would be parked, or is."""
    any_parked = await lock(connection)
    if care is Care.TRUSTING and not any_parked:
        states = as_told(batch.arrivals)
        judgement = _judge(batch, subscription, states, {})
        if all(verdict.cause is None for verdict in judgement.verdicts):
            return states, judgement
    states = await read_streams(connection, {arrival.stream for arrival in batch.arrivals}, any_parked=any_parked)
    return states, _judge(batch, subscription, states, {})


def _judge(
    batch: Batch, subscription: Subscription, states: Mapping[Stream, StreamState], poisoned: Mapping[Place, str]
) -> Judgement:
    moving = {stream: state.copy() for stream, state in states.items()}
    verdicts = Judge(subscription, moving, poisoned).all(batch.arrivals)
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
    moved = (await connection.execute(SETTLE, values)).one()
    if moved.partitions != len(advances):
        raise OffsetRefused
    if moved.streams != len(moves):
        raise StreamsRefused
