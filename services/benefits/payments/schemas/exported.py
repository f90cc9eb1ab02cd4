"""The list of entitlements as a workbook, without the names of persons, whom registry knows."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.benefits.directory.queries import names_of_units
from services.benefits.payments.parameters import HARDSHIPS, STATES, WHYS
from services.benefits.payments.queries import WantedEntitlements
from services.benefits.payments.schemas.entitlements import EntitlementStanding, fetch_standing
from services.benefits.programmes.schemas import Code
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking

_SHEET = Sheet(
    "entitlements",
    "待遇发放",
    "Payments",
    (
        Column("entitlement_id", "待遇编号", "entitlement"),
        Column("person_id", "享受人档案编号", "who is paid, file number"),
        Column("programme_code", "项目代码", "programme"),
        Column("programme", "项目", "name of the programme"),
        Column("hardship_kind", "困难类型", "kind of hardship", HARDSHIPS),
        Column("org_code", "所在机构代码", "unit code"),
        Column("unit", "所在机构", "unit"),
        Column("first_month", "起发月份", "from month"),
        Column("paid_through", "止发月份", "through month"),
        Column("why", "止发原因", "why it ends", WHYS),
        Column("month", "月份", "month"),
        Column("state", "当月状态", "state in the month", STATES),
        Column("due_fen", "当月标准（元）", "this month, yuan"),
    ),
    (
        Column("person", "享受人档案编号", "who is paid, file number"),
        Column("programme", "项目代码", "programme"),
        Column("unit", "所在机构及其下级", "a unit and all below it"),
        Column("state", "当月状态", "state in the month", STATES),
        Column("hardship_kind", "困难类型", "kind of hardship", HARDSHIPS),
    ),
)


class EntitlementsExport(ExportForm):
    """Which entitlements are taken away, and why."""

    person: UUID | None = None
    programme: Code | None = None
    unit: Annotated[str | None, Field(max_length=24, description="org code; that organisation and all below")] = None
    state: Annotated[str | None, Field(max_length=20)] = None
    hardship_kind: Annotated[str | None, Field(max_length=20)] = None


async def _rows(taking: Taking[EntitlementsExport]) -> Rows:
    wanted = WantedEntitlements(**taking.form.filters())
    page = await fetch_standing(taking.reading, taking.request.app.state.keyring, wanted, None, taking.limit)
    units = await names_of_units(taking.reading.connection, {each.org_code for each in page.items})

    def line(each: EntitlementStanding) -> dict[str, Any]:
        said = each.model_dump(
            exclude={"application_id", "programme_version", "last_month", "missing", "version", "fen"}
        )
        return {**said, "unit": units.get(each.org_code), "due_fen": each.fen}

    return Rows(page, line)


ENTITLEMENTS = Export(_SHEET, EntitlementsExport, "payments.export", _rows)
