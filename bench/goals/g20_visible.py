"""G20: from a registration's commit to where every other service shows it, by the processes of the real stack: quietly,
and while a bulletin is made, an import and a rebuild run."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

import asyncpg
import httpx2
import msgspec

from bench.access import grant, token_of
from bench.measuring import Effort, Series, interleaved_percentiles
from bench.registry import Registry, given_registry
from bench.reporting import path_of
from bench.serving import running
from bench.stage import ROOT, Database, Stage, environment
from bench.targets import Finding, Goal, at_most
from bench.traffic import CREATED, Caller, open_one, post
from deploy.demo.people import id_number, people
from deploy.demo.register import register_workbook
from deploy.kafka.topics import apply, listed
from shared.auth.roles import Role
from shared.ids import new_id

PERSONS = 18_636
PER_SECOND, P99_MS = 5, 100  # a county's whole register within an hour; 20 take half of two cores by themselves
OVERLOADED, COMES_BACK_SECONDS = 503, 1.0
WARM_UP_SECONDS = 1.0  # as for G4: a relay wakes from its longest nap
LOOKED_EVERY_SECONDS = 0.004
LONGEST_SECONDS = 120
BULLETIN_OF = "2019-04-30"
BULLETIN_EVERY_SECONDS = 1.0  # as often as one person could ask for it
# What shows a person who was registered: of these ids those that are there.
SHOWN = {
    "benefits": "SELECT veteran_id FROM veteran WHERE veteran_id = ANY ($1::uuid[])",
    "reporting": "SELECT subject::uuid FROM figure_entry WHERE figure_code = 'F01' AND org_path = ANY ($2::text[])"
    " AND subject = ANY ($1::uuid[]::text[])",
    "notifications": "SELECT person_id FROM person WHERE person_id = ANY ($1::uuid[])",
}
COMMITTED = """
    SELECT veteran_id, extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 AS at FROM veteran
    WHERE veteran_id = ANY ($1::uuid[])
