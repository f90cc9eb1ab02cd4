"""Reading the reports of a month as a grid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, exists, select

from services.reporting.daily_reports.tables import DAILY_REPORT
from services.reporting.units.queries import within_unit
from shared.auth.scope import within
from shared.calendar.periods import CalendarMonth
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading

_REPORT = DAILY_REPORT.c


@dataclass(frozen=True, slots=True)
class StationMonth:
    """A station with its reports of a month by day; none of a day on which it owed none. `counts`: how many there are
    in each state, `zero` and `returned` among them."""

    org_code: str
    org_path: str
    reports: Mapping[date, Row[Any]]
    counts: Mapping[str, int]


async def list_month(reading: Reading, month: CalendarMonth, unit: str | None) -> Sequence[StationMonth]:
    """Of the stations of the caller within a unit, in order of code. Raises `OrgUnitNotFound`, `OutOfScope`."""
    path = await within_unit(reading, unit)
    found = select(DAILY_REPORT).where(
        within(_REPORT.org_path, reading.caller),
        _REPORT.day.between(month.first, month.last),
        when(path, lambda path: at_or_below(_REPORT.org_path, path)),
    )
    rows: dict[str, dict[date, Row[Any]]] = {}
    for row in await reading.connection.execute(found.order_by(_REPORT.org_code, _REPORT.day)):
        rows.setdefault(row.org_code, {})[row.day] = row
    return [_month_of(code, reports) for code, reports in rows.items()]


async def has_reports_before(reading: Reading, day: date) -> bool:
    """Whether the caller's stations owed one on an earlier day."""
    earlier = (within(_REPORT.org_path, reading.caller), _REPORT.day < day)
    return bool(await reading.connection.scalar(select(exists().where(*earlier))))


def _month_of(org_code: str, reports: Mapping[date, Row[Any]]) -> StationMonth:
    counts: dict[str, int] = {}
    for row in reports.values():
        flags = (row.state, *(["zero"] if row.is_zero else ()), *(["returned"] if row.return_reason else ()))
        for each in flags:
            counts[each] = counts.get(each, 0) + 1
    return StationMonth(org_code, max(reports.items())[1].org_path, reports, counts)
