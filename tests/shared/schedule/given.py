"""Jobs of tests, which leave a grant for each run, and what became of them."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.audit.tables import AUDIT
from shared.auth.tables import ACCESS_GRANT
from shared.command import Transaction, command
from shared.ids import new_id
from shared.refusal import Conflict
from shared.schedule import Due, Job, Missed, schedule_at
from shared.schedule.recurrence import daily
from shared.schedule.scheduler import Scheduler
from shared.schedule.tables import SCHEDULE
from tests.given import CENTRE, given_work

# 02:00 on 1 May 2026 in Shanghai.
TWO = datetime(2026, 4, 30, 18, 0, tzinfo=UTC)


class NotNow(Conflict):
    code = "not-now"
    zh = "现在不行。"
    en = "Not now."


async def leave_a_trace(tx: Transaction, due: Due) -> None:
    """A row whose purpose says what the run was told."""
    told = f"{due.key}@{due.at.isoformat()}"
    row = {"grant_id": new_id(), "account_id": new_id(), "role": "auditor", "org_path": CENTRE, "purpose": told}
    await tx.connection.execute(insert(ACCESS_GRANT), {**row, "valid_from": tx.now})


async def run_and_fail(tx: Transaction, due: Due) -> None:
    await leave_a_trace(tx, due)
    raise ValueError("999123199001010012")


async def run_and_refuse(tx: Transaction, due: Due) -> None:
    await leave_a_trace(tx, due)
    raise NotNow


async def run_in_parts(tx: Transaction, due: Due) -> Mapping[str, Any] | None:
    """Three parts; the first is told nothing."""
    await leave_a_trace(tx, due)
    part = due.payload.get("part", 1)
    return {"part": part + 1} if part < 3 else None


REMIND = Job("remind", leave_a_trace)
FAIL = Job("fail", run_and_fail)
REFUSE = Job("refuse", run_and_refuse)
PARTS = Job("in-parts", run_in_parts)
NIGHTLY = Job("nightly", leave_a_trace, daily(time(2)))
EVERY_NIGHT = Job("every-night", leave_a_trace, daily(time(2)), Missed.EACH)
DELETE = Job("delete", leave_a_trace, daily(time(2)), deletes=True)
JOBS = (REMIND, FAIL, REFUSE, PARTS)


@command
async def plan(
    tx: Transaction, job: Job, keys: list[str], due_at: datetime, payload: Mapping[str, Any] | None = None
) -> None:
    for key in keys:
        await schedule_at(tx, job, key=key, due_at=due_at, payload=payload)


async def given_planned(engine: AsyncEngine, job: Job, *keys: str, due_at: datetime = TWO) -> None:
    await plan(given_work(engine), job, list(keys), due_at)


def given_scheduler(engine: AsyncEngine, *jobs: Job, now: datetime = TWO, **more: Any) -> Scheduler:
    """One whose clock stands still."""
    return Scheduler(engine, jobs or JOBS, clock=lambda: now, poll_seconds=0.01, **more)


async def run_at(engine: AsyncEngine, *jobs: Job, now: datetime = TWO, **more: Any) -> None:
    """A worker comes at this instant and does what there is to do."""
    scheduler = given_scheduler(engine, *jobs, now=now, **more)
    await scheduler.keep()
    while await scheduler.run_what_is_due(asyncio.Event()):
        pass


async def traces(engine: AsyncEngine) -> list[str]:
    """What the runs that count were told, sorted."""
    async with engine.connect() as connection:
        return sorted((await connection.execute(select(ACCESS_GRANT.c.purpose))).scalars())


async def actions(engine: AsyncEngine) -> list[tuple[str, str]]:
    """Action and result of every audit row but those of planning."""
    async with engine.connect() as connection:
        rows = await connection.execute(select(AUDIT.c.action, AUDIT.c.result).where(AUDIT.c.action != "plan"))
        return sorted((row.action, row.result) for row in rows)


async def planned(engine: AsyncEngine) -> dict[tuple[str, str], Any]:
    """The rows of the table by name and key."""
    async with engine.connect() as connection:
        return {(row.name, row.key): row for row in await connection.execute(select(SCHEDULE))}
