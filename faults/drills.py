"""What is broken so that an alert is fired, and mended so that it ends."""

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

import asyncpg
import httpx2

from deploy.backup.state import State
from deploy.embedded.certificates import Authority, Certified
from deploy.embedded.site import SERVICES
from faults.arena import Arena
from faults.poison import KINDS, new_key, poison
from faults.proxy import Proxy
from faults.told import Told
from faults.wire import produce
from shared.database import locks
from shared.database.locks import AdvisoryLock

OLD_SECONDS = 27 * 3600
ENDS_IN_DAYS = 2
# Which part of the disk is taken: little, so that everybody else goes on.
TAKEN_RATIO = 0.01
# Those who guess: after twenty wrong passwords an address has to wait. All of 127.0.0.0/8 is this machine.
GUESSERS, GUESSES = 6, 15


@dataclass(frozen=True, slots=True)
class Watched:
    """A stack that is watched, the state of its backups, and what was told of it."""

    arena: Arena
    backups: State
    told: Told


@asynccontextmanager
async def _held(process: str, watched: Watched) -> AsyncIterator[None]:
    """A process is down, and nobody starts it."""
    supervisor = watched.arena.stack.supervisor
    await asyncio.to_thread(supervisor.hold, process)
    try:
        yield
    finally:
        await asyncio.to_thread(supervisor.release, process)


@asynccontextmanager
async def _cut_off(way: Callable[[Arena], Proxy], watched: Watched) -> AsyncIterator[None]:
    """Nothing passes on the way to a server, and nobody is told."""
    proxy = way(watched.arena)
    proxy.lose_server()
    try:
        yield
    finally:
        proxy.heal()
        proxy.reset()


@asynccontextmanager
async def _hung(lock: AdvisoryLock, watched: Watched) -> AsyncIterator[None]:
    """Somebody else holds the place of who does this in notifications, and does nothing."""
    held = await asyncpg.connect(watched.arena.admin_url("notifications"))
    try:
        async with _held("notifications worker", watched):
            await held.execute("SELECT pg_advisory_lock($1, $2)", *lock)
        yield
    finally:
        await held.close()


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
async def _backup_old(watched: Watched) -> AsyncIterator[None]:
    """As the container of backups says it."""
    watched.backups.note(last_success_timestamp_seconds=round(time.time()) - OLD_SECONDS)
    yield
    watched.backups.note(last_success_timestamp_seconds=round(time.time()))


@asynccontextmanager
async def _certificate_ends(watched: Watched) -> AsyncIterator[None]:
    """Kafka's, in two days. Workers look when they start, and each quarter of an hour."""
    arena = watched.arena
    authority = Authority(arena.site.home / "secrets")
    await _presented(arena, partial(authority.ending, "kafka", ENDS_IN_DAYS + 1))  # a day of them has gone by
    try:
        yield
    finally:
        await _presented(arena, partial(authority.certified, "kafka"))


async def _presented(arena: Arena, certified: Callable[[], Certified]) -> None:
    supervisor = arena.stack.supervisor
    await asyncio.to_thread(supervisor.hold, "kafka")
    await asyncio.to_thread(arena.node().present, await asyncio.to_thread(certified))
    await asyncio.to_thread(supervisor.release, "kafka")
    await arena.kafka_opened()
    for service in SERVICES:
        await asyncio.to_thread(supervisor.hold, f"{service} worker")
        await asyncio.to_thread(supervisor.release, f"{service} worker")


@asynccontextmanager
async def _disk_taken(_watched: Watched) -> AsyncIterator[None]:
    """By a file, of which nothing is written: the room is only set aside."""
    with tempfile.NamedTemporaryFile() as taken:
        size = 2 * int(TAKEN_RATIO * shutil.disk_usage("/").total)
        await asyncio.to_thread(os.posix_fallocate, taken.fileno(), 0, size)
        yield


@asynccontextmanager
async def _guessed(watched: Watched) -> AsyncIterator[None]:
    """Passwords of nobody, from several addresses."""
    for last in range(GUESSERS):
        transport = httpx2.AsyncHTTPTransport(local_address=f"127.0.7.{last + 1}")
        async with httpx2.AsyncClient(transport=transport) as guesser:
            for number in range(GUESSES):
                body = {"username": f"guess-{last}-{number}", "password": "not-this-one-either"}
                answer = await guesser.post(f"{watched.arena.site.api_url('registry')}/tokens", json=body)
                if answer.status_code != HTTPStatus.UNAUTHORIZED:
                    raise ValueError(f"a wrong password is answered {answer.status_code}: {answer.text}")
    yield


@dataclass(frozen=True, slots=True)
class Drill:
    """`alerts` are told while it is broken, and end once it is mended."""

    zh: str
    en: str
    broken: Callable[[Watched], AbstractAsyncContextManager[None]]
    alerts: tuple[str, ...]


DRILLS = (
    Drill("上次备份在 27 小时以前", "the last backup is 27 hours old", _backup_old, ("BackupOld",)),
    Drill("worker 停止", "a worker is down", partial(_held, "reporting worker"), ("ProcessDown",)),
    Drill("事件被搁置，再放弃", "an event is parked, then discarded", _poisoned, ("EventsParked",)),
    Drill("一个服务连不上 Kafka", "a service is cut off from Kafka",
          partial(_cut_off, lambda arena: arena.kafka["reporting"]), ("ConsumerBehind",)),
    Drill("一个服务连不上数据库", "a service is cut off from its database",
          partial(_cut_off, lambda arena: arena.postgres["benefits"]), ("NotMeasured",)),
    Drill("专用主题没有人写", "nobody writes the feeds", partial(_hung, locks.FEED_WRITER), ("FeedsLate",)),
    Drill("没有人为订阅系统读取事件", "nobody keeps events for feeds", partial(_hung, locks.FEED_KEEPER),
          ("FeedsNotKept",)),
    Drill("证书两天后到期", "a certificate ends in two days", _certificate_ends,
          ("CertificateExpires", "CertificateEnds")),
    Drill("磁盘将满", "a disk fills up", _disk_taken, ("DiskFillsUp",)),
    Drill("有人猜口令", "somebody guesses passwords", _guessed, ("SignInsRefused",)),
    Drill("Kafka 停止", "Kafka is down", partial(_held, "kafka"), ("EventsUnpublished", "ConsumerBehind")),
)  # fmt: skip
