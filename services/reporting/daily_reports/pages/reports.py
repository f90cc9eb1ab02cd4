"""Daily reports in a browser: who has handed in, the grid of a station, its sheets."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.reporting.daily_reports.commands.filing import (
    correct_daily_report,
    return_daily_report,
    submit_daily_report,
)
from services.reporting.daily_reports.domain.report import Report
from services.reporting.daily_reports.domain.rooms import beginning_of, total_of
from services.reporting.daily_reports.domain.sheet import differing
from services.reporting.daily_reports.pages.rooms import BADGES as ROOM_BADGES
from services.reporting.daily_reports.pages.rooms import by_field
from services.reporting.daily_reports.parameters import RETURNS, ROOM_STATES, SHOWN, STATES
from services.reporting.daily_reports.queries.reports import (
    WantedReports,
    count_for,
    count_states,
    fetch_reports,
    find_sheet,
    get_report,
    list_editions,
    list_returns,
)
from services.reporting.daily_reports.queries.rooms import list_lines_of
from services.reporting.daily_reports.schemas.reports import (
    REPORTS,
    CorrectionPaper,
    EditionView,
    ReportView,
    ReturnPaper,
    ReturnView,
    ShownCode,
    SubmissionPaper,
)
from services.reporting.daily_reports.schemas.rooms import RoomLineView
from services.reporting.dependencies import (
    DailyReading,
    UnitCode,
)
from services.reporting.report_hours.queries import find_timetable
from services.reporting.report_lines.parameters import UNITS
from services.reporting.report_lines.queries import find_lists
from services.reporting.units.queries import list_units_kept
from shared.auth.hands import are_of
from shared.clock import local_date
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named
from shared.web.deciding import Decided, Matter, deciding
from shared.web.filters import FilterDay
from shared.web.page import Viewing, page_router
from shared.web.standing import Standing

router = page_router()

LIST = "/reporting/daily"
ONE = LIST + "/{report_id:uuid}"
# A badge by state; what is due and late already is `late` as well.
BADGES: Mapping[str, str] = {
    "due": "info",
    "submitted": "ok",
    "late": "due",
    "missed": "late",
    "backfilled": "late",
}
WORDS: Mapping[str, Any] = {
    "states": STATES,
    "badges": BADGES,
    "units_of_count": UNITS,
    "returns": RETURNS,
    "return_words": list(RETURNS.values()),
    "shown_words": SHOWN,
    "room_states": ROOM_STATES,
    "room_badges": ROOM_BADGES,
}


@router.get(LIST)
async def list_reports(
    reading: DailyReading,
    view: Viewing,
    *,
    unit: UnitCode = None,
    from_on: FilterDay = None,
    to_on: FilterDay = None,
    shown: ShownCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Who has handed in, of today where nothing else is asked for."""
    today = local_date(reading.now)
    asked = WantedReports(unit, from_on, to_on, shown)
    wanted = WantedReports(unit, today, today, shown) if asked == WantedReports(unit, shown=shown) else asked
    page = await fetch_reports(reading, wanted, cursor, limit, view=ReportView.of_row)
    units = await list_units_kept(reading.connection, today, {each.org_path for each in page.items})
    counts = await count_states(reading, wanted)
    days = [each.day for each in page.items] or [today]
    lines = (await find_lists(reading.connection)).over(min(days), max(days))
    facts: Mapping[str, Any] = {"page": page, "cursor": cursor, "wanted": wanted, "units": units, "counts": counts}
    return view.show("reports.html", now=reading.now, lines=lines, **facts, **WORDS)


export_pages(router, LIST, REPORTS)


@router.get(ONE)
async def show_report(report_id: UUID, reading: DailyReading, view: Viewing) -> Response:
    """One report: its last sheet beside what is counted, and those before it."""
    facts = await _one(reading, report_id)
    editions = [EditionView.of(row) for row in await list_editions(reading.connection, report_id)]
    returned = {row.edition: ReturnView.of(row) for row in await list_returns(reading.connection, report_id)}
    differences = [differing(facts["lines"], each.lines, each.counted) for each in editions]
    is_own = are_of(reading.caller.hands, facts["each"].written_by)
    at = {each.org_path for each in facts["rooms"]}
    facts["room_units"] = await list_units_kept(reading.connection, facts["each"].day, at)
    facts |= {"editions": editions, "returned": returned, "differences": differences, "is_own": is_own}
    return view.show("report.html", **facts, **WORDS)


