"""The embedded stack as a whole: started in the right order, as parallel as the order allows, and ended in reverse."""

import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.embedded import configuration, edge, migrations
from deploy.embedded.claim import claim
from deploy.embedded.forks import Forks
from deploy.embedded.kafka import Kafka
from deploy.embedded.leftovers import Record
from deploy.embedded.postgres import Postgres
from deploy.embedded.program import Program, Running, never_ready, spawn, wait_ready
from deploy.embedded.readiness import wait_for_readiness
from deploy.embedded.site import SERVICES, Site
from deploy.embedded.supervisor import Supervisor
from deploy.kafka import access, keeper, topics
from deploy.trouble import Trouble
from shared.kafka.broker import Broker

ROOT = Path(__file__).parents[2]
START_SECONDS = 300  # on a machine that is busy with much else; a process that ends by itself is known sooner
TRIES = 3  # a process that ended so often before it was ever ready will not become ready

PROJECTIONS = "projections"  # the check of a worker that is not ready for want of events

Say = Callable[[str, str], None]


class Stack:
    """`with Stack(site): …` runs it; leaving the block, however that happens, leaves nothing running."""

    def __init__(
        self, site: Site, say: Say = lambda _zh, _en: None, worker: Callable[[Program], Program] = lambda worker: worker
    ) -> None:
        """`worker`: what is started instead of each worker; for fault experiments."""
        self.site = site
        self._worker = worker
        self._say = say
        self._record = Record(site.home)
        self._forks: Forks | None = None
        self._supervisor: Supervisor | None = None
        self._kafka: Kafka | None = None
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        try:
            self.up()
        except BaseException:
            self.down()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.down()

    def up(self) -> None:
        """Return when all eight processes and the edge before them do their work, or say what they wait for; raise
        Trouble with the reason when one does not answer."""
        claim(self.site, self._record)
        configuration.write_secrets(self.site)
        self._forks = forks = Forks(self.site)
        self._supervisor = Supervisor(self._write_record, forks.start)
        postgres = Postgres(self.site.home, self.site.ports.postgres_port)
        self._kafka = kafka = kafka_of(self.site)
        with ThreadPoolExecutor() as pool:
            broker = pool.submit(self._start_kafka, kafka)
            self._start_postgres(postgres)
            migrating = pool.submit(migrations.migrate, self.site, postgres, forks)
            self._finish(migrating, "数据库已就绪", "databases are ready")
            forks.wait_until_imported()  # also where there was nothing to migrate
            apis = self._supervisor.start(*(api_of(self.site, name) for name in SERVICES))
            self._finish(broker, "Kafka 已就绪", "Kafka is ready")
            workers = self._supervisor.start(*(self._worker(worker_of(self.site, name)) for name in SERVICES))
        incomplete = self._wait_for((*apis, *workers))
        self._keep_subscribers(kafka)
        wait_ready(self._start(edge.edge_of(self.site)), lambda: edge.is_ready(self.site), START_SECONDS)
        for service in incomplete:
            self._complete(service)

    def down(self) -> None:
        """End the edge, workers and APIs, then the servers beneath them. Doing it twice changes nothing."""
        self._ended.set()
        if self._supervisor:
            services = [f"{name} {kind}" for name in SERVICES for kind in ("API", "worker")]
            self._supervisor.stop([edge.NAME], services, ["kafka", "postgres"])
            self._supervisor = None
        if self._forks:
            self._forks.close()
            self._forks = None
        if self._kafka:
            self._kafka.keep_training()
        self._record.release()

    def kill(self, name: str) -> None:
        """SIGKILL one process (`registry API`, `benefits worker`, `kafka`, `postgres`); it is started again."""
        self.supervisor.kill(name)

    def move_clock(self, ahead: timedelta) -> None:
        """Let the county live so much later than this machine: its eight processes are ended and started again.
        Returns when they do their work."""
        self.site = replace(self.site, clock_ahead=ahead)
        apis = [api_of(self.site, name) for name in SERVICES]
        workers = [self._worker(worker_of(self.site, name)) for name in SERVICES]
        for service in self._wait_for(self.supervisor.replace(*apis, *workers)):
            self._complete(service)

    @property
    def supervisor(self) -> Supervisor:
        """For fault experiments. Raises Trouble when nothing runs."""
        if self._supervisor is None:
            raise Trouble("系统没有运行。", "the stack is not running.")
        return self._supervisor

    def restarts(self) -> dict[str, int]:
        """How often each process had to be started again."""
        return self._supervisor.restarts() if self._supervisor else {}

    def _start_postgres(self, postgres: Postgres) -> None:
        postgres.prepare()
        wait_ready(self._start(postgres.program()), postgres.is_ready, START_SECONDS)
        for service in SERVICES:
            postgres.create_database(service)

    def _start_kafka(self, kafka: Kafka) -> None:
        kafka.prepare()
        wait_ready(self._start(kafka.program()), kafka.is_ready, START_SECONDS)
        furnish(self.site, kafka.broker)

    def _keep_subscribers(self, kafka: Kafka) -> None:
        """Where systems of others can come in at all."""
        if self.site.external:
            told = (lambda: kafka.broker, self._ended, lambda: None)
            threading.Thread(target=keeper.keep, args=told, name="subscribers", daemon=True).start()

    def _start(self, program: Program) -> Running:
        if self._supervisor is None:
            raise Trouble("系统正在停止。", "the stack is being stopped.")
        return self._supervisor.start(program)[0]

    def _finish(self, step: Future[None], zh: str, en: str) -> None:
        step.result()
        self._say(zh, en)

    def _wait_for(self, services: Iterable[Running]) -> Sequence[str]:
        """The services with projections that were not given every event."""
        urls = {f"{name} API": self.site.api_url(name) for name in SERVICES}
        urls |= {f"{name} worker": self.site.worker_url(name) for name in SERVICES}
        deadline = time.monotonic() + START_SECONDS
        missing = {running.program.name: self._wait_for_one(running, urls, deadline) for running in services}
        if not any(missing.values()):
            self._say("四个服务已就绪", "all four services are ready")
        for name, failing in missing.items():
            for check, why in failing.items():
                if check == PROJECTIONS:  # which `up` sees to itself
                    continue
                self._say(f"{name} 已启动，待处理：{check}：{why}", f"{name} runs; to be seen to: {check}: {why}")
        return [name for name in SERVICES if PROJECTIONS in missing.get(f"{name} worker", {})]

    def _complete(self, service: str) -> None:
        """What is new in this release, or was passed over by another, from the first event on; people work meanwhile.
        What cannot be computed stays as it is, and the worker says so."""
        again = rebuild_of(self.site, service)
        self._say(f"{service}：补算缺少的事件…", f"{service}: computing what was missed…")
        running = spawn(again)
        try:
            failed = running.process.wait()
        finally:
            running.kill()
        if failed:
            self._say(f"{service}：未补算，日志见 {again.log}", f"{service}: not computed, why is in {again.log}")

    def _wait_for_one(self, running: Running, urls: Mapping[str, str], deadline: float) -> Mapping[str, str]:
        """What it misses. Raises Trouble where it does not answer."""
        name = running.program.name
        said = wait_for_readiness(f"{urls[name]}/readyz", deadline, lambda: self.restarts()[name] >= TRIES)
        if said is None:
            raise never_ready(running.program)
        return {} if said.is_good else said.failing

    def _write_record(self, children: Mapping[str, Running]) -> None:
        external = asdict(self.site.external) if self.site.external else None
        self._record.write(children, ports=self.site.ports.model_dump(), external=external)


