"""What rooms hand in to their station, in a browser."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.reporting.daily_reports.commands.rooms import submit_room_line
from services.reporting.daily_reports.domain.rooms import beginning_of
from services.reporting.daily_reports.domain.sheet import Numbers, differing
from services.reporting.daily_reports.parameters import ROOM_STATES
from services.reporting.daily_reports.queries.reports import count_of
from services.reporting.daily_reports.queries.rooms import (
    WantedLines,
    fetch_room_lines,
    get_room_line,
    list_line_editions,
)
from services.reporting.daily_reports.schemas.reports import EditionView
from services.reporting.daily_reports.schemas.rooms import RoomLineView, RoomSheetPaper, ShownRooms
from services.reporting.dependencies import RoomReading, RoomSubmitter, RoomSubmitting, UnitCode
from services.reporting.report_hours.queries import find_timetable
from services.reporting.report_lines.parameters import UNITS
from services.reporting.report_lines.queries import find_lists
from services.reporting.units.queries import list_units_kept
from shared.clock import local_date
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.web.filters import FilterDay
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
from shared.web.standing import Standing

router = page_router()

LIST = "/reporting/daily/rooms"
ONE = LIST + "/{line_id:uuid}"
BADGES: Mapping[str, str] = {"due": "info", "submitted": "ok", "late": "due", "missing": "late"}
WORDS: Mapping[str, Any] = {
    "room_states": ROOM_STATES,
    "room_badges": BADGES,
    "room_words": list(ROOM_STATES.values()),
    "units_of_count": UNITS,
}


@router.get(LIST)
async def list_room_lines(
    reading: RoomReading,
    view: Viewing,
    *,
    unit: UnitCode = None,
    from_on: FilterDay = None,
    to_on: FilterDay = None,
    shown: ShownRooms | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Which rooms have handed in, of today where nothing else is asked for."""
    today = local_date(reading.now)
    asked = WantedLines(unit, from_on, to_on, shown)
    wanted = WantedLines(unit, today, today, shown) if asked == WantedLines(unit, shown=shown) else asked
    page = await fetch_room_lines(reading, wanted, cursor, limit, view=RoomLineView.of_row)
    units = await list_units_kept(reading.connection, today, {each.org_path for each in page.items})
    days = [each.day for each in page.items] or [today]
    lines = (await find_lists(reading.connection)).over(min(days), max(days))
    facts: Mapping[str, Any] = {"page": page, "cursor": cursor, "wanted": wanted, "units": units, "now": reading.now}
    return view.show("rooms.html", lines=lines, **facts, **WORDS)


@router.get(ONE)
async def show_room_line(line_id: UUID, reading: RoomReading, view: Viewing) -> Response:
    """One line: its last sheet beside what is counted, and those before it."""
    facts = await _one(reading, line_id)
    editions = [EditionView.of(row) for row in await list_line_editions(reading.connection, line_id)]
    differences = [differing(facts["lines"], each.lines, each.counted) for each in editions]
    return view.show("room.html", editions=editions, differences=differences, **facts)


@router.get(ONE + "/sheet")
async def show_sheet(line_id: UUID, reading: RoomSubmitting, view: Viewing) -> Response:
    """The grid, filled in with what is counted, or with what was said."""
    facts = await _one(reading, line_id)
    said = _said(facts["each"]) or by_field(beginning_of(facts["lines"], facts["counted"], {}))
    return view.show("room-sheet.html", form=Form(said, facts["each"].edition), **facts)


@router.post(ONE + "/sheet")
async def submit(line_id: UUID, reading: RoomSubmitting, work: RoomSubmitter, sent: Sent[RoomSheetPaper]) -> Response:
    """Hand it in."""
    facts = await _one(reading, line_id)
    async with sent.answering("room-sheet.html", stands=partial(_stands, reading, line_id), **facts):
        said = sent.value
        await submit_room_line(sent.keyed(work), line_id, said.sheet(), reason=said.reason, edition=sent.version)
    return sent.done(f"{LIST}/{line_id}")


async def _one(reading: Reading, line_id: UUID) -> dict[str, Any]:
    row = await get_room_line(reading, line_id)
    units = await list_units_kept(reading.connection, row.day, {row.org_path})
    lines = (await find_lists(reading.connection)).on(row.day).lines
    counted = await count_of(reading.connection, lines, row.org_code, row.covers_from, row.day)
    hours = await find_timetable(reading.connection)
    facts = {"each": RoomLineView.of_row(row), "unit": units[row.org_path], "counted": counted, "now": reading.now}
    facts["lines"] = lines
    return {**facts, **WORDS, "begins_at": hours.begins_at(row.covers_from), "ends_at": hours.due_at(row.day)}


def by_field(lines: Numbers) -> dict[str, Any]:
    """By the names of the form."""
    return {f"lines.{code}": number for code, number in lines.items()}


def _said(line: RoomLineView) -> dict[str, Any]:
    """What its last sheet says, by the names of the form; nothing before there is one."""
    return {} if line.lines is None else {**by_field(line.lines), "text": line.text, "nothing": line.is_zero}


async def _stands(reading: Reading, line_id: UUID) -> Standing:
    """For who filled in a form while somebody else handed it in."""
    row = await get_room_line(reading, line_id)
    rows = await list_line_editions(reading.connection, line_id)
    at, by = (rows[0].written_at, rows[0].written_by) if rows else (None, None)
    return Standing(row.edition, _said(RoomLineView.of_row(row)), at, by, ROOM_STATES[row.state])
