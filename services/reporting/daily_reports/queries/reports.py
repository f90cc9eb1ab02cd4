"""Reading daily reports, their sheets, and what is counted to them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Row, Select, and_, any_, cast, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.daily_reports.domain.report import DailyReportNotFound, Report, ReportState
from services.reporting.daily_reports.domain.sheet import Numbers, Sheet, filled_in
from services.reporting.daily_reports.tables import DAILY_COUNT, DAILY_REPORT, DAILY_REPORT_EDITION, DAILY_REPORT_RETURN
from services.reporting.report_lines.parameters import Line
from services.reporting.units.queries import within_unit
from services.reporting.units.tables import ORG_UNIT
from shared.auth.scope import within
from shared.clock import local_date
from shared.database.filtering import first_of, when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_REPORT, _EDITION, _COUNT = DAILY_REPORT.c, DAILY_REPORT_EDITION.c, DAILY_COUNT.c
_RETURN, _UNIT = DAILY_REPORT_RETURN.c, ORG_UNIT.c
_IS_LAST = and_(_EDITION.report_id == _REPORT.report_id, _EDITION.edition == _REPORT.edition)
OUTSTANDING = (ReportState.DUE, ReportState.MISSED)
# Of a day on which the station stood: the closing may be told after the report was opened.
_IS_OWED = ~exists().where(_UNIT.org_code == _REPORT.org_code, _UNIT.closed_on <= _REPORT.day)
_IS_OUTSTANDING = and_(_REPORT.state.in_(OUTSTANDING), _IS_OWED)
_WAITS = or_(_IS_OUTSTANDING, _REPORT.return_reason.is_not(None))


@dataclass(frozen=True, slots=True)
class WantedReports:
    """Reports that agree with everything that is given: of `unit` and below it, of days from one to another, in the
    state `shown` (a word of `parameters.SHOWN`)."""

    unit: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    shown: str | None = None


async def fetch_reports(
    reading: Reading, wanted: WantedReports, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those of the caller's units with what their last sheet says, the last day first, a day's in order of code. Raises
    `OrgUnitNotFound`, `OutOfScope`."""
    found = (await _wanted(reading, wanted)).where(_shown(wanted.shown))
    return await fetch_page(
        reading.connection,
        found,
        by=[_REPORT.day],
        then=[_REPORT.org_code],
        cursor=cursor,
        limit=limit,
        view=view,
        newest_first=True,
    )


async def count_states(reading: Reading, wanted: WantedReports) -> Mapping[str, int]:
    """How many reports the same list has, whatever their state: by state, of them `returned`, and `all`. Raises as
    `fetch_reports` does."""
    held = (await _wanted(reading, wanted)).subquery().c
    counted = select(held.state, func.count(), func.count(held.return_reason)).group_by(held.state)
    rows = (await reading.connection.execute(counted)).all()
    by_state = {state: number for state, number, _ in rows}
    return {**by_state, "returned": sum(number for _, _, number in rows), "all": sum(by_state.values())}


async def list_outstanding(reading: Reading, limit: int) -> Sequence[Row[Any]]:
    """Reports of the caller's units that are to be handed in, or handed in again, the oldest first; a missed one of the
    last week."""
    week_ago = local_date(reading.now) - timedelta(days=7)
    waits = and_(_WAITS, or_(_REPORT.state != ReportState.MISSED, _REPORT.day >= week_ago))
    found = select(DAILY_REPORT).where(within(_REPORT.org_path, reading.caller), waits)
    rows: Sequence[Row[Any]] = (
        await reading.connection.execute(first_of(found.order_by(_REPORT.day, _REPORT.org_code), limit))
    ).all()
    return rows


async def get_report(reading: Reading, report_id: UUID) -> Report:
    """Raises `DailyReportNotFound`, also for one outside the caller's scope."""
    own = select(DAILY_REPORT).where(_REPORT.report_id == report_id, within(_REPORT.org_path, reading.caller))
    row = (await reading.connection.execute(own)).first()
    if row is None:
        raise DailyReportNotFound
    return report_of(row)


async def find_locked(connection: AsyncConnection, report_id: UUID) -> Report | None:
    """For this transaction alone to change."""
    own = select(DAILY_REPORT).where(_REPORT.report_id == report_id).with_for_update()
    row = (await connection.execute(own)).first()
    return None if row is None else report_of(row)


async def lock_overdue(connection: AsyncConnection, at: Any, limit: int) -> Sequence[Report]:
    """Reports that are owed, and that nobody handed in while they could be late."""
    over = select(DAILY_REPORT).where(_REPORT.state == ReportState.DUE, _REPORT.closes_at < at, _IS_OWED)
    locked = over.order_by(_REPORT.closes_at, _REPORT.org_code).limit(limit).with_for_update(skip_locked=True)
    return [report_of(row) for row in await connection.execute(locked)]