"""
IMPORTED = "SELECT count(*) = 0 FROM register_import WHERE state NOT IN ('done', 'failed')"


@dataclass
class Seen:
    """Of one service: what is waited for, and when it was there, in Unix seconds."""

    database: Database
    question: str
    awaited: dict[UUID, str] = field(default_factory=dict)
    at: dict[UUID, float] = field(default_factory=dict)

    async def look(self) -> None:
        """Until cancelled, every few milliseconds as long as something is awaited."""
        connection = await asyncpg.connect(self.database.url)
        try:
            while True:
                await self._look(connection)
                await asyncio.sleep(LOOKED_EVERY_SECONDS)
        finally:
            connection.terminate()

    async def _look(self, connection: Any) -> None:
        if self.awaited:
            asked = [list(self.awaited), sorted(set(self.awaited.values()))][: 1 + ("$2" in self.question)]
            rows = await connection.fetch(self.question, *asked)
            now = time.time()
            for [found] in rows:
                if self.awaited.pop(found, None):
                    self.at[found] = now


@dataclass
class Busy:
    """The other work, and how often each was done."""

    registry: Registry
    reporting: Database
    token: str
    workbooks: Iterator[bytes]
    bulletins: list[float] = field(default_factory=list)
    rebuilds: list[float] = field(default_factory=list)
    imports: list[float] = field(default_factory=list)
    refused: int = 0

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """A whole import; a bulletin every second and rebuilds one after the other until it is over."""
        over = asyncio.Event()
        workbook = next(self.workbooks)
        async with asyncio.TaskGroup() as working:
            working.create_task(self._bulletins(over))
            working.create_task(self._rebuilds(over))
            importing = working.create_task(self.imported(workbook))
            importing.add_done_callback(lambda _: over.set())
            yield

    async def imported(self, workbook: bytes) -> None:
        settings, began = self.registry.settings, time.perf_counter()
        headers = {"Authorization": f"Bearer {self.registry.clerk.token}"}
        async with httpx2.AsyncClient(headers=headers, timeout=LONGEST_SECONDS) as client:
            url = f"http://{settings.http_host}:{settings.http_port}/imports"
            answer = await client.post(url, files={"file": ("register.xlsx", workbook)}, data={"dry_run": "false"})
        if answer.status_code != 202:
            raise RuntimeError(answer.text)
        await _until(self.registry.database, IMPORTED)
        self.imports.append(time.perf_counter() - began)

    async def _bulletins(self, over: asyncio.Event) -> None:
        url, headers = (
            f"http://127.0.0.1:{self.reporting.settings.http_port}",
            {"Authorization": f"Bearer {self.token}"},
        )
        async with httpx2.AsyncClient(headers=headers, base_url=url, timeout=LONGEST_SECONDS) as client:
            while not over.is_set():
                began = time.perf_counter()
                drafts = (await client.get("/bulletins")).json()["items"]
                if drafts:
                    own = f"/bulletins/{drafts[0]['bulletin_id']}"
                    answer = await client.post(f"{own}/count", json={})
                else:
                    answer = await client.post("/bulletins", json={"day": BULLETIN_OF})
                    own = f"/bulletins/{answer.json().get('bulletin_id')}"
                letter = await client.get(f"{own}/letter")
                if not letter.content.startswith(b"%PDF"):
                    raise RuntimeError(answer.text + letter.text)
                self.bulletins.append(time.perf_counter() - began)
                await asyncio.sleep(max(0.0, began + BULLETIN_EVERY_SECONDS - time.perf_counter()))

    async def _rebuilds(self, over: asyncio.Event) -> None:
        argv = (sys.executable, "-m", "services.reporting.worker", "rebuild", "figures")
        while not over.is_set():
            began = time.perf_counter()
            program = await asyncio.create_subprocess_exec(
                *argv, cwd=ROOT, env=environment(self.reporting.settings), stdout=asyncio.subprocess.DEVNULL
            )
            if await program.wait():
                raise RuntimeError("the rebuild failed")
            self.rebuilds.append(time.perf_counter() - began)


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    apply(stage.kafka.broker, listed())
    registry = await given_registry(stage)
    reach = {"token_issuer": registry.settings.token_issuer, "jwks_url": registry.settings.jwks_url}
    others = {service: await stage.database(f"services.{service}", **reach) for service in SHOWN}
    account = {new_id(): new_id()}
    await grant(Role.CENTRE_STAFF, account, registry.database, others["reporting"])
    token = token_of(registry.settings, next(iter(account)))
    busy = Busy(registry, others["reporting"], token, _workbooks(registry, effort.count(PERSONS)))
    async with AsyncExitStack() as opened:
        await opened.enter_async_context(running("services.registry", registry.settings, stage.home))
        await opened.enter_async_context(running("services.reporting", others["reporting"].settings, stage.home))
        for service, database in {"registry": registry.database, **others}.items():
            package = f"services.{service}"
            await opened.enter_async_context(running(package, database.settings, stage.home, "worker"))
        await busy.imported(next(busy.workbooks))  # the county's register
        busy.imports.clear()
        series = await _timed(registry, others, busy, effort)
    return _findings(series, busy)


async def _timed(registry: Registry, others: dict[str, Database], busy: Busy, effort: Effort) -> dict[Any, Series]:
    services = [Seen(database, SHOWN[service]) for service, database in others.items()]

    async def quiet() -> Sequence[float]:
        registered = await _registered(registry, services, busy, effort.seconds)
        return await _visible(registry, services, registered)

    async def beside_work() -> Sequence[float]:
        async with busy.going_on():
            return await quiet()

    looking = [asyncio.create_task(each.look()) for each in services]
    await quiet()  # to warm up
    samples = {"quiet": quiet, "busy": beside_work}
    # A second try would have a longer log to read.
    series = await interleaved_percentiles(samples, (50, 99), replace(effort, tries=1))
    for task in looking:
        task.cancel()
    return dict(series)


async def _registered(registry: Registry, services: Sequence[Seen], busy: Busy, seconds: float) -> Sequence[UUID]:
    """So many a second, whether the services keep up or not."""
    paths = {room.code: path_of(room) for room in registry.county.rooms}
    idle, registered = list[Caller](), list[UUID]()

    async def register() -> None:
        form = next(registry.forms)
        caller = await open_one(idle, registry.settings.http_port)
        person = await _taken_in(caller, post("/veterans", form, registry.clerk.token), busy)
        for service in services:
            service.awaited[person] = paths[str(form["org_code"])]
        registered.append(person)
        idle.append(caller)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as registering:
        for number in range(round(PER_SECOND * (WARM_UP_SECONDS + seconds))):
            await asyncio.sleep(max(0.0, began + number / PER_SECOND - time.perf_counter()))
            registering.create_task(register())
    for caller in idle:
        caller.close()
    return registered[round(PER_SECOND * WARM_UP_SECONDS) :]


async def _taken_in(caller: Caller, registration: bytes, busy: Busy) -> UUID:
    """Who is told to come back does."""
    while (answer := await caller.ask(registration))[0] == OVERLOADED:
        busy.refused += 1
        await asyncio.sleep(COMES_BACK_SECONDS)
    status, _, body = answer
    if status != CREATED:
        raise RuntimeError(body.decode())
    return UUID(msgspec.json.decode(body)["veteran_id"])


async def _visible(registry: Registry, services: Sequence[Seen], registered: Sequence[UUID]) -> Sequence[float]:
    """Milliseconds of each, from its commit until the last of the services showed it."""
    async with asyncio.timeout(LONGEST_SECONDS):
        while any(service.awaited for service in services):
            await asyncio.sleep(LOOKED_EVERY_SECONDS)
    connection = await asyncpg.connect(registry.database.url)
    committed: dict[UUID, float] = {
        row["veteran_id"]: row["at"] for row in await connection.fetch(COMMITTED, registered)
    }
    await connection.close()
    return [1000 * (max(each.at[person] for each in services) - at) for person, at in committed.items()]


async def _until(database: Database, question: str) -> None:
    connection = await asyncpg.connect(database.url)
    async with asyncio.timeout(LONGEST_SECONDS):
        while not await connection.fetchval(question):
            await asyncio.sleep(0.1)
    await connection.close()


def _workbooks(registry: Registry, persons: int) -> Iterator[bytes]:
    """A register as large as the county's again and again, each time of other people: numbers of nobody before, and
    names of others, for who has both name and birthday of somebody is suspected to be him."""
    register = list(people(registry.county))[:persons]
    for turn in count():
        shift = 101 * turn % len(register)
        others = register[shift:] + register[:shift]
        yield register_workbook(
            replace(person, id_number=another_number(person.id_number, turn), name=other.name)
            for person, other in zip(register, others, strict=True)
        )


def another_number(known: str, turn: int) -> str:
    """Of somebody with the same birthday and sex; a register uses four serials at most."""
    return id_number(date.fromisoformat(known[6:14]), serial=int(known[14:17]) + 4 * turn)


def _findings(series: dict[Any, Series], busy: Busy) -> Sequence[Finding]:
    def mean(of: Sequence[float]) -> str:
        return f"{len(of)}, {sum(of) / max(1, len(of)):.1f} s each"

    facts: dict[str, object] = {
        "registrations": f"{PER_SECOND}/s over HTTP; until the last of {', '.join(SHOWN)} shows the person",
        "bulletins as PDF": mean(busy.bulletins),
        "imports": mean(busy.imports),
        "rebuilds of the figures": mean(busy.rebuilds),
        "registrations told to come back": busy.refused,
    }
    return [
        Finding(
            f"commit → visible everywhere, p99, {what}", "ms", at_most(P99_MS), series[name, 99],
            facts={"p50": f"{series[name, 50].median:.1f} ms", **(facts if name == "busy" else {})},
        )
        for name, what in (("quiet", "quietly"), ("busy", "beside a bulletin, an import and a rebuild"))
    ]  # fmt: skip


GOAL = Goal("G20", f"an event visible everywhere p99 ≤ {P99_MS} ms beside a bulletin, an import, a rebuild", measure)
