"""F2: a process kills itself at every named point, singly and then in pairs (the second in its next life)."""

import asyncio
import contextlib
from collections.abc import Sequence

from faults.arena import Arena
from faults.crashing import crashing
from faults.poison import KINDS, new_key, parked_by, poison
from faults.wire import produce
from shared.crashpoint import POINTS

REACHED_SECONDS = 60
# So that poison stays rarer than the twentieth at which a consumer takes it for a bad deploy and stops.
TEMPTING_SECONDS = 10
ONLY_AT_START = frozenset({"relay.before-lock", "relay.after-lock"})
# Which processes pass the points of a family.
PASSED_BY = {
    "command": ("registry API", "benefits API"),
    "relay": ("registry worker", "benefits worker"),
    "consumer": ("reporting worker", "notifications worker", "benefits worker"),
    "sender": ("notifications worker",),
}
PARKING = frozenset({"consumer.before-park", "consumer.after-park"})
# Not in anybody's name: a relay that starts anew refuses to publish while Kafka holds what its outbox does not.
NO_SEQUENCE = next(kind for kind in KINDS if kind.name == "no sequence")


async def run(arena: Arena, n: int) -> None:
    for number, points in enumerate(plan(arena, n)):
        processes = PASSED_BY[points[0].split(".")[0]]
        await crash(arena, processes[number % len(processes)], points)
    await arena.all_back()


def plan(arena: Arena, n: int) -> list[tuple[str, ...]]:
    """Each point once, then random pairs of one family; a short plan takes points from all over the list."""
    singles = [(point,) for point in POINTS]
    if n < len(singles):
        return [singles[number * len(singles) // n] for number in range(n)]
    return [*singles, *(_pair(arena) for _ in range(n - len(singles)))]


def _pair(arena: Arena) -> tuple[str, str]:
    first = arena.chance.choice(list(POINTS))
    same = [point for point in POINTS if point.split(".")[0] == first.split(".")[0]]
    return first, arena.chance.choice(same)


async def crash(arena: Arena, process: str, points: Sequence[str]) -> None:
    """Start it anew with the first point armed, then with the second; wait until it has died of all."""
    before = arena.stack.restarts()[process]
    if PARKING & {*points}:
        process = "reporting worker" if "notifications" in process else process
        before = arena.stack.restarts()[process]
    program = arena.stack.supervisor.running(process).program
    armed = [crashing(program, f"{point}:{_visits(arena, point)}") for point in points]
    await arena.kill(process, armed)
    enough = asyncio.Event()
    tempting = asyncio.create_task(_tempt(arena, points, enough))
    wanted = before + 1 + len(points)
    if not await arena.until(lambda: _has_died(arena, process, wanted), REACHED_SECONDS * len(points)):
        arena.tally.failures.append(f"{process} never reached {' then '.join(points)}")
    enough.set()
    await tempting
    arena.tally.kills += len(points)
    arena.watch(process)
    await asyncio.shield(arena.watching[process])


async def _has_died(arena: Arena, process: str, times: int) -> bool:
    return arena.stack.restarts()[process] >= times


def _visits(arena: Arena, point: str) -> int:
    return 1 if point in ONLY_AT_START | PARKING else arena.chance.randint(1, 3)


async def _tempt(arena: Arena, points: Sequence[str], enough: asyncio.Event) -> None:
    """Give a consumer something to park, for as long as a point of parking is armed."""
    while PARKING & {*points} and not enough.is_set():
        key = new_key()
        arena.injected.update(await produce(arena.broker, [poison(NO_SEQUENCE, key)]))
        arena.expected_parked |= parked_by(NO_SEQUENCE, key)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TEMPTING_SECONDS):
                await enough.wait()
