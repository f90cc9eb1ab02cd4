"""The list of holdings as a workbook, masked like the list."""

from services.registry.categories.domain.holding import HoldingState
from services.registry.categories.parameters import LEVELS, STATES
from services.registry.categories.queries.holdings import WantedHoldings, fetch_holdings
from services.registry.categories.schemas.views import HoldingLine
from services.registry.dependencies import get_registrar
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from shared.approval.proposal import WHOSE
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Flag


class HoldingsExport(ExportForm):
    """Which holdings are taken away, and why."""

    mine: Flag | None = None
    state: HoldingState | None = None
    unit: OrgCode | None = None


async def _rows(taking: Taking[HoldingsExport]) -> Rows:
    keyring = (await get_registrar(taking.request)).keyring
    wanted = WantedHoldings(taking.form.state, taking.form.unit, bool(taking.form.mine))
    page = await fetch_holdings(taking.reading, wanted, None, taking.limit, view=lambda row: row)
    units = await names_of_units(taking.reading.connection, {row.org_code for row in page.items})
    return Rows(page, lambda row: {**HoldingLine.of(row, keyring).model_dump(), "unit": units.get(row.org_code)})


_STATE = Column("state", "状态", "state", STATES)
HOLDINGS = Export(
    Sheet(
        "category-holdings",
        "类别认定",
        "Categories",
        (
            Column("person_id", "人员编号", "number of the person"),
            Column("name", "姓名", "name"),
            Column("id_number", "证件号码", "identity number"),
            Column("org_code", "机构代码", "unit code"),
            Column("unit", "所在机构", "unit"),
            _STATE,
            Column("applied_on", "申请日期", "applied on"),
            Column("waits_for", "待办环节", "waits for", LEVELS),
        ),
        (
            Column("mine", "办理人", "waits for", {each.code: each for each in WHOSE}),
            _STATE,
            Column("unit", "机构及其下级", "a unit and all below it"),
        ),
    ),
    HoldingsExport,
    "categories.export",
    _rows,
)
