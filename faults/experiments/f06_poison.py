"""F6: records nobody can apply, of every kind. Each is parked once with its cause and its bytes, the later events of
its key wait, all others go on, as fast as before; what an operator then corrects, redrives or gives up converges.
"""

from typing import Any

from deploy.demo.client import Client
from faults import latency
from faults.arena import Arena
from faults.latency import Span
from faults.oracle.facts import Position
from faults.poison import CONSUMERS, FIX_BUG, KINDS, PLANT_BUG, TOPIC, Kind, new_key, poison, renamed
from faults.wire import produce
from shared.clock import now

# So that poison stays rarer than the twentieth at which a consumer takes it for a bad deploy and stops.
COMMANDS_BETWEEN = 60
PARKED = """
    SELECT parked_event.cause, payload, parked_event.id FROM parked_event
    WHERE topic = $1 AND key = $2 ORDER BY "offset"
"""


async def run(arena: Arena, n: int) -> None:
    administrator = await arena.administrator()
    await latency.watch(arena)
    spans: dict[str, list[Span]] = {"before": [], "beside poison": []}
    for _ in range(n):
        await arena.sql("reporting", PLANT_BUG)
        began = now()
        await arena.work(COMMANDS_BETWEEN * len(KINDS))
        poisoned = now()
        placed = [(kind, key, await inject(arena, kind, key)) for kind in KINDS for key in [new_key()]]
        spans["before"].append(Span(began, poisoned))
        spans["beside poison"].append(Span(poisoned, now()))
        await arena.load.stop()
        arena.tally.failures += [
            f"{what}: {count}" for what, count in (await arena.wait_until_quiet()).items() if count
        ]
        for kind, key, _places in placed:
            await check(arena, kind, key)
        await arena.sql("reporting", FIX_BUG)
        for kind, key, positions in placed:
            await resolve(arena, administrator, kind, key, positions)
        arena.load.start()
    arena.tally.notes.append(f"other keys, commit to visible: {latency.describe(await latency.read(arena), spans)}")


async def inject(arena: Arena, kind: Kind, key: str) -> list[Position]:
    """The poison and a good record behind it."""
    positions = await produce(arena.broker, [poison(kind, key), renamed(key, kind.next, "无")])
    arena.injected.update(positions)
    await arena.work(COMMANDS_BETWEEN)
    return positions


async def check(arena: Arena, kind: Kind, key: str) -> None:
    for service in CONSUMERS:
        rows = await arena.sql(service, PARKED, TOPIC, key)
        cause = kind.parked_by.get(service)
        wanted = [(cause, poison(kind, key).value), ("behind", renamed(key, kind.next, "无").value)] if cause else []
        if [(row["cause"], row["payload"]) for row in rows] != wanted:
            found = [(row["cause"], len(row["payload"] or b"")) for row in rows]
            arena.tally.failures.append(f"{service} put {found} aside of {kind.name}")


async def resolve(arena: Arena, administrator: Client, kind: Kind, key: str, positions: list[Position]) -> None:
    """Redrive what is corrected; of what cannot be, give up the poison and redrive what waited behind it."""
    for service in kind.parked_by:
        parked = await _find_parked(administrator, service, key)
        if parked is None:
            continue  # `check` has said so
        if kind.name != "handler bug":
            await give_up(arena, administrator, service, kind=kind, key=key, parked=parked)
        answer = await administrator.post(service, f"/parked/{parked}/redrive", {}) if kind.name != "a gap" else {}
        if answer and not answer["redriven"]:
            arena.tally.failures.append(f"{service} cannot redrive {kind.name}: {answer['cause']} {answer['detail']}")
    applied = {"handler bug": positions, "a gap": []}
    arena.foldable.update(applied.get(kind.name, positions[1:]))


async def give_up(arena: Arena, administrator: Client, service: str, *, kind: Kind, key: str, parked: str) -> None:
    """The poison alone; of a gap everything up to where it ends."""
    if kind.name == "a gap":
        await administrator.post(service, f"/parked/{parked}/discard", {"reason": "experiment", "through": 7})
    else:
        event = (await arena.sql(service, PARKED, TOPIC, key))[0]["id"]
        await administrator.post(service, f"/parked/{parked}/events/{event}/discard", {"reason": "experiment"})


async def _find_parked(administrator: Client, service: str, key: str) -> str | None:
    page: Any = await administrator.get(service, "/parked", limit="200")
    return next((item["parked_id"] for item in page["items"] if item["key"] == key), None)
