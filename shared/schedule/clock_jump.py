"""Deleting by the clock stops when the clock may be wrong.

A job that deletes and runs more than a day after it was due has either not been run for a day, since no worker was
there, or the clock has jumped: from here both look alike, and what is deleted does not come back. So it waits until
somebody has looked at the clock and confirms it. Set back, a clock that was wrong needs no confirmation.
"""

from datetime import datetime, timedelta

from sqlalchemy import update

from shared.command.mechanism import command
from shared.command.transaction import Transaction
from shared.schedule.job import Job
from shared.schedule.tables import SCHEDULE

TRUSTED_DELAY = timedelta(days=1)
CLOCK_UNCONFIRMED = "clock-unconfirmed"


def is_unconfirmed(job: Job, due_at: datetime, *, now: datetime) -> bool:
    """Whether the job must not run because the clock may have jumped."""
    return job.deletes and now - due_at > TRUSTED_DELAY


@command
async def confirm_clock(tx: Transaction) -> list[str]:
    """The clock is right: the jobs that waited for this run now. Returns their names."""
    tx.concerns(f"clock {tx.now.isoformat()}")
    waiting = update(SCHEDULE).where(SCHEDULE.c.failure == CLOCK_UNCONFIRMED).returning(SCHEDULE.c.name)
    now = {"due_at": tx.now, "next_attempt_at": tx.now, "attempts": 0, "failure": None}
    return sorted((await tx.connection.execute(waiting.values(now))).scalars())
