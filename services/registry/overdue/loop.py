"""Measures how much of what was to be done by a day is late."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.books.schemas import BOOKS
from services.registry.branch_life.queries import count_all_overdue
from services.registry.metrics import WORK_OVERDUE
from shared.entries.domain import OVERDUE

BRANCH_LIFE = "branch-life"


async def measure_overdue(connection: AsyncConnection, _now: datetime) -> None:
    """Of the whole county, as the clock has told it."""
    late = [book.definition for book in BOOKS if book.definition.late]
    counting = [
        select(func.count()).where(book.table.c.state == OVERDUE).scalar_subquery().label(book.name) for book in late
    ]
    row = (await connection.execute(select(*counting))).one()
    for name, count in row._mapping.items():
        WORK_OVERDUE.labels(work=name).set(count)
    WORK_OVERDUE.labels(work=BRANCH_LIFE).set(await count_all_overdue(connection))
