"""Building a projection anew from the first event, while the service goes on.

The same `apply` runs under another search_path (`shared.rebuild.shadow`), and the same verdicts are passed. What live
has decided is respected: an event that is parked now is not applied here either, since a redrive will; one that an
operator discarded is passed over; one that arrived before its predecessor waits for it.

At the end a snapshot says where the consumer was and which rows it had; what is left of the log up to there is read in
it, and the rows are compared, while the consumer goes on. Where all are right there is nothing to do; where some are
not, it is held up for as long as it takes to read the rest once more and to exchange them in one transaction. Every
aggregate must be exactly where live has it. When anything fails, nothing is exchanged.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import TopicPartition
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.engine import create_engine
from shared.database.failures import is_conflict
from shared.events.catalogue import CATALOGUE
from shared.events.contract import Published
from shared.inbox.coverage import cover, list_incomplete
from shared.inbox.offsets import READ_GROUP
from shared.inbox.projection import Projection
from shared.inbox.subscription import Subscription
from shared.inbox.tables import DISCARDED
from shared.inbox.unreadable import list_skipped
from shared.kafka.broker import Broker
from shared.kafka.configured import broker_of
from shared.rebuild.fold import Fold
from shared.rebuild.from_log import FromLog
from shared.rebuild.replay import Replay, Skipped, Targets, replaying
from shared.rebuild.reread import FindTargets, alone, catch_up, come_close, read_rest
from shared.rebuild.shadow import differ, exchange, shadowed
from shared.settings import ServiceSettings

STATEMENT_SECONDS = 3_600
# Taken by the statement that follows: where the consumer is. What is written in it to the shadows is seen in it.
IN_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """`events` were applied; `rows` of the live tables had to be deleted or inserted: 0 when they were right; so many
    keys are `parked` again."""

    events: int
    rows: int
    parked: int = 0


async def rebuild(settings: ServiceSettings, projection: Projection) -> Rebuilt:
    """Rebuild one projection of the service. Raises RebuildFailed, LogIncomplete; nothing is changed then."""
    async with rebuild_engine(settings) as engine:
        return await rebuild_projection(
            engine,
            projection,
            group=settings.service_name,
            broker=broker_of(settings),
        )


async def list_missing(settings: ServiceSettings, projections: Sequence[Projection]) -> Sequence[Projection]:
    """Those that were not given every event, as the service's worker says when it is asked whether it is ready."""
    async with rebuild_engine(settings) as engine, engine.connect() as connection:
        found = await list_incomplete(
            connection, settings.service_name, Subscription(tuple(projections), tuple(CATALOGUE))
        )
    return [each for each in projections if each.name in found]


@asynccontextmanager
async def rebuild_engine(settings: ServiceSettings) -> AsyncIterator[AsyncEngine]:
    """One connection, whose statements may take an hour."""
    engine = create_engine(
        settings.database_urls,
        pool_size=1,
        application_name=f"{settings.service_name}-rebuild",
        statement_timeout_seconds=STATEMENT_SECONDS,
        authority=settings.database_authority,
    )
    try:
        yield engine
    finally:
        await engine.dispose()


async def rebuild_all_from_log(settings: ServiceSettings, projections: Sequence[Projection]) -> Rebuilt:
    """What `rebuild_from_log` does, for a service. Raises RebuildFailed; nothing is changed then."""
    async with rebuild_engine(settings) as engine:
        return await rebuild_from_log(
            engine,
            projections,
            group=settings.service_name,
            broker=broker_of(settings),
        )


async def rebuild_projection(
    engine: AsyncEngine,
    projection: Projection,
    *,
    group: str,
    broker: Broker,
    known: Sequence[Published] = CATALOGUE,
) -> Rebuilt:
    """The same with an engine. Raises RebuildFailed, LogIncomplete, TimeoutError."""
    subscription = Subscription((projection,), tuple(known))
    skipped = await _skipped(engine, group)
    async with (
        alone(engine) as connection,
        replaying(broker, subscription.topics, skipped) as replay,
        shadowed(connection, projection.tables),
    ):
        return await _run(connection, replay, Fold(connection, projection, subscription, group))


async def rebuild_from_log(
    engine: AsyncEngine,
    projections: Sequence[Projection],
    *,
    group: str,
    broker: Broker,
    known: Sequence[Published] = CATALOGUE,
) -> Rebuilt:
    """Make all projections of a service what the log says now, whatever was applied before.

    For the day a producer was brought back (docs/operations/reconcile.md): projections, versions, parked events,
    discards and offsets of all topics are replaced together. All projections, since they share the versions.
    Raises RebuildFailed, TimeoutError; nothing is changed then.
    """
    subscription = Subscription(tuple(projections), tuple(known))
    tables = [table for projection in projections for table in projection.tables]
    skipped = await _skipped(engine, group)
    async with (
        alone(engine) as connection,
        replaying(broker, subscription.topics, skipped) as replay,
        shadowed(connection, [*tables, DISCARDED]),  # an empty one: what was discarded is judged anew
    ):
        reading = FromLog(connection, subscription, group, replay)
        await reading.begin()
        ends = await catch_up(connection, replay, reading, replay.ends)
        await reading.redrive()
        rows = await reading.exchange(ends)
        await connection.commit()
    return Rebuilt(reading.applied, rows, reading.parked)


async def _skipped(engine: AsyncEngine, group: str) -> Skipped:
    async with engine.connect() as connection:
        return await list_skipped(connection, group)


async def _run(connection: AsyncConnection, replay: Replay, fold: Fold) -> Rebuilt:
    async def applied_live() -> Targets:
        """Where the consumer is, in the partitions of this projection's topics."""
        rows = (await connection.execute(READ_GROUP, {"group": fold.group})).all()
        kept = {TopicPartition(row.topic, row.partition): row.next for row in rows}
        return {place: kept.get(place, 0) for place in replay.next}

    if await _is_right(connection, replay, fold, applied_live):
        return Rebuilt(fold.applied, rows=0)
    await catch_up(connection, replay, fold, applied_live)
    await fold.finish()
    rows = await exchange(connection, fold.projection.tables)
    await cover(connection, fold.group, fold.projection, fold.subscription)
    await connection.commit()
    return Rebuilt(fold.applied, rows)


async def _is_right(connection: AsyncConnection, replay: Replay, fold: Fold, find_targets: FindTargets) -> bool:
    """Whether live had the same rows at one moment, and had been given every event. Where something still has to wait,
    or was missed, the exchange sees to it: a worker of another release, which passes over it, may go on beside this.
    And where a projection writes to what is not rebuilt, as whom it is to ask for, and somebody else did meanwhile."""
    await come_close(connection, replay, fold, find_targets, gives_way=True)
    reached, applied = dict(replay.next), fold.applied
    try:
        return await _is_right_in_snapshot(connection, replay, fold, find_targets)
    except DBAPIError as failure:
        if not is_conflict(failure):
            raise
        await connection.rollback()
        replay.next, fold.applied = reached, applied
        return False


async def _is_right_in_snapshot(
    connection: AsyncConnection, replay: Replay, fold: Fold, find_targets: FindTargets
) -> bool:
    await connection.execute(IN_SNAPSHOT)
    targets = await find_targets()
    incomplete = await list_incomplete(connection, fold.group, fold.subscription)  # before names mean shadows
    await read_rest(replay, fold, targets)
    is_left = fold.projection.name in incomplete or await fold.is_waiting()
    if not is_left:
        await fold.compare()
    is_right = not is_left and not await differ(connection, fold.projection.tables)
    await connection.commit()
    return is_right
