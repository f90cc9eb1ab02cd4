"""The rows of recurring jobs: each has one, and none lies further ahead than it should."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.schedule.job import Job
from shared.schedule.runs import LONGEST_RETRY
from shared.schedule.tables import SCHEDULE

_INSTANT = timedelta(microseconds=1)
# The clocks of two workers differ by less: what one has just run still lies ahead of the other.
SKEW = timedelta(minutes=1)


async def keep_recurrences(
    connection: AsyncConnection, jobs: Sequence[Job], *, now: datetime, start_at: datetime
) -> None:
    """Begin jobs that are new with their first occurrence from now, or from the county's start on.

    After a clock that was ahead by more than SKEW was set right, what it moved too far ahead comes back: an occurrence
    that had run already runs again when it comes. The caller commits.
    """
    since = max(now, start_at - _INSTANT)
    for job in jobs:
        if job.recurrence is not None:
            following, furthest = job.recurrence.after(since), job.recurrence.after(since + SKEW)
            await connection.execute(_keep(job.name, following, furthest))
    longest = func.greatest(SCHEDULE.c.due_at, now + LONGEST_RETRY)
    too_far = update(SCHEDULE).where(SCHEDULE.c.next_attempt_at > longest)
    await connection.execute(too_far.values(next_attempt_at=longest))


def _keep(name: str, following: datetime, furthest: datetime) -> Insert:
    planned = {"due_at": following, "next_attempt_at": following}
    row = insert(SCHEDULE).values(name=name, key="", payload={}, attempts=0, **planned)
    return row.on_conflict_do_update(index_elements=["name", "key"], set_=planned, where=SCHEDULE.c.due_at > furthest)
