"""The list of persons as a workbook, masked like the list."""

from typing import Any

from pydantic import Field
from sqlalchemy import Row

from services.registry.dependencies import get_registrar
from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.veterans.parameters.codes import SEX
from services.registry.veterans.queries.files import LISTED, WantedFiles, fetch_files, opened
from services.registry.veterans.schemas.views import VeteranLine
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.pages import Page
from shared.http.validation import Day, Flag
from shared.language import Text

COLUMNS = (
    Column("veteran_id", "档案编号", "file number"),
    Column("name", "姓名", "name"),
    Column("id_number", "证件号码", "identity number"),
    Column("sex_code", "性别", "sex", {code.code: Text(code.zh, code.en) for code in SEX.codes}),
    Column("mobile", "手机号", "mobile"),
    Column("org_code", "机构代码", "unit code"),
    Column("unit", "所在机构", "unit"),
    Column("party_member", "党员", "Party member"),
    Column("registered_on", "登记日期", "registered on"),
)
UNIT = Column("unit", "机构及其下级", "a unit and all below it")
_SHEET = Sheet(
    "persons",
    "人员档案",
    "Persons",
    COLUMNS,
    (
        UNIT,
        Column("member", "党员", "Party member", {"true": Text("是", "yes"), "false": Text("否", "no")}),
        Column("on", "登记不晚于", "registered by"),
    ),
)


class PersonsExport(ExportForm):
    """Which files' lines are taken away, and why."""

    unit: OrgCode | None = None
    member: Flag | None = None
    on: Day | None = Field(None, description="registered by this day")


async def lines_of(taking: Taking[Any], page: Page[Any]) -> Rows:
    """Files as the lines of `COLUMNS`, masked."""
    keyring = (await get_registrar(taking.request)).keyring
    units = await names_of_units(taking.reading.connection, {row.org_code for row in page.items})

    def line(row: Row[Any]) -> dict[str, Any]:
        shown = VeteranLine.of(row, opened(row, keyring, LISTED))
        return {**shown.model_dump(), "unit": units.get(row.org_code)}

    return Rows(page, line)


async def _rows(taking: Taking[PersonsExport]) -> Rows:
    wanted = WantedFiles(taking.form.unit, taking.form.member, taking.form.on)
    return await lines_of(taking, await fetch_files(taking.reading, wanted, None, taking.limit, view=lambda row: row))


PERSONS = Export(_SHEET, PersonsExport, "veterans.export", _rows)
