"""The lines of daily reports over HTTP."""

from datetime import date
from uuid import UUID

from services.reporting.dependencies import LinesAdopter, LinesDrafter, LinesReading
from services.reporting.report_lines.commands import (
    adopt_report_lines,
    correct_report_lines,
    draft_report_lines,
    revoke_report_lines,
    withdraw_report_lines,
)
from services.reporting.report_lines.queries import fetch_versions, find_lists, get_version_row
from services.reporting.report_lines.schemas import (
    LineListView,
    LinesAdoptionForm,
    LinesCorrectionForm,
    LinesForm,
    LinesMade,
    LinesStandView,
    LinesView,
    LinesWithdrawalForm,
)
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day

router = Router(prefix="/report-lines", tags=["daily reports"], responses=problems(401, 403))
_ONE = "/{list_id:uuid}"


@router.post("", status_code=201)
async def post_report_lines(form: LinesForm, work: LinesDrafter) -> LinesMade:
    """Draft the lines of daily reports from a day on, for a leader to bring into force · 起草日报告项目"""
    return LinesMade(list_id=await draft_report_lines(work, form.said()))


@router.get("")
async def list_report_lines(reading: LinesReading, cursor: Cursor = None, limit: Limit = 50) -> Page[LinesView]:
    """All lists that were drafted, the last first day first · 日报告项目各版"""
    return await fetch_versions(reading, cursor, limit, view=LinesView.of_row)


@router.get("/days/{day}")
async def get_report_lines_on(day: Day, reading: LinesReading) -> LineListView:
    """The lines that reports of a day have · 某日的日报告项目"""
    asked: date = day
    return LineListView.of_list((await find_lists(reading.connection)).on(asked))


@router.get(_ONE, responses=problems(404))
async def get_report_lines(list_id: UUID, reading: LinesReading) -> LinesView:
    """A list that was drafted, and what became of it · 查看一版日报告项目"""
    return LinesView.of_row(await get_version_row(reading.connection, list_id))


@router.post(_ONE + "/correction", responses=problems(404, 409))
async def post_report_lines_correction(list_id: UUID, form: LinesCorrectionForm, work: LinesDrafter) -> LinesStandView:
    """Have a draft say something else · 修改日报告项目草案"""
    return LinesStandView.of(await correct_report_lines(work, list_id, form.said(), version=form.version))


@router.post(_ONE + "/adoption", responses=problems(404, 409))
async def post_report_lines_adoption(list_id: UUID, form: LinesAdoptionForm, work: LinesAdopter) -> LinesStandView:
    """Bring a list that others wrote into force from its first day on · 启用日报告项目"""
    return LinesStandView.of(await adopt_report_lines(work, list_id, version=form.version))


@router.post(_ONE + "/withdrawal", responses=problems(404, 409))
async def post_report_lines_withdrawal(list_id: UUID, form: LinesWithdrawalForm, work: LinesDrafter) -> LinesStandView:
    """Give a draft up · 撤回日报告项目草案"""
    after = await withdraw_report_lines(work, list_id, reason=form.reason, version=form.version)
    return LinesStandView.of(after)


@router.post(_ONE + "/revocation", responses=problems(404, 409))
async def post_report_lines_revocation(list_id: UUID, form: LinesWithdrawalForm, work: LinesAdopter) -> LinesStandView:
    """Take back a list that is in force and whose first day has not come · 撤回已启用的日报告项目"""
    after = await revoke_report_lines(work, list_id, reason=form.reason, version=form.version)
    return LinesStandView.of(after)
