"""The payments of a batch as a workbook for who pays them: the transfer file, the one place where an account's number
goes out whole."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.benefits.batches.domain import NOT_RELEASED, BatchInvalid
from services.benefits.batches.parameters import FAILURES, RELEASED, RESULTS
from services.benefits.batches.queries import PROPOSED, WantedPayments, fetch_payments
from services.benefits.batches.schemas.batches import Part, PaymentView
from services.benefits.payees.domain import Account
from services.benefits.payees.parameters import BANKS
from services.benefits.payees.queries import find_opened
from services.benefits.programmes.queries import names_of_programmes
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking

_SHEET = Sheet(
    "payments",
    "发放明细",
    "Payments",
    (
        Column("payment_id", "发放编号", "payment"),
        Column("person_id", "享受人档案编号", "who is paid, file number"),
        Column("programme", "项目", "programme"),
        Column("month", "月份", "month"),
        Column("paid_fen", "金额（元）", "yuan"),
        Column("bank", "开户银行", "bank", BANKS),
        Column("branch", "开户网点", "branch"),
        Column("name", "户名", "account name"),
        Column("number", "账号", "account number"),
        Column("outcome", "发放结果", "result", RESULTS),
        Column("reason_code", "原因", "why it failed", FAILURES),
        Column("result_on", "结果日期", "result on"),
    ),
    (
        Column("batch", "批次编号", "batch"),
        Column("result", "发放结果", "result", RESULTS),
        Column("part", "第几份", "part"),
    ),
)


class PaymentsExport(ExportForm):
    """Which payments are taken away, and why."""

    batch: UUID
    result: Annotated[str | None, Field(max_length=20)] = None
    part: Part | None = Field(None, description="of a batch with more payments than one file takes")


async def _rows(taking: Taking[PaymentsExport]) -> Rows:
    """Of a batch that was released: who pays is handed nothing before."""
    batch = await PROPOSED.get(taking.reading.connection, taking.form.batch, taking.reading.caller)
    if batch.outcome != RELEASED:
        raise BatchInvalid(fields=[NOT_RELEASED])
    wanted = WantedPayments(taking.form.result, taking.form.part)
    page = await fetch_payments(taking.reading, taking.form.batch, wanted, None, taking.limit, view=PaymentView.of)
    ids = {each.account_id for each in page.items if each.account_id is not None}
    called = await names_of_programmes(taking.reading.connection)
    accounts = await find_opened(taking.reading.connection, ids, taking.request.app.state.keyring)

    def line(each: PaymentView) -> dict[str, Any]:
        said = each.model_dump(exclude={"batch_id", "entitlement_id", "programme_code", "fen", "account_id"})
        programme = called.get(each.programme_code, each.programme_code)
        return {**said, "programme": programme, "paid_fen": each.fen, **_account(accounts, each.account_id)}

    return Rows(page, line)


def _account(accounts: Mapping[UUID, Account], account_id: UUID | None) -> Mapping[str, str | None]:
    """In clear; of who was erased, and of payments before accounts were kept, nothing."""
    account = accounts.get(account_id) if account_id is not None else None
    if account is None:
        return dict.fromkeys(("bank", "branch", "name", "number"))
    return {
        "bank": account.bank,
        "branch": account.branch,
        "name": account.name.reveal(),
        "number": account.number.reveal(),
    }


PAYMENTS = Export(_SHEET, PaymentsExport, "payments.export-batch", _rows, in_clear=True)
