"""Reading the lines of rooms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.daily_reports.domain.rooms import RoomLine, RoomLineNotFound, RoomState
from services.reporting.daily_reports.domain.sheet import Sheet
from services.reporting.daily_reports.tables import ROOM_LINE, ROOM_LINE_EDITION
from services.reporting.units.queries import within_unit
from shared.auth.scope import within
from shared.database.filtering import first_of, when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_LINE, _EDITION = ROOM_LINE.c, ROOM_LINE_EDITION.c
_IS_LAST = and_(_EDITION.line_id == _LINE.line_id, _EDITION.edition == _LINE.edition)
_WITH_SHEETS = select(ROOM_LINE, _EDITION.lines, _EDITION.text, _EDITION.written_at).select_from(
    ROOM_LINE.outerjoin(ROOM_LINE_EDITION, _IS_LAST)
)


@dataclass(frozen=True, slots=True)
class WantedLines:
    """Lines that agree with everything that is given: of `unit` and below it, of days from one to another, in the state
    `shown` (a word of `parameters.ROOM_STATES`)."""

    unit: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    shown: str | None = None


async def fetch_room_lines(
    reading: Reading, wanted: WantedLines, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those of the caller's units with what their last sheet says, the last day first, a day's in order of code. Raises
    `OrgUnitNotFound`, `OutOfScope`."""
    return await fetch_page(
        reading.connection,
        await _wanted(reading, wanted),
        by=[_LINE.day],
        then=[_LINE.org_code],
        cursor=cursor,
        limit=limit,
        view=view,
        newest_first=True,
    )


async def list_lines_of(connection: AsyncConnection, report_id: UUID) -> Sequence[Row[Any]]:
    """Of every room that owes one to a report, with what its last sheet says."""
    own = _WITH_SHEETS.where(_LINE.report_id == report_id)
    return (await connection.execute(own.order_by(_LINE.org_code))).all()


async def list_lines_due(reading: Reading, limit: int) -> Sequence[Row[Any]]:
    """Of the caller's rooms, what is still taken and was not handed in, the oldest first."""
    own = (within(_LINE.org_path, reading.caller), _is("due", reading.now))
    found = select(ROOM_LINE).where(*own).order_by(_LINE.day, _LINE.org_code)
    rows: Sequence[Row[Any]] = (await reading.connection.execute(first_of(found, limit))).all()
    return rows


async def get_room_line(reading: Reading, line_id: UUID) -> Row[Any]:
    """With what its last sheet says. Raises `RoomLineNotFound`, also for one outside the caller's scope."""
    own = _WITH_SHEETS.where(_LINE.line_id == line_id, within(_LINE.org_path, reading.caller))
    row = (await reading.connection.execute(own)).first()
    if row is None:
        raise RoomLineNotFound
    return row


async def lock_room_line(connection: AsyncConnection, line_id: UUID) -> RoomLine:
    """For this transaction alone to change. Raises `RoomLineNotFound`."""
    own = select(ROOM_LINE).where(_LINE.line_id == line_id).with_for_update()
    row = (await connection.execute(own)).first()
    if row is None:
        raise RoomLineNotFound
    return room_line_of(row)


async def list_line_editions(connection: AsyncConnection, line_id: UUID) -> Sequence[Row[Any]]:
    """Every sheet of a line, the last first."""
    own = select(ROOM_LINE_EDITION).where(_EDITION.line_id == line_id)
    return (await connection.execute(own.order_by(_EDITION.edition.desc()))).all()


async def find_line_sheet(connection: AsyncConnection, line_id: UUID) -> Sheet | None:
    """What the last one says; None before there is one."""
    rows = await list_line_editions(connection, line_id)
    return Sheet(rows[0].lines, rows[0].text) if rows else None


def room_line_of(row: Row[Any]) -> RoomLine:
    """From the columns of its table."""
    said = {each.name: row._mapping[each.name] for each in fields(RoomLine)}
    return RoomLine(**{**said, "state": RoomState(row.state)})


async def _wanted(reading: Reading, wanted: WantedLines) -> Select[Any]:
    path = await within_unit(reading, wanted.unit)
    return _WITH_SHEETS.where(
        within(_LINE.org_path, reading.caller),
        when(path, lambda path: at_or_below(_LINE.org_path, path)),
        when(wanted.from_on, lambda day: _LINE.day >= day),
        when(wanted.to_on, lambda day: _LINE.day <= day),
        when(wanted.shown, lambda word: _is(word, reading.now)),
    )


def _is(word: str, now: datetime) -> ColumnElement[bool]:
    """What is still due when it is no longer taken is missing."""
    match word:
        case "due":
            return and_(_LINE.state == RoomState.DUE, _LINE.closes_at >= now)
        case "missing":
            return and_(_LINE.state == RoomState.DUE, _LINE.closes_at < now)
    return _LINE.state == word
