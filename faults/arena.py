"""A running stack to break: eight processes, PostgreSQL and Kafka on free ports, a small county, clerks at work."""

import asyncio
import random
import shutil
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import httpx2

from deploy.demo.accounts import ADMINISTRATOR, CLERK, LEADER, SECURITY, open_accounts, sign_in_as
from deploy.demo.client import Client
from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import answers, free_port
from deploy.embedded.postgres import Postgres
from deploy.embedded.program import Program
from deploy.embedded.site import SERVICES, Detour, Ports, Site
from deploy.embedded.stack import Stack, kafka_of
from deploy.operator.demo import target_of
from faults.comparing import compared
from faults.county import RECORDED_LONG_AGO, open_counters, open_grantee, set_up, small_county
from faults.gateway import Gateway, through_gateway
from faults.load import Load
from faults.oracle.facts import Facts, Parked, Position
from faults.oracle.gathering import gather, read_topics
from faults.proxy import Proxy
from faults.recovery import last_trouble, parts_of, works
from faults.report import Tally
from shared.kafka.broker import Broker

PROCESSES = tuple(f"{service} {kind}" for kind in ("API", "worker") for service in SERVICES)
LOOK_SECONDS = 0.05
# On a machine that is busy with much else; how long it took is noted, not judged.
BACK_SECONDS = 180
QUIET_SECONDS = 180
MOVING = ("imports_pending", "outbox_pending", "consumer_lag", "deliveries_pending", "deliveries_sending",
          "contacts_to_fetch", "files_to_compare", "ages_to_look_at")  # fmt: skip
RATE = 25.0


