"""The list of persons as a workbook, masked like the list."""

from typing import Any

from pydantic import Field
from sqlalchemy import Row

from services.registry.network.queries import names_of_units
from services.registry.network.schemas import OrgCode
from services.registry.veterans.parameters.codes import SEX
from services.registry.veterans.queries.files import LISTED, WantedFiles, fetch_files, opened
from services.registry.veterans.schemas.views import VeteranLine
from shared.command import Work
from shared.export.columns import Column, Sheet
from shared.export.taking import ExportForm, take_away
from shared.http.dependencies import Reading
from shared.http.pages import Page
from shared.http.validation import Day, Flag
from shared.language import Text
from shared.privacy.keyring import Keyring

PERSONS = Sheet(
    "persons",
    "人员档案",
    "Persons",
    (
        Column("veteran_id", "档案编号", "file number"),
        Column("name", "姓名", "name"),
        Column("id_number", "证件号码", "identity number"),
        Column("sex_code", "性别", "sex", {code.code: Text(code.zh, code.en) for code in SEX.codes}),
        Column("mobile", "手机号", "mobile"),
        Column("org_code", "机构代码", "unit code"),
        Column("unit", "所在机构", "unit"),
        Column("party_member", "党员", "Party member"),
        Column("registered_on", "登记日期", "registered on"),
    ),
    (
        Column("unit", "机构及其下级", "a unit and all below it"),
        Column("member", "党员", "Party member", {"true": Text("是", "yes"), "false": Text("否", "no")}),
        Column("on", "登记不晚于", "registered by"),
    ),
)


class PersonsExport(ExportForm):
    """Which files' lines are taken away, and why."""

    unit: OrgCode | None = None
    member: Flag | None = None
    on: Day | None = Field(None, description="registered by this day")


async def exported_persons(work: Work, form: PersonsExport, keyring: Keyring) -> bytes:
    """Raises `OrgUnitNotFound`, `ListTooLong`."""
    units: dict[str, str] = {}

    async def fetch(reading: Reading, limit: int) -> Page[Any]:
        wanted = WantedFiles(form.unit, form.member, form.on)
        page = await fetch_files(reading, wanted, None, limit, view=lambda row: row)
        units.update(await names_of_units(reading.connection, {row.org_code for row in page.items}))
        return page

    def line(row: Row[Any]) -> dict[str, Any]:
        shown = VeteranLine.of(row, opened(row, keyring, LISTED))
        return {**shown.model_dump(), "unit": units.get(row.org_code)}

    return await take_away(work, PERSONS, form, fetch, line=line)
