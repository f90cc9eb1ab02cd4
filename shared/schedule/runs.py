"""One run: claimed, executed and done in one transaction, so that it has happened once or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.command.mechanism import command
from shared.command.transaction import Transaction, Work
from shared.schedule.job import Due, Job, Missed, Payload
from shared.schedule.tables import SCHEDULE

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)


class Taken(Exception):
    """Another worker runs it, or has run it. Nothing is left of this attempt, no audit row either."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something due, as it was found. It is claimed again inside its transaction."""

    name: str
    key: str
    due_at: datetime
    attempts: int

    @property
    def row(self) -> tuple[Any, ...]:
        """The condition that it has neither run nor failed since."""
        return (
            SCHEDULE.c.name == self.name,
            SCHEDULE.c.key == self.key,
            SCHEDULE.c.due_at == self.due_at,
            SCHEDULE.c.attempts == self.attempts,
        )


async def list_due(engine: AsyncEngine, names: Sequence[str], *, now: datetime, limit: int) -> list[Waiting]:
    """What is due of the named jobs, the longest waiting first."""
    statement = (
        select(SCHEDULE.c.name, SCHEDULE.c.key, SCHEDULE.c.due_at, SCHEDULE.c.attempts)
        .where(SCHEDULE.c.next_attempt_at <= now, SCHEDULE.c.name.in_(names))
        .order_by(SCHEDULE.c.next_attempt_at)
        .limit(limit)
    )
    async with engine.connect() as connection:
        return [Waiting(*row) for row in await connection.execute(statement)]


async def run_due(work: Work, job: Job, waiting: Waiting) -> bool:
    """Run it, as the command of the job's name; whether it is done, or only a part of it. Raises Taken, and what the
    job raises."""

    async def run(tx: Transaction) -> bool:
        claimed = await _claim(tx.connection, waiting, now=tx.now)
        due = Due(waiting.key, _instant(job, waiting, tx.now), claimed.payload)
        tx.concerns(waiting.key or f"due {due.at.isoformat()}")
        following = await job.run(tx, due)
        await _finish(tx, job, waiting, due, following)
        return following is None

    run.__name__ = job.name.replace("-", "_")
    return await command(run)(work)


async def record_failure(engine: AsyncEngine, waiting: Waiting, failure: str, *, now: datetime) -> None:
    """It is tried again after a minute, two, four … an hour; unless another worker has run it meanwhile."""
    pause = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(waiting.attempts, 10))
    statement = update(SCHEDULE).where(*waiting.row)
    values = {"attempts": waiting.attempts + 1, "failure": failure, "next_attempt_at": now + pause}
    async with engine.begin() as connection:
        await connection.execute(statement.values(values))


async def drop(engine: AsyncEngine, waiting: Waiting) -> None:
    """Let it not run at all."""
    async with engine.begin() as connection:
        await connection.execute(delete(SCHEDULE).where(*waiting.row))


async def _claim(connection: AsyncConnection, waiting: Waiting, *, now: datetime) -> Row[Any]:
    statement = select(SCHEDULE.c.payload).where(*waiting.row, SCHEDULE.c.next_attempt_at <= now)
    row = (await connection.execute(statement.with_for_update(skip_locked=True))).one_or_none()
    if row is None:
        raise Taken
    return row


def _instant(job: Job, waiting: Waiting, now: datetime) -> datetime:
    if job.recurrence is None or job.missed is Missed.EACH:
        return waiting.due_at
    return max(waiting.due_at, job.recurrence.latest(now))


async def _finish(tx: Transaction, job: Job, waiting: Waiting, due: Due, following: Payload | None) -> None:
    # The row is locked; only the run itself can have planned its key anew, and then that stands.
    if following is None and job.recurrence is None:
        await tx.connection.execute(delete(SCHEDULE).where(*waiting.row))
        return
    values: dict[str, Any] = {"attempts": 0, "failure": None, "payload": dict(following or {})}
    if following is not None:
        values |= {"due_at": due.at, "next_attempt_at": tx.now}
    elif job.recurrence is not None:
        following_at = job.recurrence.after(due.at)
        values |= {"due_at": following_at, "next_attempt_at": following_at}
    await tx.connection.execute(update(SCHEDULE).where(*waiting.row).values(values))
