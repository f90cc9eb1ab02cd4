"""Amounts over HTTP."""

from uuid import UUID

from fastapi import Query

from services.benefits.amounts.commands import set_amount, withdraw_amount
from services.benefits.amounts.queries import WantedAmounts, fetch_amounts
from services.benefits.amounts.schemas import AmountForm, AmountMade, AmountView, AmountWithdrawal
from services.benefits.dependencies import AmountKeeper, AmountReading
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["amounts"])


@router.post("/amounts", status_code=201, responses=problems(401, 403, 409))
async def post_amount(form: AmountForm, work: AmountKeeper) -> AmountMade:
    """Set what is paid from a day on · 设定标准"""
    return AmountMade(line_id=await set_amount(work, **form.model_dump()))


@router.get("/amounts", responses=problems(401, 403))
async def list_amounts(
    reading: AmountReading,
    *,
    table: str | None = Query(None, max_length=40),
    withdrawn: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AmountView]:
    """Lines of tables of amounts, by table, key and day · 标准表"""
    return await fetch_amounts(reading, WantedAmounts(table, withdrawn), cursor, limit, view=AmountView.of)


@router.post("/amounts/{line_id}/withdrawal", status_code=204, responses=problems(401, 403, 404, 409))
async def post_amount_withdrawal(line_id: UUID, form: AmountWithdrawal, work: AmountKeeper) -> None:
    """Withdraw what was set by mistake · 撤回标准"""
    await withdraw_amount(work, line_id, reason=form.reason)
