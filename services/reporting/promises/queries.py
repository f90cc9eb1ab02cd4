"""Reading what became of promises."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.promises.tables import PROMISE_DAY
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")


async def fetch_days(
    reading: Reading,
    *,
    promise: str | None,
    only_open: bool,
    cursor: str | None,
    limit: int,
    view: Callable[[Row[Any]], T],
) -> Page[T]:
    """The latest day first."""
    row = PROMISE_DAY.c
    found = select(PROMISE_DAY)
    if promise is not None:
        found = found.where(row.promise == promise)
    if only_open:
        found = found.where(row.look_at.is_not(None))
    return await fetch_page(
        reading.connection, found, by=[row.day], then=[row.promise], cursor=cursor, limit=limit, view=view,
        newest_first=True,
    )  # fmt: skip


async def list_open(connection: AsyncConnection) -> Sequence[Row[Any]]:
    """By promise: days that have not closed, and since when the first of them is to."""
    row = PROMISE_DAY.c
    days = select(row.promise, func.count().label("days"), func.min(row.asked_at).label("since"))
    return (await connection.execute(days.where(row.look_at.is_not(None)).group_by(row.promise))).all()


async def count_due(connection: AsyncConnection, now: datetime) -> int:
    """Days that are to be looked at by now."""
    due = select(func.count()).where(PROMISE_DAY.c.look_at <= now)
    return (await connection.execute(due)).scalar_one()


def claimable(now: datetime) -> Select[Any]:
    """A day that is to be looked at and in nobody's hand, for this transaction to take."""
    row = PROMISE_DAY.c
    free = (row.claimed_until.is_(None)) | (row.claimed_until <= now)
    due = select(row.promise, row.day).where(row.look_at <= now, free)
    return due.order_by(row.look_at, row.day, row.promise).limit(1).with_for_update(skip_locked=True)
