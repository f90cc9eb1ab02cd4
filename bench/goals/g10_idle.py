"""G10: what four workers cost when nothing happens."""

import asyncio
import sys
from collections.abc import Sequence
from functools import partial

import psutil

from bench.measuring import Effort, Series
from bench.stage import ROOT, Database, Stage, environment
from bench.targets import Finding, Goal, at_most
from deploy.embedded.answers import ask
from deploy.embedded.program import Program, Running, spawn, wait_ready
from deploy.embedded.site import SERVICES
from deploy.kafka.topics import apply, listed

SECONDS, CALM_SECONDS = 60.0, 20.0


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    apply(stage.kafka.broker, listed())
    databases = {service: await stage.database(f"services.{service}") for service in SERVICES}
    workers = {service: _start(stage, service, database) for service, database in databases.items()}
    try:
        for service, worker in workers.items():
            url = f"http://127.0.0.1:{databases[service].settings.worker_port}/readyz"
            wait_ready(worker, partial(_is_ready, url))
        share = 1.0 if effort.share == 1 else 0.1
        await asyncio.sleep(CALM_SECONDS * share)
        return await _watched(databases, workers, SECONDS * share)
    finally:
        for worker in workers.values():
            worker.stop()


def _is_ready(url: str) -> bool:
    return ask(url).is_good


def _start(stage: Stage, service: str, database: Database) -> Running:
    argv = (sys.executable, "-m", f"services.{service}.worker")
    log = stage.home / "logs" / f"{service}-worker.log"
    return spawn(Program(f"{service} worker", argv, log, ROOT, environment(database.settings)))


async def _watched(databases: dict[str, Database], workers: dict[str, Running], seconds: float) -> Sequence[Finding]:
    before = {service: _cpu_seconds(worker) for service, worker in workers.items()}
    for database in databases.values():
        database.forget_statements()
    await asyncio.sleep(seconds)
    spent = {service: _cpu_seconds(worker) - before[service] for service, worker in workers.items()}
    asked = {service: database.statements() / seconds for service, database in databases.items()}
    processor: dict[str, object] = {service: f"{each / seconds:.2%} of a core" for service, each in spent.items()}
    statements: dict[str, object] = {service: f"{each:.1f} SQL/s" for service, each in asked.items()}
    busiest, busiest_database = max(spent.values()) / seconds, max(asked.values())
    return [
        Finding("relay and all consumers, four workers", "of a core", at_most(0.015),
                Series((sum(spent.values()) / seconds,)), facts=processor),
        Finding("the busiest worker", "of a core", at_most(0.015), Series((busiest,))),
        Finding("the busiest service", "SQL/s", at_most(25), Series((busiest_database,)), facts=statements),
    ]  # fmt: skip


def _cpu_seconds(worker: Running) -> float:
    times = psutil.Process(worker.pid).cpu_times()
    return float(times.user + times.system)


GOAL = Goal("G10", "idle: relay + all consumers ≤ 1.5 % of a core, ≤ 25 SQL/s per service, over 60 s", measure)
