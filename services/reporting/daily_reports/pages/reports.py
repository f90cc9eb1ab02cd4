"""Daily reports in a browser: who has handed in, the grid of a station, its sheets."""

from collections.abc import Mapping
from functools import partial
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
)
from services.reporting.daily_reports.queries.rooms import list_lines_of
from services.reporting.daily_reports.schemas.reports import (
    REPORTS,
    CorrectionPaper,
    EditionView,
    ReportView,
    ReturnPaper,
    ShownCode,
    SubmissionPaper,
)
from services.reporting.daily_reports.schemas.rooms import RoomLineView
from services.reporting.dependencies import (
    DailyReading,
    DailyReturner,
    DailyReturning,
    DailySubmitter,
    DailySubmitting,
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
from shared.web.filters import FilterDay
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent
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
    differences = [differing(facts["lines"], each.lines, each.counted) for each in editions]
    is_own = are_of(reading.caller.hands, facts["each"].written_by)
    at = {each.org_path for each in facts["rooms"]}
    facts["room_units"] = await list_units_kept(reading.connection, facts["each"].day, at)
    return view.show("report.html", editions=editions, differences=differences, is_own=is_own, **facts, **WORDS)


@router.get(ONE + "/submission")
async def show_submission(report_id: UUID, reading: DailySubmitting, view: Viewing) -> Response:
    """The grid, filled in with what is counted."""
    facts = await _one(reading, report_id)
    begun = beginning_of(facts["lines"], facts["counted"], facts["of_rooms"])
    form = Form(by_field(begun), facts["each"].version)
    return view.show("sheet.html", form=form, correcting=False, **facts, **WORDS)


@router.post(ONE + "/submission")
async def submit(
    report_id: UUID, reading: DailySubmitting, work: DailySubmitter, sent: Sent[SubmissionPaper]
) -> Response:
    """Hand it in."""
    facts = {**await _one(reading, report_id), **WORDS, "correcting": False}
    async with sent.answering("sheet.html", stands=partial(_stands, reading, report_id), **facts):
        said = sent.value
        await submit_daily_report(
            sent.keyed(work), report_id, said.sheet(), reason=said.reason, version=sent.version
        )  # fmt: skip
    return sent.done(f"{LIST}/{report_id}")


@router.get(ONE + "/correction")
async def show_correction(report_id: UUID, reading: DailySubmitting, view: Viewing) -> Response:
    """The grid, filled in with what was said."""
    facts = await _one(reading, report_id)
    form = Form(await _said(reading, report_id), facts["each"].version)
    return view.show("sheet.html", form=form, correcting=True, **facts, **WORDS)


@router.post(ONE + "/correction")
async def correct(
    report_id: UUID, reading: DailySubmitting, work: DailySubmitter, sent: Sent[CorrectionPaper]
) -> Response:
    """Say it otherwise."""
    facts = {**await _one(reading, report_id), **WORDS, "correcting": True}
    async with sent.answering("sheet.html", stands=partial(_stands, reading, report_id), **facts):
        said = sent.value
        await correct_daily_report(
            sent.keyed(work), report_id, said.sheet(), reason=said.reason, version=sent.version
        )  # fmt: skip
    return sent.done(f"{LIST}/{report_id}")


@router.get(ONE + "/return")
async def show_return(report_id: UUID, reading: DailyReturning, view: Viewing) -> Response:
    """The form that returns it."""
    facts = await _one(reading, report_id)
    return view.show("return.html", form=Form(version=facts["each"].version), **facts, **WORDS)


@router.post(ONE + "/return")
async def give_back(report_id: UUID, reading: DailyReturning, work: DailyReturner, sent: Sent[ReturnPaper]) -> Response:
    """Return it."""
    facts = {**await _one(reading, report_id), **WORDS}
    async with sent.answering("return.html", stands=partial(_stands, reading, report_id), **facts):
        said = sent.value
        await return_daily_report(
            sent.keyed(work), report_id, reason=said.reason, note=said.note, version=sent.version
        )  # fmt: skip
    return sent.done(f"{LIST}/{report_id}")


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


async def _stands(reading: Reading, report_id: UUID) -> Standing:
    """For who filled in a form while somebody else changed the report."""
    report: Report = await get_report(reading, report_id)
    rows = await list_editions(reading.connection, report_id)
    at, by = (rows[0].written_at, rows[0].written_by) if rows else (None, None)
    state: Named = STATES[report.state]
    return Standing(report.version, await _said(reading, report_id), at, by, state)
