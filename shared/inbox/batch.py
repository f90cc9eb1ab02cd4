"""One batch, one transaction: what the events do, how far each aggregate is, what is parked, how far each partition is.

All of it commits or none of it. That, with the compare-and-swap of the offsets at the end, makes every effect happen
once, whatever crashes, repeats or loses its partitions meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from aiokafka import TopicPartition
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.crashpoint import reach
from shared.inbox.applying import apply_all, apply_around_poison
from shared.inbox.breaker import Breaker, Tally, admit, read_allowance
from shared.inbox.coverage import note_types
from shared.inbox.incoming import IncomingRecord, fingerprint
from shared.inbox.offsets import Advance, Position, advance_offsets
from shared.inbox.parking import park
from shared.inbox.projection import Delivered
from shared.inbox.streams import lock_streams, write_streams
from shared.inbox.subscription import Subscription
from shared.inbox.verdict import NO_FAILURES, Disposition, Failures, Verdict, decide


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of several partitions, each partition's in its order, under one generation of the group."""

    records: Sequence[IncomingRecord]
    advances: Mapping[TopicPartition, Advance]
    generation: int = 0

    @property
    def positions(self) -> Mapping[TopicPartition, Position]:
        """Where its partitions are once it is committed."""
        return {partition: Position(to.next, to.anchor, verified=True) for partition, to in self.advances.items()}

    def halves(self) -> tuple["Batch", "Batch"]:
        """To be processed one after the other. Needs two records or more."""
        middle = len(self.records) // 2
        first = Batch.of(self.records[:middle], {at: to.expected for at, to in self.advances.items()}, self.generation)
        reached = {at: to.next for at, to in first.advances.items()}
        rest = {at: replace(to, expected=reached.get(at, to.expected)) for at, to in self.advances.items()}
        return first, Batch(self.records[middle:], rest, self.generation)

    @classmethod
    def of(
        cls, records: Sequence[IncomingRecord], expected: Mapping[TopicPartition, int], generation: int = 0
    ) -> "Batch":
        """Takes each partition from where it is expected to be to behind its last record."""
        last = {TopicPartition(each.raw.topic, each.raw.partition): each.raw for each in records}
        advances = {at: Advance(expected[at], raw.offset + 1, fingerprint(raw)) for at, raw in last.items()}
        return cls(records, advances, generation)


@dataclass(frozen=True)
class BatchContext:
    """What every batch of a consumer is processed with. `seen_types` are those the database knows of already."""

    subscription: Subscription
    group: str
    breaker: Breaker
    seen_types: set[str] = field(default_factory=set)


async def process_batch(
    connection: AsyncConnection,
    batch: Batch,
    context: BatchContext,
    *,
    now: datetime,
    search: bool = False,
    failures: Failures = NO_FAILURES,
) -> Sequence[Verdict]:
    """Do everything but commit; returns what became of each record.

    `search`: look for the events that a projection cannot apply and park them, instead of failing as a whole;
    `failures`: those that are known already. Raises ApplyFailed, ApplyTimedOut, OffsetRefused, BreakerOpened or a
    database error; the caller then rolls back.
    """
    reach("consumer.before-lock")
    before = await lock_streams(connection, {record.stream for record in batch.records})
    after = {stream: state.copy() for stream, state in before.items()}
    verdicts = decide(batch.records, context.subscription, after, failures)
    reach("consumer.before-apply")
    if search:
        failures = await _search(connection, context, len(batch.records), deliveries(verdicts))
        after = {stream: state.copy() for stream, state in before.items()}
        verdicts = decide(batch.records, context.subscription, after, failures)
    else:
        await apply_all(connection, context.subscription.projections, deliveries(verdicts))
    reach("consumer.after-apply")
    await admit(connection, context.breaker, context.group, tally(verdicts))
    await note_types(connection, context.group, context.subscription, verdicts, context.seen_types, now=now)
    await park(connection, [each for each in verdicts if each.cause is not None], group=context.group, now=now)
    reach("consumer.before-offset")
    await write_streams(connection, before, after)
    await advance_offsets(connection, context.group, batch.advances, batch.records)
    reach("consumer.after-offset")
    return verdicts


def deliveries(verdicts: Sequence[Verdict]) -> Sequence[Delivered[Any]]:
    """What the projections are given."""
    return [verdict.delivered for verdict in verdicts if verdict.delivered is not None]


def tally(verdicts: Sequence[Verdict]) -> Tally:
    """For the breaker: what could and what could not be done."""
    dispositions = [verdict.disposition for verdict in verdicts]
    return Tally(dispositions.count(Disposition.APPLIED), dispositions.count(Disposition.PARKED))


async def _search(
    connection: AsyncConnection, context: BatchContext, events: int, found: Sequence[Delivered[Any]]
) -> Failures:
    """When everything fails there is no use in trying each event by itself: the breaker ends the search early."""
    allowance = await read_allowance(connection, context.group)

    def check(poisoned: int) -> None:
        if poisoned > allowance:
            context.breaker.check(Tally(events - poisoned, poisoned))

    return await apply_around_poison(connection, context.subscription.projections, found, check)
