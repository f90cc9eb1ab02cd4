"""Measures whether cases are ended in time."""

from collections import Counter, defaultdict
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.cases.queries import count_by_unit
from services.benefits.metrics import CASES_UNDER_WAY, CASES_UNDER_WAY_BY_UNIT
from shared.clock import local_date
from shared.privacy.small_cells import without_small_cells

IN_TIME, DUE, LATE = DEADLINES = ("in-time", "due", "late")


async def measure_cases(connection: AsyncConnection, now: datetime) -> None:
    """Of the county, and of each unit directly below its centre."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in await count_by_unit(connection, local_date(now)):
        counts[IN_TIME][row.unit] = row.under_way - row.due - row.late
        counts[DUE][row.unit] = row.due
        counts[LATE][row.unit] = row.late
    CASES_UNDER_WAY_BY_UNIT.clear()  # a unit that is hidden by now
    for deadline in DEADLINES:
        CASES_UNDER_WAY.labels(deadline).set(counts[deadline].total())
        for unit, count in without_small_cells(counts[deadline]).items():
            CASES_UNDER_WAY_BY_UNIT.labels(deadline, unit).set(count)
