"""G7: how often relay and consumers ask the database, for each event. Counted by the database."""

from collections.abc import Sequence

from bench.inbox import Reader, fill
from bench.measuring import Effort, Series
from bench.outbox import Backlog, drained_by_relay, empty
from bench.stage import Database, Stage
from bench.targets import Finding, Goal, at_most
from deploy.demo.county import read_county
from services import benefits, notifications, reporting
from shared.service.assembly import projections_of

EVENTS = 200_000
UPDATES = "SELECT coalesce(sum(rows), 0) FROM pg_stat_statements WHERE query ILIKE '%UPDATE outbox%'"


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    count = effort.count(EVENTS)
    findings = [await _relay(stage, count)]
    await fill(stage.kafka.broker, read_county(), count)
    for service, projections in (
        ("benefits", projections_of(benefits.SERVICE)),
        ("reporting", projections_of(reporting.SERVICE)),
        ("notifications", projections_of(notifications.SERVICE)),
    ):
        database = await stage.database(f"services.{service}")
        reader = Reader(database, database.engine(), stage.kafka.broker, projections, service)
        database.forget_statements()
        await reader.consumed(count)
        findings.append(_finding(f"consumer of {service}", database, count, {}))
    return findings


async def _relay(stage: Stage, count: int) -> Finding:
    database = await stage.database("services.registry")
    engine, topic = database.engine(), stage.topic()
    empty(database)
    await Backlog.of(topic, count).record(engine)
    database.forget_statements()
    await drained_by_relay(engine, stage.kafka.broker, topic, count)
    return _finding("relay", database, count, {"rows updated for an event": int(database.administer(UPDATES)) // count})


def _finding(what: str, database: Database, count: int, facts: dict[str, object]) -> Finding:
    trips = database.statements()
    facts = {"counted": f"{trips} round trips for {count:,} events, BEGIN and COMMIT included", **facts}
    return Finding(what, "round trips / event", at_most(0.02), Series((trips / count,)), facts=facts)


GOAL = Goal("G7", "relay and consumers ≤ 0.02 SQL round trips per event; no UPDATE per event", measure)
