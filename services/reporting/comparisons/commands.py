"""Comparisons are asked for, by people and by the clock; taken in hand, and written down. Nothing is repaired here."""

from dataclasses import astuple
from datetime import datetime, time

from sqlalchemy import func, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.comparisons.domain import Result
from services.reporting.comparisons.parameters import COMPARED
from services.reporting.comparisons.queries import claimable
from services.reporting.comparisons.tables import COMPARISON
from shared.command import Transaction, command
from shared.database.bulk import arrays
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import daily


@command
async def ask_comparison(tx: Transaction) -> None:
    """Have the services compared, as soon as a worker comes to it. One that is asked for already stays."""
    tx.concerns("comparison all")
    await _want(tx, tx.now)


async def compare_nightly(tx: Transaction, due: Due) -> Payload | None:
    """When the county is asleep, and next to nothing is under way."""
    await _want(tx, due.at)
    return None


# Arrays, not a row each: where a table was emptied, thousands differ.
_FORGET = text("""
    DELETE FROM person_difference AS kept WHERE service = :service AND NOT EXISTS (
        SELECT FROM unnest(CAST(:paths AS text[]), CAST(:persons AS uuid[])) AS found (path, person_id)
        WHERE text2ltree(path) = kept.org_path AND found.person_id = kept.person_id
    )
""")
_KEEP = text("""
    INSERT INTO person_difference (service, org_path, person_id, kind, day, found_at)
    SELECT :service, text2ltree(path), person_id, kind, day, :now
    FROM unnest(CAST(:paths AS text[]), CAST(:persons AS uuid[]), CAST(:kinds AS text[]), CAST(:days AS date[]))
        AS found (path, person_id, kind, day)
    ON CONFLICT (service, org_path, person_id) DO UPDATE SET kind = excluded.kind, day = excluded.day
""")
COMPARE_NIGHTLY = Job("compare-nightly", compare_nightly, daily(time(2, 40)))


async def claim_comparison(
    connection: AsyncConnection, *, now: datetime, until: datetime
) -> tuple[str, datetime] | None:
    """Take one in hand until then, by service and when it was asked for; who dies keeps it no longer. Not a command."""
    row = (await connection.execute(claimable(now))).one_or_none()
    if row is None:
        return None
    mine = update(COMPARISON).where(COMPARISON.c.service == row.service)
    await connection.execute(mine.values(claimed_until=until))
    return row.service, row.wanted_at


async def release_comparison(connection: AsyncConnection, service: str) -> None:
    """Nothing came of it: it is still asked for. Not a command."""
    await connection.execute(update(COMPARISON).where(COMPARISON.c.service == service).values(claimed_until=None))


@command
async def record_comparison(tx: Transaction, service: str, result: Result, *, wanted_at: datetime) -> None:
    """What was found takes the place of what was found before; a difference that is still there keeps its day. Asked
    for once more meanwhile, it is done once more."""
    tx.concerns(f"comparison {service}")
    done = {
        "wanted_at": func.nullif(COMPARISON.c.wanted_at, wanted_at),
        "claimed_until": None,
        "compared_at": tx.now,
        "units": result.units,
        "units_differing": result.differing,
        "persons_waiting": result.waiting,
    }
    await tx.connection.execute(update(COMPARISON).where(COMPARISON.c.service == service).values(done))
    found = arrays(("paths", "persons", "kinds", "days"), [astuple(each) for each in result.found])
    await tx.connection.execute(_FORGET, {**found, "service": service})
    await tx.connection.execute(_KEEP, {**found, "service": service, "now": tx.now})


async def _want(tx: Transaction, at: datetime) -> None:
    statement = insert(COMPARISON).values([{"service": service, "wanted_at": at} for service in COMPARED])
    wanted = {"wanted_at": statement.excluded.wanted_at}
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["service"], set_=wanted))
