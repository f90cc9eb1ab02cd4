"""G9: twice as many requests as the API can do. What it accepts it does in time; the rest it declines at once."""

from collections.abc import Sequence
from typing import NamedTuple

import psutil

from bench.aims import Finding, Goal, at_least, at_most
from bench.goals.g01_post_command import CONNECTIONS
from bench.measuring import Effort, Series, percentile
from bench.registry import Registry, given_registry, serving
from bench.stage import Stage
from bench.traffic import CREATED, Outcome, offer, saturate, together

DECLINED = frozenset({429, 503})
AT_EASE, TOO_MUCH = 0.8, 2.0


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    registry = await given_registry(stage)
    port, requests = registry.settings.http_port, registry.requests()
    seconds = 2 * effort.seconds  # a percentile of few requests is one checkpoint's
    rounds: list[Round] = []

    async def full() -> Outcome:
        registry.database.settle()
        return await saturate(port, requests, connections=CONNECTIONS, seconds=seconds)

    async def offered(saturation: float, share: float) -> Outcome:
        registry.database.settle()
        return await offer(port, requests, rate=share * saturation, seconds=seconds)

    async def turn() -> Round:
        most = await full()
        saturation = most.rate(CREATED)
        return Round(most, await offered(saturation, AT_EASE), await offered(saturation, TOO_MUCH))

    async with serving(registry) as pid:
        await saturate(port, requests, connections=CONNECTIONS, seconds=effort.seconds / 2)
        memory = [_resident_mb(pid)]
        for _ in range(effort.repetitions):
            turns = [await turn() for _ in range(effort.turns)]
            rounds.append(Round(*(together(each) for each in zip(*turns, strict=True))))
            memory.append(_resident_mb(pid))
    return [*_answers(rounds), _memory(memory), _declined(registry, [each.flooded for each in rounds])]


class Round(NamedTuple):
    """A repetition: several turns of each, since a shared machine is slower in some seconds than in others, and 80 % of
    what it could do a moment ago may be more than it can do.
    """

    full: Outcome
    eased: Outcome
    flooded: Outcome


def _answers(rounds: Sequence[Round]) -> Sequence[Finding]:
    full, eased, flooded = zip(*rounds, strict=True)
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
