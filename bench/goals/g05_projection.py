"""G5: from Kafka into a projection, once in effect, beside its two raw stages and beside a transaction a message."""

from collections.abc import Sequence

from bench.inbox import Reader, fetched, fill, replayed
from bench.measuring import Arm, Effort, interleaved, serial_bound
from bench.stage import Stage
from bench.targets import Finding, Goal, at_least
from deploy.demo.county import read_county
from services.benefits import SERVICE
from shared.service.assembly import projections_of

EVENTS = 200_000
SINGLY = 2_000


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    count = effort.count(EVENTS)
    await fill(stage.kafka.broker, read_county(), count)
    series = await interleaved(await _arms(stage, effort, count), effort)
    bound = serial_bound(series["fetch"], series["write"])
    facts: dict[str, object] = {
        "log": f"{count:,} veteran-registered of as many keys, 12 partitions; benefits' own projections",
        "raw getmany": f"{series['fetch'].median:,.0f}/s",
        "raw SQL, batches of 2,000": f"{series['write'].median:,.0f}/s",
    }
    ours, singly = series["consume"], series["singly"]
    against = f"decode, apply, note the offset, commit, for each message; {effort.count(SINGLY):,} of them"
    return [
        Finding("consumer", "events/s", at_least(0.25), ours, bound, "S of raw getmany and raw batched SQL", facts),
        Finding("consumer beside a transaction a message", "events/s", at_least(10), ours, singly, against),
    ]


async def _arms(stage: Stage, effort: Effort, count: int) -> Sequence[Arm]:
    database, broker = await stage.database("services.benefits"), stage.kafka.broker
    reader = Reader(database, database.engine(), broker, projections_of(SERVICE), "benefits")
    effects = await reader.recorded_effects(count)

    async def write() -> float:
        reader.forget()
        return await replayed(database, effects, count)

    async def consume() -> float:
        reader.forget()
        return await reader.consumed(count)

    async def singly() -> float:
        reader.forget()
        return await reader.one_by_one(effort.count(SINGLY))

    async def fetch() -> float:
        return await fetched(broker, count)

    return [Arm("fetch", fetch), Arm("write", write), Arm("consume", consume), Arm("singly", singly)]


GOAL = Goal("G5", "Kafka → projection, exactly-once effect: ≥ 0.25 S, and ≥ 10 × one transaction per message", measure)
