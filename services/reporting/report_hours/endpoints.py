"""Hours of daily reports over HTTP."""

from uuid import UUID

from services.reporting.dependencies import HoursDecider, HoursProposer, HoursReading
from services.reporting.report_hours.commands import (
    confirm_report_hours,
    propose_report_hours,
    withdraw_report_hours,
)
from services.reporting.report_hours.queries import fetch_plans, get_plan_row
from services.reporting.report_hours.schemas import (
    HoursConfirmationForm,
    HoursForm,
    HoursMade,
    HoursStandView,
    HoursView,
    HoursWithdrawalForm,
)
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(prefix="/report-hours", tags=["daily reports"], responses=problems(401, 403))
_ONE = "/{plan_id:uuid}"


@router.post("", status_code=201)
async def post_report_hours(form: HoursForm, work: HoursProposer) -> HoursMade:
    """Propose hours of daily reports, for a leader to confirm · 拟定报送时限"""
    return HoursMade(plan_id=await propose_report_hours(work, form.hours()))


@router.get("")
async def list_report_hours(reading: HoursReading, cursor: Cursor = None, limit: Limit = 50) -> Page[HoursView]:
    """All that were proposed, the last first day first · 报送时限列表"""
    return await fetch_plans(reading, cursor, limit, view=HoursView.of_row)


@router.get(_ONE, responses=problems(404))
async def get_report_hours(plan_id: UUID, reading: HoursReading) -> HoursView:
    """Hours that were proposed, and what became of them · 查看报送时限"""
    return HoursView.of_row(await get_plan_row(reading.connection, plan_id))


@router.post(_ONE + "/confirmation", responses=problems(404, 409))
async def post_report_hours_confirmation(
    plan_id: UUID, form: HoursConfirmationForm, work: HoursDecider
) -> HoursStandView:
    """Have hours that somebody else proposed hold from their first day on · 确认报送时限"""
    return HoursStandView.of(await confirm_report_hours(work, plan_id, version=form.version))


@router.post(_ONE + "/withdrawal", responses=problems(404, 409))
async def post_report_hours_withdrawal(plan_id: UUID, form: HoursWithdrawalForm, work: HoursDecider) -> HoursStandView:
    """Withdraw hours whose first day has not come · 撤回报送时限"""
    after = await withdraw_report_hours(work, plan_id, reason=form.reason, version=form.version)
    return HoursStandView.of(after)
