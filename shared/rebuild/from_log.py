"""The whole state of a consumer, made anew from what the log holds now.

The live consumer's own code (`process_batch`) runs from the beginning of every topic under the search_path of a
rebuild, so projections, versions, parked events and offsets come out as those of a consumer that has never seen
anything else.
What the log does not hold is gone then, and what it holds differently is as the log says.
"""

from collections.abc import Iterable, Iterator, Sequence

from aiokafka.structs import ConsumerRecord
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.clock import now
from shared.inbox.applying import ApplyFailed, ApplyTimedOut
from shared.inbox.batch import Batch, BatchContext, process_batch, tally
from shared.inbox.breaker import Breaker, BreakerOpened, record_closed
from shared.inbox.coverage import cover
from shared.inbox.incoming import IncomingRecord, Stream, read_record
from shared.inbox.offsets import Advance, advance_offsets, load_positions
from shared.inbox.redriving import redrive
from shared.inbox.streams import lock_streams
from shared.inbox.subscription import Subscription
from shared.inbox.tables import DISCARDED, PARKED_KEY
from shared.inbox.unreadable import cover_skipped
from shared.inbox.verdict import Verdict
from shared.rebuild.replay import Replay, Targets
from shared.rebuild.reread import RebuildFailed
from shared.rebuild.shadow import USE_LIVE, USE_SHADOWS, delete_topics, exchange, replace_kept

LIST_PARKED = select(PARKED_KEY.c.topic, PARKED_KEY.c.key).order_by(PARKED_KEY.c.topic, PARKED_KEY.c.key)


class FromLog:
    """`applied` and `parked` count events. The caller commits."""

    def __init__(self, connection: AsyncConnection, subscription: Subscription, group: str, replay: Replay) -> None:
        self._connection = connection
        self._context = BatchContext(subscription, group, Breaker())
        self._reached = dict(replay.next)
        self.applied = 0
        self.parked = 0

    async def begin(self) -> None:
        """At the beginning of every partition."""
        connection, group = self._connection, self._context.group
        await connection.execute(USE_SHADOWS)
        await load_positions(connection, group, self._reached)
        await advance_offsets(connection, group, {at: Advance(0, to, None) for at, to in self._reached.items()}, ())
        await connection.commit()

    def read(self, raws: Iterable[ConsumerRecord]) -> Iterator[IncomingRecord]:
        return (read_record(raw, self._context.subscription) for raw in raws)

    async def apply(self, records: Sequence[IncomingRecord]) -> None:
        """Raises RebuildFailed when too much of the log cannot be applied."""
        await self._connection.execute(USE_SHADOWS)
        batch = Batch.of(records, self._reached)
        try:
            verdicts = await self._process(batch, search=False)
        except ApplyFailed:
            verdicts = await self._process(batch, search=True)
        done = tally(verdicts)
        self._context.breaker.count(done)
        self._reached |= {at: to.next for at, to in batch.advances.items()}
        self.applied += done.applied
        self.parked += done.parked

    async def redrive(self) -> None:
        """What is parked may have waited for an event that stands behind it in the log, as after a skip and
        `republish`; what cannot be applied in the right order either stays parked."""
        connection, context = self._connection, self._context
        await connection.execute(USE_SHADOWS)
        streams = [Stream(*row) for row in await connection.execute(LIST_PARKED)]
        for stream, state in (await lock_streams(connection, streams)).items():
            redriven = await redrive(
                connection, stream, state, group=context.group, subscription=context.subscription, now=now()
            )
            self.applied += redriven.applied

    async def exchange(self, ends: Targets) -> int:
        """Make live what was read, up to `ends`, under the lock of the exchange; returns how many rows differed."""
        connection, subscription, group = self._connection, self._context.subscription, self._context.group
        await connection.execute(USE_SHADOWS)
        holes = {at: Advance(self._reached[at], end, None) for at, end in ends.items() if self._reached[at] < end}
        await advance_offsets(connection, group, holes, ())
        rows = await exchange(connection, [table for each in subscription.projections for table in each.tables])
        await replace_kept(connection, subscription.topics)
        await delete_topics(connection, DISCARDED, subscription.topics)
        await cover_skipped(connection, group, subscription.topics, now=now())
        for projection in subscription.projections:
            await cover(connection, group, projection, subscription)
        await record_closed(connection, group)
        await connection.execute(USE_LIVE)
        for projection in subscription.projections:
            await projection.follow(connection)
        return rows

    async def _process(self, batch: Batch, *, search: bool) -> Sequence[Verdict]:
        try:
            async with self._connection.begin_nested():
                return await process_batch(self._connection, batch, self._context, now=now(), search=search)
        except (BreakerOpened, ApplyTimedOut) as failure:
            raise RebuildFailed(str(failure)) from failure
