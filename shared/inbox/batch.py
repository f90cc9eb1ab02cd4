"""One batch, one transaction: what the events do, how far each aggregate is, what is parked, how far each partition is.

All of it commits or none of it. That, with the compare-and-swap of the offsets at the end, makes every effect happen
once, whatever crashes, repeats or loses its partitions meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from aiokafka import TopicPartition
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.crashpoint import reach
from shared.inbox.applying import apply_all, apply_around_poison
from shared.inbox.arrival import Arrival, Place, Stream
from shared.inbox.breaker import Breaker
from shared.inbox.offsets import MOVED, Bookmark, OffsetRefused
from shared.inbox.parked import park
from shared.inbox.projection import Delivered
from shared.inbox.streams import WITH_VERSIONS, as_arrays, lock_streams
from shared.inbox.subscription import Subscription
from shared.inbox.verdict import Fate, Judge, StreamState, Verdict

SETTLE = text(WITH_VERSIONS + MOVED)


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
    connection: AsyncConnection, batch: Batch, settling: Settling, *, searching: bool, now: datetime
) -> Sequence[Verdict]:
    """Do everything but commit; returns what became of each arrival.

    `searching` looks for the poisoned events, and parks them, instead of failing as a whole. Raises ApplyFailed,
    OffsetRefused, BreakerOpened or a database error; the caller then rolls back.
    """
    projections = settling.subscription.projections
    reach("consumer.before-lock")
    states = await lock_streams(connection, {arrival.stream for arrival in batch.arrivals})
    verdicts, after = _judge(batch, settling, states, {})
    reach("consumer.before-apply")
    if searching:
        limit = partial(_still_poison, settling.breaker, len(batch.arrivals))
        poisoned = await apply_around_poison(connection, projections, _deliveries(verdicts), limit)
        verdicts, after = _judge(batch, settling, states, poisoned)
    else:
        await apply_all(connection, projections, _deliveries(verdicts))
    reach("consumer.after-apply")
    settling.breaker.admit(**tried(verdicts))
    aside = [verdict for verdict in verdicts if verdict.cause is not None]
    await park(connection, aside, group=settling.group, now=now)
    moved = [(stream, state.last) for stream, state in after.items() if state.last != states[stream].last]
    reach("consumer.before-offset")
    await _move(connection, batch.advances, settling.group, moved)
    reach("consumer.after-offset")
    return verdicts


def tried(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """For the breaker: what could and what could not be done."""
    parked = sum(verdict.fate is Fate.PARKED for verdict in verdicts)
    return {"applied": sum(verdict.fate is Fate.APPLIED for verdict in verdicts), "parked": parked}


def _judge(
    batch: Batch, settling: Settling, states: Mapping[Stream, StreamState], poisoned: Mapping[Place, str]
) -> tuple[Sequence[Verdict], Mapping[Stream, StreamState]]:
    moving = {stream: state.copy() for stream, state in states.items()}
    return Judge(settling.subscription, moving, poisoned).all(batch.arrivals), moving


def _still_poison(breaker: Breaker, events: int, poisoned: int) -> None:
    """When everything fails there is no use in trying each event by itself: the breaker ends the search early."""
    breaker.admit(applied=events - poisoned, parked=poisoned)


def _deliveries(verdicts: Sequence[Verdict]) -> Sequence[Delivered[Any]]:
    return [verdict.delivered for verdict in verdicts if verdict.delivered is not None]


async def _move(
    connection: AsyncConnection,
    advances: Mapping[TopicPartition, Advance],
    group: str,
    versions: Sequence[tuple[Stream, int]],
) -> None:
    """The stream versions and the compare-and-swap of the offsets, in one statement. Raises OffsetRefused."""
    offsets = {
        "group": group,
        "offset_topics": [place.topic for place in advances],
        "partitions": [place.partition for place in advances],
        "expected": [advance.expected for advance in advances.values()],
        "nexts": [advance.next for advance in advances.values()],
        "anchors": [advance.anchor for advance in advances.values()],
    }
    moved = await connection.execute(SETTLE, {**as_arrays(versions), **offsets})
    if len(moved.all()) != len(advances):
        raise OffsetRefused
