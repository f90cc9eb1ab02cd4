"""G10: what four workers cost when nothing happens."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack

from bench.measuring import Effort, Series
from bench.serving import processor_seconds, running
from bench.stage import Database, Stage
from bench.targets import Finding, Goal, at_most
from deploy.embedded.site import SERVICES
from deploy.kafka.topics import apply, listed

SECONDS, CALM_SECONDS = 60.0, 20.0


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    apply(stage.kafka.broker, listed())
    databases = {service: await stage.database(f"services.{service}") for service in SERVICES}
    share = 1.0 if effort.share == 1 else 0.1
    async with AsyncExitStack() as opened:
        workers = {
            service: await opened.enter_async_context(
                running(f"services.{service}", database.settings, stage.home, "worker")
            )
            for service, database in databases.items()
        }
        await asyncio.sleep(CALM_SECONDS * share)
        return await _watched(databases, workers, SECONDS * share)


async def _watched(databases: dict[str, Database], workers: dict[str, int], seconds: float) -> Sequence[Finding]:
    before = {service: processor_seconds(worker) for service, worker in workers.items()}
    for database in databases.values():
        database.forget_statements()
    await asyncio.sleep(seconds)
    spent = {service: processor_seconds(worker) - before[service] for service, worker in workers.items()}
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


GOAL = Goal("G10", "idle: relay + all consumers ≤ 1.5 % of a core, ≤ 25 SQL/s per service, over 60 s", measure)
