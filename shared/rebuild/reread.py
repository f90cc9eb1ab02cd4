"""What rebuilds share: being the only one, and applying the log in batches up to where the consumer stands."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from aiokafka.structs import ConsumerRecord
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.locks import REBUILD
from shared.inbox.incoming import IncomingRecord
from shared.inbox.streams import LOCK_FOR_EXCHANGE
from shared.rebuild.replay import Replay, Targets

TRY_REBUILD_LOCK = select(func.pg_try_advisory_lock(*REBUILD))
KEEP_SESSION = select(func.set_config("idle_session_timeout", "0", False))  # however long the log is looked through
BATCH_EVENTS = 1_000
# Caught up to this many events, what is left is read in one transaction: in a snapshot, or, where rows are exchanged,
# while the consumer waits. A consumer that is busy stays ahead by what it applies during one more turn.
CLOSE_ENOUGH_EVENTS = 100
AT_MOST_EVENTS = 2_000
# While events come in, somebody is at work: after each batch others have the machine for so many times as long.
GIVES_WAY_TIMES = 4.0

FindTargets = Callable[[], Awaitable[Targets]]
Read = Callable[[Iterable[ConsumerRecord]], Iterable[IncomingRecord]]


class RebuildFailed(Exception):
    """Why a projection cannot be rebuilt. The live tables are as they were."""


class Reader(Protocol):
    """What becomes of the records of the log: which are applied, and how."""

    def read(self, raws: Iterable[ConsumerRecord]) -> Iterable[IncomingRecord]: ...

    async def apply(self, records: Sequence[IncomingRecord]) -> None:
        """In the current transaction. Raises RebuildFailed."""


@asynccontextmanager
async def alone(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection that holds the only rebuild of this database. Raises RebuildFailed."""
    async with engine.connect() as connection:
        try:
            if not (await connection.execute(TRY_REBUILD_LOCK)).scalar_one():
                raise RebuildFailed("另一次重建正在运行 · another rebuild is running")
            await connection.execute(KEEP_SESSION)
            yield connection
        finally:
            await connection.invalidate()  # and with the session its lock


async def come_close(
    connection: AsyncConnection, replay: Replay, reader: Reader, find_targets: FindTargets, *, gives_way: bool = False
) -> None:
    """Apply the log up to its targets, a commit a batch; where it gives way, with pauses while they move on.

    Raises RebuildFailed, LogIncomplete, TimeoutError.
    """
    before = math.inf
    while is_worth_a_turn(left := distance(replay, targets := await find_targets()), before):
        await connection.commit()
        seen = targets
        async for records in ahead(batches(replay, targets, reader.read)):
            began, before_it = time.perf_counter(), seen
            await reader.apply(records)
            await connection.commit()
            seen = await find_targets()
            await connection.commit()
            if gives_way and seen != before_it:
                await pause(GIVES_WAY_TIMES * (time.perf_counter() - began))
        before = left
    await connection.commit()


async def pause(seconds: float) -> None:
    """Others have the machine; the next batch is being read meanwhile."""
    await asyncio.sleep(seconds)


def is_worth_a_turn(left: int, before: float) -> bool:
    """So many events are left, so many were before the last turn."""
    return left > AT_MOST_EVENTS or (left > CLOSE_ENOUGH_EVENTS and left < before)


async def catch_up(connection: AsyncConnection, replay: Replay, reader: Reader, find_targets: FindTargets) -> Targets:
    """Come close, then apply what is left under the lock of the exchange, which the transaction that this leaves open
    holds. Raises the same.
    """
    await come_close(connection, replay, reader, find_targets)
    await connection.execute(LOCK_FOR_EXCHANGE)
    return await read_rest(replay, reader, await find_targets())


async def read_rest(replay: Replay, reader: Reader, targets: Targets) -> Targets:
    """In the current transaction. Raises the same."""
    async for records in batches(replay, targets, reader.read):
        await reader.apply(records)
    return targets


async def batches(replay: Replay, targets: Targets, read: Read) -> AsyncIterator[Sequence[IncomingRecord]]:
    """Up to `targets`. Raises LogIncomplete, TimeoutError."""
    batch: list[IncomingRecord] = []
    async for raws in replay.until(targets):
        batch.extend(read(raws))
        await asyncio.sleep(0)  # reading keeps the process busy: what is being written gets its turn
        if len(batch) >= BATCH_EVENTS:
            yield batch
            batch = []
    if batch:
        yield batch


async def ahead(read: AsyncIterator[Sequence[IncomingRecord]]) -> AsyncIterator[Sequence[IncomingRecord]]:
    """Each batch is read while the one before is applied."""
    following = asyncio.create_task(_next(read))
    try:
        while batch := await following:
            following = asyncio.create_task(_next(read))
            yield batch
    finally:
        following.cancel()


async def _next(read: AsyncIterator[Sequence[IncomingRecord]]) -> Sequence[IncomingRecord]:
    """Nothing when there are no more. (`anext` with a default cannot be a task.)"""
    async for batch in read:
        return batch
    return ()


def distance(replay: Replay, targets: Targets) -> int:
    """How many events are left to read."""
    return sum(max(0, target - replay.next[place]) for place, target in targets.items())
