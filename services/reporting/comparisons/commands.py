"""Comparisons are asked for, by people and by the clock; taken in hand, and written down. Nothing is repaired here."""

from dataclasses import asdict
from datetime import datetime, time

from sqlalchemy import delete, func, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.comparisons.domain import Result
from services.reporting.comparisons.parameters import COMPARED
from services.reporting.comparisons.queries import claimable
from services.reporting.comparisons.tables import COMPARISON, PERSON_DIFFERENCE
from shared.command import Transaction, command
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
    held = PERSON_DIFFERENCE.c
    still = [(each.org_path, each.person_id) for each in result.found]
    gone = delete(PERSON_DIFFERENCE).where(held.service == service, tuple_(held.org_path, held.person_id).not_in(still))
    await tx.connection.execute(gone)
    if result.found:
        rows = [{**asdict(each), "service": service, "found_at": tx.now} for each in result.found]
        statement = insert(PERSON_DIFFERENCE).values(rows)
        changed = {"kind": statement.excluded.kind, "day": statement.excluded.day}
        keys = ["service", "org_path", "person_id"]
        await tx.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))


async def _want(tx: Transaction, at: datetime) -> None:
    statement = insert(COMPARISON).values([{"service": service, "wanted_at": at} for service in COMPARED])
    wanted = {"wanted_at": statement.excluded.wanted_at}
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["service"], set_=wanted))
