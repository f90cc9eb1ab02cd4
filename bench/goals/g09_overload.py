"""G9: twice as many requests as the API can do, bodies that stall, sign-ins by the dozen. Ordinary work goes on."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import NamedTuple

import psutil

from bench.goals.g01_post_command import CONNECTIONS
from bench.measuring import Effort, Series
from bench.registry import Registry, given_registry, serving
from bench.stage import Stage
from bench.targets import Finding, Goal, at_least, at_most
from bench.traffic import CREATED, Caller, Outcome, offer, post, saturate, together

REJECTED = frozenset({429, 503})
TOO_MUCH = 2.0
ORDINARY = 0.3  # of saturation: an office at work, which stalled bodies and sign-ins must not keep out
STALLED_BODIES = 80
SIGN_INS_PER_SECOND = 40


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    registry = await given_registry(stage)
    port, requests = registry.settings.http_port, registry.requests()
    seconds = 2 * effort.seconds  # a percentile of few requests is one checkpoint's
    rounds: list[Round] = []

    async def full() -> Outcome:
        registry.database.settle()
        return await saturate(port, requests, connections=CONNECTIONS, seconds=seconds)

    async def flooded(saturation: float) -> Outcome:
        registry.database.settle()
        return await offer(port, requests, rate=TOO_MUCH * saturation, seconds=seconds)

    async def turn() -> Round:
        most = await full()
        return Round(most, await flooded(most.rate(CREATED)))

    async with serving(registry) as pid:
        await saturate(port, requests, connections=CONNECTIONS, seconds=effort.seconds / 2)
        memory = [_resident_mb(pid)]
        for _ in range(effort.repetitions):
            turns = [await turn() for _ in range(effort.turns)]
            rounds.append(Round(*(together(each) for each in zip(*turns, strict=True))))
            memory.append(_resident_mb(pid))
        usual = ORDINARY * _rates([each.full for each in rounds]).median
        beside = await _beside(port, requests, rate=usual, seconds=seconds)
    return [*_answers(rounds), _memory(memory), _rejected(registry, [each.flooded for each in rounds]), *beside]


async def _beside(port: int, requests: Iterator[bytes], *, rate: float, seconds: float) -> Sequence[Finding]:
    async with _stalled_bodies(port):
        beside_stalled = await offer(port, requests, rate=rate, seconds=seconds)
    beside_sign_ins, sign_ins = await asyncio.gather(
        offer(port, requests, rate=rate, seconds=seconds),
        offer(port, _sign_ins(), rate=SIGN_INS_PER_SECOND, seconds=seconds),
    )
    return [
        _ordinary(f"beside {STALLED_BODIES} stalled bodies", beside_stalled),
        _ordinary(f"beside {SIGN_INS_PER_SECOND} sign-ins a second", beside_sign_ins, sign_ins),
    ]


@asynccontextmanager
async def _stalled_bodies(port: int) -> AsyncIterator[None]:
    """Connections that announce a body and send its first byte; each that the server ends comes again."""
    beginning = post("/veterans", {"filler": "x" * 100}, "none")[:-100]

    async def stall() -> None:
        while True:
            caller = await Caller.connect(port)
            await caller.ask(beginning)
            caller.close()

    stalling = [asyncio.create_task(stall()) for _ in range(STALLED_BODIES)]
    await asyncio.sleep(0.5)
    yield
    for each in stalling:
        each.cancel()
    await asyncio.gather(*stalling, return_exceptions=True)


def _sign_ins() -> Iterator[bytes]:
    """Nobody's: an unknown user takes as long as a known one, and locks no account."""
    for number in count():
        yield post("/tokens", {"username": f"nobody{number}", "password": "a password of nobody"}, "none")


def _ordinary(where: str, outcome: Outcome, others: Outcome | None = None) -> Finding:
    answered = outcome.statuses[CREATED] / outcome.statuses.total()
    facts: dict[str, object] = {"answers": dict(outcome.statuses)}
    if others is not None:
        facts["sign-ins"] = dict(others.statuses)
    return Finding(f"ordinary requests done {where}", "of those sent", at_least(0.95), Series((answered,)), facts=facts)


class Round(NamedTuple):
    """A repetition: several turns of each, since a shared machine is slower in some seconds than in others, and 80 % of
    what it could do a moment ago may be more than it can do.
    """

    full: Outcome
    flooded: Outcome


def _answers(rounds: Sequence[Round]) -> Sequence[Finding]:
    saturation, goodput = _rates([each.full for each in rounds]), _rates([each.flooded for each in rounds])
    closed = f"saturation: {CONNECTIONS} connections, each asking again as soon as it is answered"
    return [
        Finding("goodput at 2 × saturation", "commands/s", at_least(0.7), goodput, saturation, closed),
    ]


def _memory(megabytes: Sequence[float]) -> Finding:
    grown = (megabytes[-1] - megabytes[0]) / megabytes[0]
    facts: dict[str, object] = {"resident": " → ".join(f"{each:.0f} MB" for each in megabytes)}
    return Finding("memory growth", "of the API's memory", at_most(0.10), Series((grown,)), facts=facts)


def _rejected(registry: Registry, flooded: Sequence[Outcome]) -> Finding:
    statuses = sum((outcome.statuses for outcome in flooded), start=type(flooded[0].statuses)())
    strange = sum(count for status, count in statuses.items() if status not in REJECTED | {CREATED})
    without = sum(outcome.without_retry_after for outcome in flooded)
    facts: dict[str, object] = {"answers": dict(statuses), "database connections": registry.settings.database_pool_size}
    what = "answers that are neither 201 nor 429/503 with Retry-After"
    return Finding(what, "answers", at_most(0), Series((float(strange + without),)), facts=facts)


def _rates(outcomes: Sequence[Outcome]) -> Series:
    return Series(tuple(outcome.rate(CREATED) for outcome in outcomes))


def _resident_mb(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss / 2**20)


GOAL = Goal(
    "G9",
    "offered 2 × saturation: goodput ≥ 0.7 ×, rest 429/503 with Retry-After, memory growth < 10 %; 80 stalled bodies or"
    " 40 sign-ins a second: ≥ 95 % of ordinary requests done",
    measure,
)