def kafka_of(site: Site) -> Kafka:
    detours = {detour.kafka_listener_port: detour.kafka_port for detour in site.detours.values()}
    return Kafka(site.home, site.ports.kafka_port, site.ports.kafka_controller_port, detours, site.external)


def furnish(site: Site, broker: Broker) -> None:
    """What an empty broker lacks: topics, who may sign in, and what each may do. Doing it again changes nothing."""
    topics.apply(broker, topics.listed())
    let_in(site, broker)


def let_in(site: Site, broker: Broker) -> None:
    """Who may sign in to an empty broker, and what each may do; topics may come later."""
    access.admit(broker, configuration.kafka_passwords(site))
    access.apply(broker, access.listed())


def api_of(site: Site, service: str) -> Program:
    return _service(site, service, "API", f"services.{service}.main")


def worker_of(site: Site, service: str) -> Program:
    return _service(site, service, "worker", f"services.{service}.worker")


def rebuild_of(site: Site, service: str) -> Program:
    worker = worker_of(site, service)
    log = site.home / "logs" / f"{service}-rebuild.log"
    return replace(worker, name=f"{service} rebuild", argv=(*worker.argv, "rebuild", "--missed"), log=log)


def _service(site: Site, service: str, kind: str, module: str) -> Program:
    return Program(
        name=f"{service} {kind}",
        argv=(sys.executable, "-m", module),
        log=site.home / "logs" / f"{service}-{kind.lower()}.log",
        folder=ROOT,
        environment=configuration.environment(site, service),
        stop_seconds=12,
    )