async def _one(reading: Reading, report_id: UUID) -> dict[str, Any]:
    report = await get_report(reading, report_id)
    units = await list_units_kept(reading.connection, report.day, {report.org_path})
    lines = (await find_lists(reading.connection)).on(report.day).lines
    counted = await count_for(reading.connection, report, lines)
    hours = await find_timetable(reading.connection)
    rooms = [RoomLineView.of_row(row) for row in await list_lines_of(reading.connection, report_id)]
    facts = {"each": report, "unit": units[report.org_path], "counted": counted, "now": reading.now, "rooms": rooms}
    facts |= {"begins_at": hours.begins_at(report.covers_from), "ends_at": hours.due_at(report.day)}
    return {**facts, "lines": lines, "of_rooms": total_of(lines, (each.lines for each in rooms))}


async def _said(reading: Reading, report_id: UUID) -> dict[str, Any]:
    """What its last sheet says, by the names of the form."""
    sheet = await find_sheet(reading.connection, report_id)
    return {} if sheet is None else {**by_field(sheet.lines), "text": sheet.text, "nothing": sheet.is_empty}


async def _shown(matter: Matter[None]) -> dict[str, Any]:
    return await _one(matter.reading, matter.about)


async def _beginning(matter: Matter[None]) -> dict[str, Any]:
    """The grid, filled in with what is counted."""
    facts = await _shown(matter)
    return {**facts, "claimed": by_field(beginning_of(facts["lines"], facts["counted"], facts["of_rooms"]))}


async def _last(matter: Matter[None]) -> dict[str, Any]:
    """The grid, filled in with what was said."""
    return {**await _shown(matter), "claimed": await _said(matter.reading, matter.about)}


async def _stands(matter: Matter[None]) -> Standing:
    """For who filled in a form while somebody else changed the report."""
    connection, report_id = matter.reading.connection, matter.about
    report: Report = await get_report(matter.reading, report_id)
    rows = await list_editions(connection, report_id)
    at, by = (rows[0].written_at, rows[0].written_by) if rows else (None, None)
    state: Named = STATES[report.state]
    return Standing(report.version, await _said(matter.reading, report_id), at, by, state)


@deciding(
    router, ONE + "/submission", "daily-reports.submit", SubmissionPaper, "sheet.html", shown=_beginning,
    stands=_stands, correcting=False, **WORDS,
)  # fmt: skip
async def submit(decided: Decided[None, SubmissionPaper]) -> str:
    """Hand it in."""
    said = decided.said
    await submit_daily_report(
        decided.work, decided.about, said.sheet(), reason=said.reason, version=decided.version
    )  # fmt: skip
    return f"{LIST}/{decided.about}"


@deciding(
    router, ONE + "/correction", "daily-reports.submit", CorrectionPaper, "sheet.html", shown=_last,
    stands=_stands, correcting=True, **WORDS,
)  # fmt: skip
async def correct(decided: Decided[None, CorrectionPaper]) -> str:
    """Say it otherwise."""
    said = decided.said
    await correct_daily_report(
        decided.work, decided.about, said.sheet(), reason=said.reason, version=decided.version
    )  # fmt: skip
    return f"{LIST}/{decided.about}"


@deciding(
    router, ONE + "/return", "daily-reports.return", ReturnPaper, "return.html", shown=_shown, stands=_stands, **WORDS
)
async def give_back(decided: Decided[None, ReturnPaper]) -> str:
    """Return it."""
    said = decided.said
    await return_daily_report(
        decided.work, decided.about, reason=said.reason, note=said.note, version=decided.version
    )  # fmt: skip
    return f"{LIST}/{decided.about}"
