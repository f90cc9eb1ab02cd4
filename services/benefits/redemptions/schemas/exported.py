"""What was redeemed as a workbook, without names."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.benefits.redemptions.parameters import LICENCE_CLASSES, REFUSALS, REVERSALS, STATES
from services.benefits.redemptions.queries import WantedRedemptions, fetch_redemptions
from services.benefits.redemptions.schemas.discounts import RedemptionView
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking

_SHEET = Sheet(
    "redemptions",
    "优惠核销",
    "Redemptions",
    (
        Column("redemption_id", "核销编号", "redemption"),
        Column("shop", "商家名称", "merchant"),
        Column("person_id", "享受人档案编号", "for whom, file number"),
        Column("order_no", "订单号或者合同号", "order or contract"),
        Column("licence_class", "准驾车型", "class of licence", LICENCE_CLASSES),
        Column("redeemed_on", "日期", "day"),
        Column("base_fen", "优惠前（元）", "before, yuan"),
        Column("paid_fen", "应付（元）", "paid, yuan"),
        Column("saved_fen", "优惠（元）", "saved, yuan"),
        Column("state", "状态", "state", STATES),
        Column("reason", "原因", "why", {**REFUSALS, **REVERSALS}),
    ),
    (
        Column("agreement", "协议编号", "agreement"),
        Column("state", "状态", "state", STATES),
        Column("person", "享受人档案编号", "for whom, file number"),
    ),
)


class RedemptionsExport(ExportForm):
    """Which redemptions are taken away, and why."""

    agreement: UUID | None = None
    state: Annotated[str | None, Field(max_length=20)] = None
    person: UUID | None = None


async def _rows(taking: Taking[RedemptionsExport]) -> Rows:
    wanted = WantedRedemptions(taking.form.agreement, taking.form.state, taking.form.person)
    page = await fetch_redemptions(taking.reading, wanted, None, taking.limit, view=RedemptionView.of)

    def line(each: RedemptionView) -> dict[str, Any]:
        return {**each.model_dump(include={column.name for column in _SHEET.columns}), "saved_fen": each.saved_fen}

    return Rows(page, line)


REDEMPTIONS = Export(_SHEET, RedemptionsExport, "redemptions.export", _rows)
