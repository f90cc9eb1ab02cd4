"""Reading the hours of daily reports."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.report_hours.domain import Plan, ReportHoursNotFound, Timetable
from services.reporting.report_hours.parameters import HOURS, Hours
from services.reporting.report_hours.tables import REPORT_HOURS
from shared.clock import local_date
from shared.database.filtering import first_of
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_HOURS = REPORT_HOURS.c
_CONFIRMED = select(REPORT_HOURS).where(_HOURS.state == "confirmed").order_by(_HOURS.since)


async def find_timetable(connection: AsyncConnection) -> Timetable:
    """The hours of every day, as far as they are confirmed."""
    return Timetable((*HOURS, *(hours_of(row) for row in await connection.execute(_CONFIRMED))))


async def fetch_plans(reading: Reading, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]) -> Page[T]:
    """All that were proposed, the last first day first."""
    found = select(REPORT_HOURS)
    order = [_HOURS.since, _HOURS.plan_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def list_to_confirm(reading: Reading, most: int) -> Sequence[Row[Any]]:
    """Proposals that wait for this reader, who did not make them, before their first day; the first one first."""
    waiting = select(REPORT_HOURS).where(
        _HOURS.state == "proposed",
        _HOURS.since > local_date(reading.now),
        _HOURS.written_by.not_in(reading.caller.hands),
        or_(_HOURS.written_for.is_(None), _HOURS.written_for.not_in(reading.caller.hands)),
    )
    some = first_of(waiting.order_by(_HOURS.since), most)
    rows: Sequence[Row[Any]] = (await reading.connection.execute(some)).all()
    return rows


async def get_plan_row(connection: AsyncConnection, plan_id: UUID) -> Row[Any]:
    """With who did what. Raises `ReportHoursNotFound`."""
    return _found(await connection.execute(select(REPORT_HOURS).where(_HOURS.plan_id == plan_id)))


async def lock_plan(connection: AsyncConnection, plan_id: UUID) -> Plan:
    """For this transaction alone to change. Raises `ReportHoursNotFound`."""
    row = _found(await connection.execute(select(REPORT_HOURS).where(_HOURS.plan_id == plan_id).with_for_update()))
    return Plan(row.plan_id, hours_of(row), row.written_by, row.state, row.version, row.written_for)


def hours_of(row: Row[Any]) -> Hours:
    """From the columns of its table."""
    return Hours(**{each.name: row._mapping[each.name] for each in fields(Hours)})


def _found(result: Any) -> Row[Any]:
    row: Row[Any] | None = result.one_or_none()
    if row is None:
        raise ReportHoursNotFound
    return row
