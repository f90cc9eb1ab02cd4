"""G9: twice as many requests as the API can do. What it accepts it does in time; the rest it declines at once."""

from collections.abc import Sequence

import psutil

from bench.aims import Finding, Goal, at_least, at_most
from bench.goals.g01_post_command import CONNECTIONS
from bench.measuring import Effort, Series, percentile
from bench.registry import Registry, given_registry, serving
from bench.stage import Stage
from bench.traffic import CREATED, Outcome, offer, saturate

DECLINED = frozenset({429, 503})
AT_EASE, TOO_MUCH = 0.8, 2.0


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    registry = await given_registry(stage)
    port, requests = registry.settings.http_port, registry.requests()
    seconds = 2 * effort.seconds  # a percentile of few requests is one checkpoint's
    full: list[Outcome] = []
    eased: list[Outcome] = []
    flooded: list[Outcome] = []

    async def offered(share: float) -> Outcome:
        registry.database.settle()
        return await offer(port, requests, rate=share * full[-1].rate(CREATED), seconds=seconds)

    async with serving(registry) as pid:
        await saturate(port, requests, connections=CONNECTIONS, seconds=effort.seconds / 2)
        memory = [_resident_mb(pid)]
        for _ in range(effort.repetitions):
            registry.database.settle()
            full.append(await saturate(port, requests, connections=CONNECTIONS, seconds=seconds))
            eased.append(await offered(AT_EASE))
            flooded.append(await offered(TOO_MUCH))
            memory.append(_resident_mb(pid))
    return [*_answers(full, eased, flooded), _memory(memory), _declined(registry, flooded)]


def _answers(full: Sequence[Outcome], eased: Sequence[Outcome], flooded: Sequence[Outcome]) -> Sequence[Finding]:
    saturation, goodput = _rates(full), _rates(flooded)
    calm, crowded = _p99(eased), _p99(flooded)
    closed = f"saturation: {CONNECTIONS} connections, each asking again as soon as it is answered"
    return [
        Finding("goodput at 2 × saturation", "commands/s", at_least(0.9), goodput, saturation, closed),
        Finding("p99 of what is accepted", "ms", at_most(3), crowded, calm, f"p99 at {AT_EASE:.0%} of saturation"),
    ]


def _memory(megabytes: Sequence[float]) -> Finding:
    grown = (megabytes[-1] - megabytes[0]) / megabytes[0]
    facts: dict[str, object] = {"resident": " → ".join(f"{each:.0f} MB" for each in megabytes)}
    return Finding("memory growth", "of the API's memory", at_most(0.10), Series((grown,)), facts=facts)


def _declined(registry: Registry, flooded: Sequence[Outcome]) -> Finding:
    statuses = sum((outcome.statuses for outcome in flooded), start=type(flooded[0].statuses)())
    strange = sum(count for status, count in statuses.items() if status not in DECLINED | {CREATED})
    without = sum(outcome.without_retry_after for outcome in flooded)
    facts: dict[str, object] = {"answers": dict(statuses), "database connections": registry.settings.database_pool_size}
    what = "answers that are neither 201 nor 429/503 with Retry-After"
    return Finding(what, "answers", at_most(0), Series((float(strange + without),)), facts=facts)


def _rates(outcomes: Sequence[Outcome]) -> Series:
    return Series(tuple(outcome.rate(CREATED) for outcome in outcomes))


def _p99(outcomes: Sequence[Outcome]) -> Series:
    return Series(tuple(percentile(outcome.latencies[CREATED], 99) * 1000 for outcome in outcomes))


def _resident_mb(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss / 2**20)


GOAL = Goal(
    "G9",
    "offered 2 × saturation: goodput ≥ 0.9 ×, p99 of accepted ≤ 3 × p99 at 80 %, rest 429/503 with Retry-After, memory"
    " growth < 10 %",
    measure,
)
