"""The payments of a batch as a workbook for who pays them, without the names of persons, whom registry knows."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.benefits.batches.domain import NOT_RELEASED, BatchInvalid
from services.benefits.batches.parameters import FAILURES, RELEASED, RESULTS
from services.benefits.batches.queries import PROPOSED, WantedPayments, fetch_payments
from services.benefits.batches.schemas.batches import PaymentView
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.web.formats import yuan

_SHEET = Sheet(
    "payments",
    "发放明细",
    "Payments",
    (
        Column("payment_id", "发放编号", "payment"),
        Column("person_id", "享受人档案编号", "who is paid, file number"),
        Column("programme_code", "项目", "programme"),
        Column("month", "月份", "month"),
        Column("yuan", "金额（元）", "yuan"),
        Column("outcome", "发放结果", "result", RESULTS),
        Column("reason_code", "原因", "why it failed", FAILURES),
        Column("result_on", "结果日期", "result on"),
    ),
    (Column("batch", "批次编号", "batch"), Column("result", "发放结果", "result", RESULTS)),
)


class PaymentsExport(ExportForm):
    """Which payments are taken away, and why."""

    batch: UUID
    result: Annotated[str | None, Field(max_length=20)] = None


async def _rows(taking: Taking[PaymentsExport]) -> Rows:
    """Of a batch that was released: who pays is handed nothing before."""
    batch = await PROPOSED.get(taking.reading.connection, taking.form.batch, taking.reading.caller)
    if batch.outcome != RELEASED:
        raise BatchInvalid(fields=[NOT_RELEASED])
    wanted = WantedPayments(taking.form.result)
    page = await fetch_payments(taking.reading, taking.form.batch, wanted, None, taking.limit, view=PaymentView.of)

    def line(each: PaymentView) -> dict[str, Any]:
        return {**each.model_dump(exclude={"batch_id", "entitlement_id", "fen"}), "yuan": yuan(each.fen)}

    return Rows(page, line)


PAYMENTS = Export(_SHEET, PaymentsExport, "payments.export-batch", _rows)
