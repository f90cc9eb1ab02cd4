"""Building a projection anew from the first event, while the service goes on.

The same `apply` runs under another search_path (`shared.inbox.shadow`), and the same verdicts are passed. What live has
decided is respected: an event that is parked now is not applied here either, since a redrive will; one that an operator
gave up is passed over; one that arrived before its predecessor waits for it.

At the end, with the consumer held up for a moment, every aggregate must be exactly where live has it; then the rows are
exchanged in one transaction. When anything fails, nothing is.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from aiokafka import TopicPartition
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.engine import create_engine
from shared.events.catalogue import CATALOGUE
from shared.events.contract import Published
from shared.inbox.fold import Fold, RebuildFailed
from shared.inbox.incoming import IncomingRecord
from shared.inbox.offsets import READ_GROUP
from shared.inbox.projection import Projection
from shared.inbox.replay import Replay, Targets, replaying
from shared.inbox.shadow import drop_shadows, exchange, make_shadows
from shared.inbox.streams import LOCK_FOR_EXCHANGE
from shared.inbox.subscription import Subscription
from shared.settings import ServiceSettings

TRY_REBUILD_LOCK = text("SELECT pg_try_advisory_lock(1802923, 3)")
STATEMENT_SECONDS = 3_600
# Caught up to this many events, the rest is read while the consumer waits.
CLOSE_ENOUGH_EVENTS = 2_000
BATCH_EVENTS = 10_000

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """`events` were applied; `rows` of the live tables had to be deleted or inserted: 0 when they were right."""

    events: int
    rows: int


async def rebuild(settings: ServiceSettings, projection: Projection) -> Rebuilt:
    """Rebuild one projection of the service. Raises RebuildFailed, LogIncomplete; nothing is changed then."""
    engine = create_engine(
        settings.database_url.get_secret_value(),
        pool_size=1,
        application_name=f"{settings.service_name}-rebuild",
        statement_timeout_seconds=STATEMENT_SECONDS,
    )
    try:
        return await rebuild_projection(
            engine,
            projection,
            group=settings.service_name,
            bootstrap_servers=settings.kafka_bootstrap_servers,
        )
    finally:
        await engine.dispose()


async def rebuild_projection(
    engine: AsyncEngine,
    projection: Projection,
    *,
    group: str,
    bootstrap_servers: str,
    known: Sequence[Published] = CATALOGUE,
) -> Rebuilt:
    """The same with an engine. Raises RebuildFailed, LogIncomplete, TimeoutError."""
    subscription = Subscription((projection,), tuple(known))
    async with _alone(engine) as connection, replaying(bootstrap_servers, subscription.topics) as replay:
        try:
            await make_shadows(connection, projection.tables)
            await connection.commit()
            rebuilt = await _run(connection, replay, Fold(connection, projection, subscription, group))
        finally:
            await connection.rollback()
            await drop_shadows(connection, projection.tables)
            await connection.commit()
    _log.info("projection_rebuilt", projection=projection.name, events=rebuilt.events, rows=rebuilt.rows)
    return rebuilt


@asynccontextmanager
async def _alone(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection that holds the only rebuild of this database. Raises RebuildFailed."""
    async with engine.connect() as connection:
        try:
            if not (await connection.execute(TRY_REBUILD_LOCK)).scalar_one():
                raise RebuildFailed("another rebuild is running")
            yield connection
        finally:
            await connection.invalidate()  # and with the session its lock


async def _run(connection: AsyncConnection, replay: Replay, fold: Fold) -> Rebuilt:
    targets = await _targets(connection, replay, fold.group)
    while _distance(replay, targets) > CLOSE_ENOUGH_EVENTS:
        async for records in _ahead(_batches(replay, targets, fold)):
            await fold.apply(records)
            await connection.commit()
        targets = await _targets(connection, replay, fold.group)
    await connection.execute(LOCK_FOR_EXCHANGE)
    targets = await _targets(connection, replay, fold.group, commit=False)
    async for records in _batches(replay, targets, fold):
        await fold.apply(records)
    await fold.finish()
    rows = await exchange(connection, fold.projection.tables)
    await connection.commit()
    return Rebuilt(fold.applied, rows)


async def _batches(replay: Replay, targets: Targets, fold: Fold) -> AsyncIterator[Sequence[IncomingRecord]]:
    batch: list[IncomingRecord] = []
    async for raws in replay.until(targets):
        batch.extend(fold.read(raws))
        await asyncio.sleep(0)  # reading keeps the process busy: what is being written gets its turn
        if len(batch) >= BATCH_EVENTS:
            yield batch
            batch = []
    if batch:
        yield batch


async def _ahead(batches: AsyncIterator[Sequence[IncomingRecord]]) -> AsyncIterator[Sequence[IncomingRecord]]:
    """Each batch is read while the one before is applied."""
    following = asyncio.create_task(_next(batches))
    try:
        while batch := await following:
            following = asyncio.create_task(_next(batches))
            yield batch
    finally:
        following.cancel()


async def _next(batches: AsyncIterator[Sequence[IncomingRecord]]) -> Sequence[IncomingRecord]:
    """Nothing when there are no more. (`anext` with a default cannot be a task.)"""
    async for batch in batches:
        return batch
    return ()


async def _targets(connection: AsyncConnection, replay: Replay, group: str, *, commit: bool = True) -> Targets:
    """Where the consumer is, in the partitions of this projection's topics."""
    rows = (await connection.execute(READ_GROUP, {"group": group})).all()
    if commit:
        await connection.commit()
    kept = {TopicPartition(row.topic, row.partition): row.next for row in rows}
    return {place: kept.get(place, 0) for place in replay.next}


def _distance(replay: Replay, targets: Targets) -> int:
    return sum(max(0, target - replay.next[place]) for place, target in targets.items())
