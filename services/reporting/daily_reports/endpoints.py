"""Daily reports over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.reporting.daily_reports.commands.filing import (
    correct_daily_report,
    return_daily_report,
    submit_daily_report,
)
from services.reporting.daily_reports.commands.rooms import submit_room_line
from services.reporting.daily_reports.queries.months import list_month
from services.reporting.daily_reports.queries.reports import (
    WantedReports,
    count_for,
    count_of,
    fetch_reports,
    get_report,
    list_editions,
    list_returns,
)
from services.reporting.daily_reports.queries.rooms import (
    WantedLines,
    fetch_room_lines,
    get_room_line,
    list_line_editions,
    list_lines_of,
)
from services.reporting.daily_reports.schemas.months import Month, MonthView
from services.reporting.daily_reports.schemas.reports import (
    REPORTS,
    CorrectionForm,
    EditionView,
    ReportStandsView,
    ReportView,
    ReturnForm,
    ShownCode,
    SubmissionForm,
    WholeReportView,
)
from services.reporting.daily_reports.schemas.rooms import (
    ReportWithRoomsView,
    RoomLineStandsView,
    RoomLineView,
    RoomSheetForm,
    ShownRooms,
    WholeRoomLineView,
)
from services.reporting.dependencies import (
    DailyReading,
    DailyReturner,
    DailySubmitter,
    RoomReading,
    RoomSubmitter,
)
from services.reporting.report_lines.queries import find_lists
from shared.calendar.periods import CalendarMonth
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day

router = Router(prefix="/daily-reports", tags=["daily reports"], responses=problems(401, 403, 404))
_ONE = "/{report_id:uuid}"
_LINES = "/room-lines"
_LINE = _LINES + "/{line_id:uuid}"
Below = Annotated[str | None, Query(max_length=24, description="code of the unit; all below it as well")]

export_route(router, "/exports", REPORTS)


@router.get("")
async def list_daily_reports(
    reading: DailyReading,
    *,
    unit: Below = None,
    from_on: Day | None = None,
    to_on: Day | None = None,
    shown: Annotated[ShownCode | None, Query(description="in which state")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ReportView]:
    """Reports of the stations within your scope, the last day first · 日报告列表"""
    wanted = WantedReports(unit, from_on, to_on, shown)
    return await fetch_reports(reading, wanted, cursor, limit, view=ReportView.of_row)


@router.get("/months/{month}")
async def get_daily_report_month(month: Month, reading: DailyReading, unit: Below = None) -> MonthView:
    """The reports of a month, by stations within your scope and days, as the page shows them · 某月日报告报送情况"""
    asked = CalendarMonth(*map(int, month.split("-")))
    return MonthView.of(asked, await list_month(reading, asked, unit), reading.now)


@router.get(_ONE)
async def get_daily_report(report_id: UUID, reading: DailyReading) -> ReportWithRoomsView:
    """One report with all its sheets, what is counted for its day now, and what its rooms handed in · 日报告及各版"""
    report = await get_report(reading, report_id)
    lines = (await find_lists(reading.connection)).on(report.day).lines
    counted = await count_for(reading.connection, report, lines)
    rooms = [RoomLineView.of_row(row) for row in await list_lines_of(reading.connection, report_id)]
    sheets, returns = [await each(reading.connection, report_id) for each in (list_editions, list_returns)]
    whole = WholeReportView.of(report, counted, sheets, returns)
    return ReportWithRoomsView(**dict(whole), rooms=rooms)


@router.post(_ONE + "/submission", responses=problems(409))
async def post_daily_report_submission(report_id: UUID, form: SubmissionForm, work: DailySubmitter) -> ReportStandsView:
    """Hand a report in, for the first time · 报送日报告

    In time until it is due, late until the next morning, backfilled after that; a missed one stays missed.
    """
    handed_in = await submit_daily_report(work, report_id, form.sheet(), reason=form.reason, version=form.version)
    return ReportStandsView.of(handed_in)


@router.post(_ONE + "/correction", responses=problems(409))
async def post_daily_report_correction(report_id: UUID, form: CorrectionForm, work: DailySubmitter) -> ReportStandsView:
    """Say something else, or hand in again what was returned; what was said is kept · 更正日报告"""
    corrected = await correct_daily_report(work, report_id, form.sheet(), reason=form.reason, version=form.version)
    return ReportStandsView.of(corrected)


@router.post(_ONE + "/return", responses=problems(409))
async def post_daily_report_return(report_id: UUID, form: ReturnForm, work: DailyReturner) -> ReportStandsView:
    """Return a report that somebody else handed in, to be handed in again · 退回日报告"""
    returned = await return_daily_report(work, report_id, reason=form.reason, note=form.note, version=form.version)
    return ReportStandsView.of(returned)


@router.get(_LINES)
async def list_room_lines(
    reading: RoomReading,
    *,
    unit: Below = None,
    from_on: Day | None = None,
    to_on: Day | None = None,
    shown: Annotated[ShownRooms | None, Query(description="in which state")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[RoomLineView]:
    """Lines of the rooms within your scope, the last day first · 服务室日报列表"""
    wanted = WantedLines(unit, from_on, to_on, shown)
    return await fetch_room_lines(reading, wanted, cursor, limit, view=RoomLineView.of_row)


@router.get(_LINE)
async def get_room_line_of_day(line_id: UUID, reading: RoomReading) -> WholeRoomLineView:
    """One line with all its sheets, and what is counted of the room now · 服务室日报及各版"""
    row = await get_room_line(reading, line_id)
    lines = (await find_lists(reading.connection)).on(row.day).lines
    counted = await count_of(reading.connection, lines, row.org_code, row.covers_from, row.day)
    editions = [EditionView.of(each) for each in await list_line_editions(reading.connection, line_id)]
    return WholeRoomLineView(line=RoomLineView.of_row(row), counted=dict(counted), editions=editions)


@router.post(_LINE + "/sheets", responses=problems(409))
async def post_room_line_sheet(line_id: UUID, form: RoomSheetForm, work: RoomSubmitter) -> RoomLineStandsView:
    """Hand a room's line in to its station, or say something else while it is taken · 服务室上报日报

    In time until the rooms' hour, late until the station's report is missed; what was said is kept.
    """
    after = await submit_room_line(work, line_id, form.sheet(), reason=form.reason, edition=form.edition)
    return RoomLineStandsView.of(after)
