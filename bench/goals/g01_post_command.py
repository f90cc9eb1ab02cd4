"""G1: a whole POST of the registry beside pgbench, which sends the same SQL and does nothing else."""

import itertools
from collections.abc import Sequence

from bench.measuring import Arm, Effort, interleaved
from bench.registry import Registry, given_registry, registration_script, serving
from bench.stage import Stage
from bench.targets import Finding, Goal, at_least
from bench.traffic import CREATED, saturate

CONNECTIONS = 32


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    registry = await given_registry(stage)
    async with serving(registry):
        script = await registration_script(registry)
        series = await interleaved([pgbench_arm(registry, script, effort), _post_arm(registry, effort)], effort)
    facts: dict[str, object] = {
        "statements": len(script.splitlines()) - 2,
        "API": f"one process, {registry.settings.database_pool_size} database connections",
        "request": "POST /veterans: 15 fields, 5 of them encrypted, 4 rows of state, audit, outbox",
    }
    return [
        Finding(
            "POST /veterans",
            "commands/s",
            at_least(0.15),
            series["post"],
            series["pgbench"],
            "pgbench -M prepared, identical SQL, 32 connections",
            facts,
        )
    ]


def pgbench_arm(registry: Registry, script: str, effort: Effort, name: str = "pgbench") -> Arm:
    """Transactions a second of the script."""
    numbers = RUNS

    async def run() -> float:
        registry.database.settle()
        return (await registry.pgbench.run(script, number=next(numbers), seconds=effort.seconds)).rate

    return Arm(name, run)


RUNS = itertools.count(1)


def _post_arm(registry: Registry, effort: Effort) -> Arm:
    requests = registry.requests()

    async def run() -> float:
        registry.database.settle()
        port = registry.settings.http_port
        outcome = await saturate(port, requests, connections=CONNECTIONS, seconds=effort.seconds)
        if set(outcome.statuses) != {CREATED}:
            raise RuntimeError(f"not all were registered: {dict(outcome.statuses)}")
        return outcome.rate(CREATED)

    return Arm("post", run)


GOAL = Goal("G1", "a full POST command ≥ 0.15 × pgbench of the identical SQL, 32 connections", measure)
