"""A figure by periods: how it changed in each, and what it was at the end of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, Date, Select, Text, bindparam, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.figures.queries.days import days_of
from services.reporting.units.queries import AS_OF
from shared.calendar.periods import CalendarMonth, CalendarYear, Period, SingleDay, TenDays, Week
from shared.refusal import Invalid

Grain = Literal["day", "week", "ten-days", "month", "year"]
GRAINS: Mapping[Grain, type[Period]] = {
    "day": SingleDay,
    "week": Week,
    "ten-days": TenDays,
    "month": CalendarMonth,
    "year": CalendarYear,
}
MOST_PERIODS = 400


class TooManyPeriods(Invalid):
    """A shorter time, or longer periods."""

    code = "too-many-periods"
    zh = "最多 {most} 个时段；请缩短时间或者改用更长的时段。"
    en = "At most {most} periods; ask for a shorter time or for longer periods."


@dataclass(frozen=True, slots=True)
class Part:
    """`last`: of the period, or the last day counted where that comes before; `value`: at its end."""

    period: Period
    last: date
    change: int
    value: int


def periods_between(grain: Grain, first: date, last: date) -> Sequence[Period]:
    """From the one in which `first` lies to the one in which `last` does. Raises `TooManyPeriods`."""
    period, end = GRAINS[grain].of(first), GRAINS[grain].of(last)
    found = [period]
    while found[-1].first < end.first:
        if len(found) == MOST_PERIODS:
            raise TooManyPeriods(most=MOST_PERIODS)
        found.append(found[-1].following)
    return found


async def list_periods(
    connection: AsyncConnection,
    path: str,
    figure_code: str,
    periods: Sequence[Period],
    *,
    as_of: date,
    known_before: datetime | None = None,
) -> Sequence[Part]:
    """Of the unit and all below it; `known_before`: by what was recorded before that instant."""
    first = periods[0].first
    before, since, asked = BEFORE, SINCE, {"path": path, "code": figure_code, "as_of": as_of}
    if known_before is not None:
        (before, since), asked = _around(days_of(path, figure_code, as_of, known_before)), {}
    value: int = (await connection.execute(before, {**asked, "first": first})).scalar_one()
    grain = type(periods[0])
    by_period: dict[str, int] = {}
    for day, delta in await connection.execute(since, {**asked, "first": first}):
        code = grain.of(day).code
        by_period[code] = by_period.get(code, 0) + delta
    parts = []
    for period in periods:
        change = by_period.get(period.code, 0)
        value += change
        parts.append(Part(period, min(period.last, as_of), change, value))
    return parts


def _around(changes: Select[Any]) -> tuple[Select[Any], Select[Any]]:
    """What changed before the day `first` altogether, and on each day since."""
    days = changes.subquery().c
    total = cast(func.coalesce(func.sum(days.delta), 0), BigInteger)
    return select(total).where(days.day < FIRST), select(days.day, days.delta).where(days.day >= FIRST)


FIRST: ColumnElement[date] = bindparam("first", type_=Date)
BEFORE, SINCE = _around(days_of(bindparam("path", type_=Text), bindparam("code", type_=Text), AS_OF))