@dataclass(slots=True)
class Arena:
    """`kafka` and `postgres`: by service, the proxy between it and that server. `registry`: the one before its API.

    `injected`, `foldable` (those of them to be applied) and `expected_parked` tell the oracle what an experiment
    itself has put into the topics, `lost` (ids of the journal) which commands it has undone by restoring a database.
    """

    stack: Stack
    http: httpx2.AsyncClient
    public: Client
    clerk: Client
    load: Load
    kafka: Mapping[str, Proxy]
    postgres: Mapping[str, Proxy]
    registry: Proxy
    gateway: Gateway
    chance: random.Random
    tally: Tally = field(default_factory=Tally)
    injected: set[Position] = field(default_factory=set)
    foldable: set[Position] = field(default_factory=set)
    expected_parked: set[Parked] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    watching: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def administrator(self) -> Client:
        return await sign_in_as(self.public, self.site.home, ADMINISTRATOR)

    async def sql(self, service: str, statement: str, *arguments: object) -> list[Any]:
        """As the superuser, past the proxy."""
        connection = await asyncpg.connect(self.admin_url(service))
        try:
            return list(await connection.fetch(statement, *arguments))
        finally:
            await connection.close()

    @property
    def site(self) -> Site:
        return self.stack.site

    @property
    def broker(self) -> Broker:
        """As the operator, past the proxies."""
        return kafka_of(self.site).broker

    def node(self) -> Kafka:
        return kafka_of(self.site)

    def admin_url(self, service: str) -> str:
        """As PostgreSQL's superuser, past the proxy."""
        return Postgres(self.site.home, self.site.ports.postgres_port).admin_url(service)

    def url(self, process: str) -> str:
        service, kind = process.split()
        return self.site.api_url(service) if kind == "API" else self.site.worker_url(service)

    def worker(self, program: Program) -> Program:
        """As the stack starts it."""
        return through_gateway(self.gateway.port, program)

    async def kill(self, process: str, then: Sequence[Program] = ()) -> None:
        """SIGKILL, and watch until it does its work again."""
        await asyncio.to_thread(self.stack.supervisor.kill, process, then)
        self.tally.kills += 1
        self.watch(process)

    def watch(self, process: str) -> None:
        """Measure how long it takes until the process works again; a second kill begins anew."""
        if process in self.watching:
            self.watching[process].cancel()
        self.watching[process] = asyncio.create_task(self._watch(process, time.monotonic()))

    async def signal(self, process: str, number: signal.Signals) -> None:
        await asyncio.to_thread(self.stack.supervisor.signal, process, number)

    async def all_back(self) -> None:
        """Until every process that was hurt works again, or time is over: then that is a failure."""
        await asyncio.gather(*(asyncio.shield(task) for task in self.watching.values()))
        self.watching.clear()
        for process in PROCESSES:
            if not await self.until(partial(self.is_ready, process)):
                _, why = await self.ask(f"{self.url(process)}/readyz")
                self.tally.failures.append(f"{process} is not ready after {BACK_SECONDS} s: {why}")

    async def is_ready(self, process: str) -> bool:
        return (await self.ask(f"{self.url(process)}/readyz"))[0] == httpx2.codes.OK

    async def until(self, question: Callable[[], Any], seconds: float = BACK_SECONDS) -> bool:
        deadline = time.monotonic() + seconds
        while not await question():
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(LOOK_SECONDS)
        return True

    async def kafka_opened(self) -> float:
        """The instant (monotonic) Kafka's port opened again; 0.3 s are given it to close first."""
        await asyncio.sleep(0.3)
        await self.until(partial(asyncio.to_thread, answers, self.site.ports.kafka_port))
        return time.monotonic()

    async def postgres_opened(self) -> float:
        """The instant (monotonic) PostgreSQL has recovered and takes sessions."""
        await asyncio.sleep(0.3)
        server = Postgres(self.site.home, self.site.ports.postgres_port)
        await self.until(partial(asyncio.to_thread, server.is_ready))
        return time.monotonic()

    async def restart_postgres(self) -> None:
        """By SIGKILL; returns when all processes work again."""
        await asyncio.to_thread(self.stack.kill, "postgres")
        await self.postgres_opened()
        await self.all_back()

    def none_ended(self, before: Mapping[str, int]) -> None:
        """A process of a service that was not killed since `before` (what `stack.restarts` said) has a defect."""
        now = self.stack.restarts()
        for process in PROCESSES:
            if now[process] > before[process]:
                trouble = last_trouble(self.stack.supervisor.running(process).program.log)
                self.tally.failures.append(f"{process} ended by itself, {now[process] - before[process]} ×: {trouble}")

    async def ask(self, url: str) -> tuple[int, Mapping[str, Any]]:
        """Status (0: nobody answered) and JSON."""
        try:
            answer = await self.http.get(url, timeout=3)
            return answer.status_code, answer.json()
        except (httpx2.HTTPError, ValueError):
            return 0, {}

    async def metric(self, process: str, name: str, label: str = "") -> float:
        """The sum of a counter of the running process over all its label sets that hold `label`."""
        text = (await self.http.get(f"{self.url(process)}/metrics", timeout=5)).text
        rows = (line.rpartition(" ") for line in text.splitlines() if line.startswith(name) and label in line)
        return sum(float(value) for _, _, value in rows)

    async def flows(self, services: Sequence[str] = SERVICES) -> dict[str, int]:
        """What moves in which service; a worker that does not answer counts as moving."""
        answers = await asyncio.gather(*(self.ask(f"{self.site.worker_url(name)}/flow") for name in services))
        found: dict[str, int] = {}
        for service, (status, flow) in zip(services, answers, strict=True):
            moving = flow if status == httpx2.codes.OK else {"outbox_pending": -1}
            found |= {f"{service} {name}": count for name, count in moving.items() if name in MOVING}
        return found

    async def wait_until_quiet(self) -> Mapping[str, int]:
        """Wait until nothing moves, two looks in a row; what still does after the time allowed."""
        still, deadline = 0, time.monotonic() + QUIET_SECONDS
        while True:
            flows = await self.flows()
            still = still + 1 if not any(flows.values()) else 0
            if still == 2 or time.monotonic() > deadline:
                return flows
            await asyncio.sleep(0.2)

    async def keeps_up(self, services: Sequence[str] = SERVICES) -> bool:
        """Nothing older than a moment waits: at the load's rate that is a handful of events."""
        flows = await self.flows(services)
        return all(0 <= count <= 10 for name, count in flows.items() if "deliveries" not in name)

    async def work(self, commands: int) -> None:
        """Until the clerks have had so many more commands done."""
        wanted = self.load.seen.done + commands

        async def are_done() -> bool:
            return self.load.seen.done >= wanted

        await self.until(are_done, QUIET_SECONDS)

    async def wait_until_caught_up(self) -> None:
        if not await self.until(self.keeps_up):
            self.tally.failures.append(f"the flow does not keep up with the load: {await self.flows()}")

    async def facts(self) -> Facts:
        """Of the healed and quiet system."""
        still_moving = await self.wait_until_quiet()
        if not await compared(await sign_in_as(self.public, self.site.home, CLERK)):
            self.tally.failures.append("the services are not compared in time")
        raws = await asyncio.to_thread(read_topics, self.broker)
        return await gather(
            self.admin_url,
            raws,
            self.load.path,
            lost=frozenset(self.lost),
            injected=frozenset(self.injected),
            foldable=frozenset(self.foldable),
            expected_parked=frozenset(self.expected_parked),
            still_moving=still_moving,
            taken=dict(self.gateway.taken),
        )

    async def _watch(self, process: str, since: float) -> None:
        missing = parts_of(process)

        async def look() -> bool:
            status, body = await self.ask(f"{self.url(process)}/readyz")
            for part in [part for part in missing if works(part, status, body)]:
                missing.discard(part)
                self.tally.recovered(part, time.monotonic() - since)
            return not missing

        if not await self.until(look):
            self.tally.failures.append(f"{process}: {', '.join(sorted(missing))} not back after {BACK_SECONDS} s")


