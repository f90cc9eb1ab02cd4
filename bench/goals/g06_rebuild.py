"""G6: a projection built anew from the first event; it must come out as it was."""

import time
from collections.abc import Sequence

from bench.inbox import Reader, fetched, fill
from bench.measuring import Arm, Effort, interleaved
from bench.stage import Stage
from bench.targets import Finding, Goal, at_least
from deploy.demo.county import read_county
from services.reporting import SERVICE
from services.reporting.figures.projection import FIGURES_BY_UNIT_AND_DAY
from shared.rebuild.rebuild import rebuild
from shared.service.assembly import projections_of

EVENTS = 1_000_000


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    count, broker = effort.count(EVENTS), stage.kafka.broker
    await fill(broker, read_county(), count)
    database = await stage.database("services.reporting")
    await Reader(database, database.engine(), broker, projections_of(SERVICE), "reporting").consumed(count)
    database.settle()
    corrected: list[int] = []

    async def again() -> float:
        began = time.perf_counter()
        rebuilt = await rebuild(database.settings, FIGURES_BY_UNIT_AND_DAY)
        corrected.append(rebuilt.rows)
        return rebuilt.events / (time.perf_counter() - began)

    async def fetch() -> float:
        return await fetched(broker, count)

    series = await interleaved([Arm("fetch", fetch), Arm("rebuild", again)], effort)
    facts: dict[str, object] = {
        "log": f"{count:,} veteran-registered; reporting's figures",
        "equal to live": "yes, every time" if not any(corrected) else f"no: {corrected} rows differed",
    }
    return [Finding("rebuild", "events/s", at_least(0.1), series["rebuild"], series["fetch"], "raw getmany", facts)]


GOAL = Goal("G6", "rebuild from offset 0 ≥ 0.1 × raw getmany, equal to live", measure)
