"""Reading what the reports of some days say together."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, and_, cast, column, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.daily_reports.domain.sheet import not_zero
from services.reporting.daily_reports.tables import DAILY_REPORT, DAILY_REPORT_EDITION

_REPORT, _EDITION = DAILY_REPORT.c, DAILY_REPORT_EDITION.c
_IS_LAST = and_(_EDITION.report_id == _REPORT.report_id, _EDITION.edition == _REPORT.edition)
_TOLD = DAILY_REPORT_EDITION.alias("told")
_IS_TOLD = and_(_TOLD.c.report_id == _REPORT.report_id, _TOLD.c.edition == _REPORT.told_edition)


async def list_last_sheets(connection: AsyncConnection, first: date, last: date) -> Sequence[Row[Any, Any, Any, Any]]:
    """Of each report of these days its station, how punctual it is, and the lines of its last sheet, where it has one;
    by station and day."""
    found = select(_REPORT.org_path, _REPORT.org_code, _REPORT.state, _EDITION.lines)
    of_days = found.outerjoin_from(DAILY_REPORT, DAILY_REPORT_EDITION, _IS_LAST).where(_on(first, last))
    return (await connection.execute(of_days.order_by(_REPORT.org_code, _REPORT.day))).all()


async def sum_lines(connection: AsyncConnection, first: date, last: date) -> Mapping[tuple[date, str], int]:
    """By day and line, over the last sheets of all stations."""
    line = func.jsonb_each_text(_EDITION.lines).table_valued(column("key"), column("value")).lateral("line")
    total = cast(func.sum(cast(line.c.value, BigInteger)), BigInteger)
    found = (
        select(_REPORT.day, line.c.key, total)
        .join_from(DAILY_REPORT, DAILY_REPORT_EDITION, _IS_LAST)
        .join(line, true())
        .where(_on(first, last))
        .group_by(_REPORT.day, line.c.key)
    )
    return {(day, name): number for day, name, number in await connection.execute(found)}


async def list_corrected_since_told(connection: AsyncConnection, first: date, last: date) -> Sequence[tuple[str, date]]:
    """Station and day of the reports whose numbers are not those that a bulletin told, by day."""
    found = (
        select(_REPORT.org_code, _REPORT.day, _EDITION.lines, _TOLD.c.lines)
        .join_from(DAILY_REPORT, DAILY_REPORT_EDITION, _IS_LAST)
        .join(_TOLD, _IS_TOLD)
        .where(_on(first, last), _EDITION.lines != _TOLD.c.lines)
    )
    rows = await connection.execute(found.order_by(_REPORT.day))
    return [(org_code, day) for org_code, day, now, then in rows if not_zero(now) != not_zero(then)]


def _on(first: date, last: date) -> ColumnElement[bool]:
    return _REPORT.day.between(first, last)
