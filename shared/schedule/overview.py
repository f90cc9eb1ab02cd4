"""What is late, what fails and why: for /readyz, /flow, the metrics and the operator."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.health import Check
from shared.schedule import metrics
from shared.schedule.clock_jump import CLOCK_UNCONFIRMED
from shared.schedule.job import Job
from shared.schedule.tables import SCHEDULE

# So many failures in a row, about ten minutes, are no accident.
MOST_FAILURES = 3

_FAILING = (
    select(
        SCHEDULE.c.name, SCHEDULE.c.failure, func.max(SCHEDULE.c.attempts).label("attempts"), func.count().label("rows")
    )
    .where(SCHEDULE.c.failure.is_not(None))
    .group_by(SCHEDULE.c.name, SCHEDULE.c.failure)
    .order_by(SCHEDULE.c.name, SCHEDULE.c.failure)
)
_OLDEST = select(func.min(SCHEDULE.c.due_at))


async def list_failing(connection: AsyncConnection) -> Sequence[Row[Any]]:
    """Jobs whose last attempt failed: name, failure, attempts in a row, and how many rows of it are due."""
    return (await connection.execute(_FAILING)).all()


async def check(connection: AsyncConnection) -> Check:
    """`schedule`: names what fails; not ok when it failed several times in a row.

    That deleting waits for a confirmation of the clock hinders nobody: it is said, and ok.
    """
    failing = await list_failing(connection)
    told = [f"{row.name}: {row.failure} ({row.rows} due, {row.attempts} attempts)" for row in failing]
    lasting = [row for row in failing if row.attempts >= MOST_FAILURES and row.failure != CLOCK_UNCONFIRMED]
    return Check("schedule", not lasting, "; ".join(told))


async def count_due(connection: AsyncConnection, jobs: Sequence[Job], *, now: datetime) -> int:
    """What would run now."""
    mine = SCHEDULE.c.name.in_([job.name for job in jobs])
    statement = select(func.count()).select_from(SCHEDULE).where(mine, SCHEDULE.c.next_attempt_at <= now)
    return (await connection.execute(statement)).scalar_one()


async def measure(connection: AsyncConnection, jobs: Sequence[Job], *, now: datetime) -> None:
    """Set the gauges. What is due of a job that this version does not know counts as late like any other."""
    oldest = await connection.scalar(_OLDEST)
    metrics.LAG_SECONDS.set(max(0.0, (now - oldest).total_seconds()) if oldest else 0)
    failing = {job.name: 0 for job in jobs}
    unconfirmed = 0
    for row in await list_failing(connection):
        waits = row.failure == CLOCK_UNCONFIRMED
        failing[row.name] = failing.get(row.name, 0) + (0 if waits else row.rows)
        unconfirmed += waits
    for name, rows in failing.items():
        metrics.FAILING.labels(name).set(rows)
    metrics.CLOCK_UNCONFIRMED.set(min(1, unconfirmed))
