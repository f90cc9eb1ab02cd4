"""G2: what the outbox costs a command: the recorded SQL with its outbox row and without it."""

from collections.abc import Sequence

from bench.goals.g01_post_command import pgbench_arm
from bench.measuring import Effort, interleaved
from bench.registry import given_registry, registration_script, serving
from bench.stage import Stage
from bench.targets import Finding, Goal, at_least


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    registry = await given_registry(stage)
    async with serving(registry):
        whole = await registration_script(registry)
        without = await registration_script(registry, with_outbox=False)
    if "INTO outbox" not in whole or "INTO outbox" in without:
        raise RuntimeError("the scripts do not differ by the outbox")
    arms = [pgbench_arm(registry, without, effort, "without"), pgbench_arm(registry, whole, effort, "with")]
    series = await interleaved(arms, effort)
    facts: dict[str, object] = {
        "statements": f"{len(whole.splitlines()) - 2} with, {len(without.splitlines()) - 2} without",
        "the outbox row": "is written by the statement that writes the audit row",
        "NOTIFY in the transaction": "yes" if "notify" in whole.lower() else "no",
    }
    return [
        Finding(
            "register-veteran with its outbox row",
            "commands/s",
            at_least(0.90),
            series["with"],
            series["without"],
            "the same SQL without it; pgbench -M prepared, 32 connections",
            facts,
        )
    ]


GOAL = Goal("G2", "command throughput with outbox ≥ 0.90 × without; no NOTIFY in command transactions", measure)