def new_home() -> Path:
    """A folder that PostgreSQL may enter even when we are root."""
    home = Path(tempfile.mkdtemp(prefix="veterans-faults-"))
    home.chmod(0o755)
    return home


def as_it_is(_site: Site) -> None:
    """A folder with nothing in it."""


@asynccontextmanager
async def open_arena(seed: int, rate: float = RATE, prepare: Callable[[Site], None] = as_it_is) -> AsyncIterator[Arena]:
    """Everything started and set up, clerks not yet at work. Nothing is left of it afterwards.

    `prepare` is called with the site before anything starts there.
    """
    home = new_home()
    ports = Ports.free()
    registry = Proxy(free_port(), ports.api("registry"))
    detours = {service: Detour(free_port(), free_port(), free_port(), registry.port) for service in SERVICES}
    gateway = Gateway(free_port(), random.Random(seed))
    site = Site(home, ports, synthetic=True, detours=detours)
    stack = Stack(site, worker=partial(through_gateway, gateway.port))
    async with AsyncExitStack() as opened:
        opened.callback(shutil.rmtree, home, ignore_errors=True)
        kafka, postgres = {}, {}
        for service, detour in detours.items():
            kafka[service] = await opened.enter_async_context(Proxy(detour.kafka_port, detour.kafka_listener_port))
            postgres[service] = await opened.enter_async_context(Proxy(detour.postgres_port, ports.postgres_port))
        await opened.enter_async_context(registry)
        await opened.enter_async_context(gateway)
        opened.push_async_callback(asyncio.to_thread, stack.down)
        await asyncio.to_thread(prepare, site)
        await asyncio.to_thread(stack.up)
        await asyncio.to_thread(Postgres(home, ports.postgres_port).psql, "registry", RECORDED_LONG_AGO)
        limits = httpx2.Limits(max_connections=100, max_keepalive_connections=20)
        http = await opened.enter_async_context(httpx2.AsyncClient(timeout=30, limits=limits, trust_env=False))
        target = target_of(stack.site)
        public = Client(http, target.addresses)
        clerk = await open_accounts(public, home, target.setup_token)
        county = small_county()
        await set_up(clerk, county)
        accounts = {name: await sign_in_as(public, home, name) for name in (ADMINISTRATOR, SECURITY, LEADER)}
        accounts |= {CLERK: clerk} | await open_counters(public, *accounts.values())
        load = Load(accounts, county, home, rate=rate, seed=seed, grantee=await open_grantee(accounts[ADMINISTRATOR]))
        yield Arena(stack, http, public, clerk, load, kafka, postgres, registry, gateway, random.Random(seed))
