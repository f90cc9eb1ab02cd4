"""Lists of accounts as workbooks, masked as on the screen, without the names of persons."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.benefits.directory.queries import names_of_units
from services.benefits.payees.parameters import BANKS, ENDS, HOLDERS, LACKS, STATES
from services.benefits.payees.queries import WantedPayees, WantedUnpayable, fetch_payees, fetch_unpayable
from services.benefits.payees.schemas.accounts import PayeeView, UnpayableView
from shared.approval.proposal import WHOSE
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Flag

_UNIT = Column("unit", "所在机构", "unit")
_PERSON = Column("person_id", "享受人档案编号", "who is paid, file number")
_UNIT_FILTER = Column("unit", "所在机构及其下级", "a unit and all below it")
_PAYEES = Sheet(
    "payee-accounts",
    "收款账户",
    "Accounts",
    (
        Column("account_id", "编号", "account"),
        _PERSON,
        _UNIT,
        Column("bank", "开户银行", "bank", BANKS),
        Column("number", "账号", "last four digits"),
        Column("name", "户名", "account name, masked"),
        Column("holder", "账户持有人", "whose it is", HOLDERS),
        Column("since", "启用日期", "from"),
        Column("until", "停用日期", "until"),
        Column("end_code", "停用原因", "why it ended", ENDS),
        Column("state", "状态", "state", STATES),
    ),
    (
        Column("person", "享受人档案编号", "who is paid, file number"),
        _UNIT_FILTER,
        Column("state", "状态", "state", STATES),
        Column("mine", "范围", "whose turn", {each.code: each for each in WHOSE}),
    ),
)
_UNPAYABLE = Sheet(
    "persons-without-account",
    "缺账户人员",
    "Persons without an account",
    (_PERSON, _UNIT, Column("entitlements", "待遇项数", "entitlements"), Column("lack", "缺少情况", "lacks", LACKS)),
    (_UNIT_FILTER, Column("lack", "缺少情况", "lacks", LACKS)),
)

Unit = Annotated[str | None, Field(max_length=24, description="org code; that organisation and all below")]


class PayeesExport(ExportForm):
    """Which accounts are taken away, and why."""

    person: UUID | None = None
    unit: Unit = None
    state: Annotated[str | None, Field(max_length=20)] = None
    mine: Flag = False


class UnpayableExport(ExportForm):
    """Which persons are taken away, and why."""

    unit: Unit = None
    lack: Annotated[str | None, Field(max_length=20)] = None


async def _payees(taking: Taking[PayeesExport]) -> Rows:
    wanted, view = WantedPayees(**taking.form.filters()), PayeeView.by(taking.request.app.state.keyring)
    page = await fetch_payees(taking.reading, wanted, None, taking.limit, view=view)
    units = await names_of_units(taking.reading.connection, {each.org_code for each in page.items})
    shown = {column.name for column in _PAYEES.columns}

    def line(each: PayeeView) -> dict[str, Any]:
        return {**each.model_dump(include=shown), "unit": units.get(each.org_code)}

    return Rows(page, line)


async def _unpayable(taking: Taking[UnpayableExport]) -> Rows:
    wanted = WantedUnpayable(**taking.form.filters())
    page = await fetch_unpayable(taking.reading, wanted, None, taking.limit, view=UnpayableView.of)
    units = await names_of_units(taking.reading.connection, {each.org_code for each in page.items})

    def line(each: UnpayableView) -> dict[str, Any]:
        return {**each.model_dump(exclude={"org_code"}), "unit": units.get(each.org_code)}

    return Rows(page, line)


PAYEES = Export(_PAYEES, PayeesExport, "payees.export", _payees)
UNPAYABLE = Export(_UNPAYABLE, UnpayableExport, "payees.export", _unpayable)
