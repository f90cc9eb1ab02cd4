"""What is broken so that an alert is fired, and mended so that it ends."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from deploy.backup.state import State
from faults.arena import Arena
from faults.poison import KINDS, new_key, poison
from faults.told import Told
from faults.wire import produce
from shared.database import locks

OLD_SECONDS = 27 * 3600


@dataclass(frozen=True, slots=True)
class Watched:
    """A stack that is watched, the state of its backups, and what was told of it."""

    arena: Arena
    backups: State
    told: Told


@asynccontextmanager
async def _worker_down(watched: Watched) -> AsyncIterator[None]:
    supervisor = watched.arena.stack.supervisor
    await asyncio.to_thread(supervisor.hold, "reporting worker")
    yield
    await asyncio.to_thread(supervisor.release, "reporting worker")


@asynccontextmanager
async def _broker_down(watched: Watched) -> AsyncIterator[None]:
    supervisor = watched.arena.stack.supervisor
    await asyncio.to_thread(supervisor.hold, "kafka")
    yield
    await asyncio.to_thread(supervisor.release, "kafka")


@asynccontextmanager
async def _cut_off_from_kafka(watched: Watched) -> AsyncIterator[None]:
    way = watched.arena.kafka["reporting"]
    way.lose_server()
    yield
    way.heal()
    way.reset()


@asynccontextmanager
async def _cut_off_from_its_database(watched: Watched) -> AsyncIterator[None]:
    way = watched.arena.postgres["benefits"]
    way.lose_server()
    yield
    way.heal()
    way.reset()


@asynccontextmanager
async def _poisoned(watched: Watched) -> AsyncIterator[None]:
    key = new_key()
    await produce(watched.arena.broker, [poison(KINDS[0], key)])
    yield
    administrator = await watched.arena.administrator()
    for service in KINDS[0].parked_by:
        page: Any = await administrator.get(service, "/parked", limit="200")
        [parked] = [each["parked_id"] for each in page["items"] if each["key"] == key]
        await administrator.post(service, f"/parked/{parked}/discard", {"reason": "drill", "through": 1})


@asynccontextmanager
async def _writer_hung(watched: Watched) -> AsyncIterator[None]:
    """Somebody else holds the place of who writes feeds, and writes nothing."""
    supervisor = watched.arena.stack.supervisor
    await asyncio.to_thread(supervisor.hold, "notifications worker")
    held = await asyncpg.connect(watched.arena.admin_url("notifications"))
    try:
        await held.execute("SELECT pg_advisory_lock($1, $2)", *locks.FEED_WRITER)
        await asyncio.to_thread(supervisor.release, "notifications worker")
        yield
    finally:
        await held.close()


@asynccontextmanager
async def _backup_old(watched: Watched) -> AsyncIterator[None]:
    """As the container of backups says it."""
    watched.backups.note(last_success_timestamp_seconds=round(time.time()) - OLD_SECONDS)
    yield
    watched.backups.note(last_success_timestamp_seconds=round(time.time()))


@dataclass(frozen=True, slots=True)
class Drill:
    """`alerts` are told while it is broken, and end once it is mended."""

    zh: str
    en: str
    broken: Callable[[Watched], AbstractAsyncContextManager[None]]
    alerts: tuple[str, ...]


DRILLS = (
    Drill("上次备份在 27 小时以前", "the last backup is 27 hours old", _backup_old, ("BackupOld",)),
    Drill("worker 停止", "a worker is down", _worker_down, ("ProcessDown",)),
    Drill("事件被搁置，再放弃", "an event is parked, then discarded", _poisoned, ("EventsParked",)),
    Drill("一个服务连不上 Kafka", "a service is cut off from Kafka", _cut_off_from_kafka, ("ConsumerBehind",)),
    Drill("一个服务连不上数据库", "a service is cut off from its database", _cut_off_from_its_database,
          ("NotMeasured",)),
    Drill("专用主题没有人写", "nobody writes the feeds", _writer_hung, ("FeedsLate",)),
    Drill("Kafka 停止", "Kafka is down", _broker_down, ("EventsUnpublished", "ConsumerBehind")),
)  # fmt: skip
