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


async def keep_recurrences(
    connection: AsyncConnection, jobs: Sequence[Job], *, now: datetime, start_at: datetime
) -> None:
    """Begin jobs that are new with their first occurrence from now, or from the county's start on.

    After a clock that was ahead was set right, what it moved too far ahead comes back: an occurrence that had run
    already runs again when it comes. The caller commits.
    """
    for job in jobs:
        if job.recurrence is not None:
            following = job.recurrence.after(max(now, start_at - _INSTANT))
            await connection.execute(_keep(job.name, following))
    longest = func.greatest(SCHEDULE.c.due_at, now + LONGEST_RETRY)
    too_far = update(SCHEDULE).where(SCHEDULE.c.next_attempt_at > longest)
    await connection.execute(too_far.values(next_attempt_at=longest))


def _keep(name: str, following: datetime) -> Insert:
    planned = {"due_at": following, "next_attempt_at": following}
    row = insert(SCHEDULE).values(name=name, key="", payload={}, attempts=0, **planned)
    return row.on_conflict_do_update(
        index_elements=["name", "key"], set_=planned, where=SCHEDULE.c.due_at > row.excluded.due_at
    )