async def list_editions(connection: AsyncConnection, report_id: UUID) -> Sequence[Row[Any]]:
    """Every sheet of a report, the last first."""
    own = select(DAILY_REPORT_EDITION).where(_EDITION.report_id == report_id)
    return (await connection.execute(own.order_by(_EDITION.edition.desc()))).all()


async def list_returns(connection: AsyncConnection, report_id: UUID) -> Sequence[Row[Any]]:
    """Every return of a report, the last first."""
    own = select(DAILY_REPORT_RETURN).where(_RETURN.report_id == report_id)
    return (await connection.execute(own.order_by(_RETURN.edition.desc()))).all()


async def find_sheet(connection: AsyncConnection, report_id: UUID) -> Sheet | None:
    """What the last one says; None before there is one."""
    own = select(DAILY_REPORT_EDITION).where(_EDITION.report_id == report_id)
    row = (await connection.execute(own.order_by(_EDITION.edition.desc()).limit(1))).first()
    return None if row is None else Sheet(row.lines, row.text)


async def find_sheet_before(connection: AsyncConnection, org_code: str, day: date) -> Sheet | None:
    """What the station said of the last day before for which it owed a report; None where it said nothing."""
    last = select(func.max(_REPORT.day)).where(_REPORT.org_code == org_code, _REPORT.day < day).scalar_subquery()
    own = _REPORT.org_code == org_code
    found = select(_EDITION.lines, _EDITION.text).join(DAILY_REPORT, _IS_LAST).where(own, _REPORT.day == last)
    row = (await connection.execute(found)).first()
    return None if row is None else Sheet(row.lines, row.text)


async def count_for(connection: AsyncConnection, report: Report, lines: Sequence[Line]) -> Numbers:
    """By line, what was recorded of the station and its rooms on the days of work that the report covers."""
    return await count_of(connection, lines, report.org_code, report.covers_from, report.day)


async def count_of(
    connection: AsyncConnection, lines: Sequence[Line], org_code: str, first: date, last: date
) -> Numbers:
    """By line, what was recorded of a unit and all below it on days of work."""
    # Wherever the unit stood: a path has the codes of all that it lies below.
    there = literal(org_code) == any_(func.string_to_array(_COUNT.org_path, "."))
    total = cast(func.sum(_COUNT.count), BigInteger)
    found = select(_COUNT.line, total).where(_COUNT.day.between(first, last), there)
    rows = await connection.execute(found.group_by(_COUNT.line))
    return filled_in(lines, {row[0]: row[1] for row in rows})


async def list_covered(connection: AsyncConnection, day: date) -> frozenset[str]:
    """The codes of the stations that have a report of a day, or another one that covers it."""
    covered = select(_REPORT.org_code).where(literal(day).between(_REPORT.covers_from, _REPORT.day))
    return frozenset((await connection.execute(covered)).scalars())


async def list_last_days(
    connection: AsyncConnection, codes: Sequence[str], day: date
) -> Mapping[str, tuple[date | None, datetime]]:
    """Of these units the last day before one of which they have a report, and when they were recorded."""
    own = (_REPORT.org_code == _UNIT.org_code, _REPORT.day < day)
    last = select(func.max(_REPORT.day)).where(*own).scalar_subquery()
    found = select(_UNIT.org_code, last, _UNIT.known_at).where(_UNIT.org_code.in_(codes))
    return {code: (before, known_at) for code, before, known_at in await connection.execute(found)}


def report_of(row: Row[Any]) -> Report:
    """From the columns of its table."""
    said = {each.name: row._mapping[each.name] for each in fields(Report)}
    return Report(**{**said, "state": ReportState(row.state), "written_by": tuple(row.written_by)})


async def _wanted(reading: Reading, wanted: WantedReports) -> Select[Any]:
    path = await within_unit(reading, wanted.unit)
    last = (_EDITION.lines, _EDITION.text)
    return (
        select(DAILY_REPORT, *last)
        .select_from(DAILY_REPORT)
        .outerjoin(DAILY_REPORT_EDITION, _IS_LAST)
        .where(
            within(_REPORT.org_path, reading.caller),
            when(path, lambda path: at_or_below(_REPORT.org_path, path)),
            when(wanted.from_on, lambda day: _REPORT.day >= day),
            when(wanted.to_on, lambda day: _REPORT.day <= day),
        )
    )


def _shown(word: str | None) -> ColumnElement[bool]:
    match word:
        case "outstanding":
            return _IS_OUTSTANDING
        case "waiting":
            return _WAITS
        case "returned":
            return _REPORT.return_reason.is_not(None)
        case "handed-in-again":
            return and_(_REPORT.return_count > 0, _REPORT.return_reason.is_(None))
        case "copied":
            return _REPORT.is_copy
    return when(word, lambda state: _REPORT.state == state)
