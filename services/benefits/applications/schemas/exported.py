"""The list of applications as a workbook, without the names of persons, whom registry knows."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.benefits.applications.parameters import HARDSHIPS, LATE, LEVELS, STATES
from services.benefits.applications.queries import WantedApplications, fetch_applications
from services.benefits.applications.schemas.applications import ApplicationView
from services.benefits.directory.queries import names_of_units
from services.benefits.programmes.schemas import Code
from shared.approval.proposal import WHOSE
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Flag

_SHEET = Sheet(
    "applications",
    "优待申请",
    "Applications for benefits",
    (
        Column("application_id", "申请编号", "application"),
        Column("person_id", "申请人档案编号", "applicant, file number"),
        Column("programme_code", "项目代码", "programme"),
        Column("programme_version", "项目版本", "version"),
        Column("hardship_kind", "困难类型", "kind of hardship", HARDSHIPS),
        Column("org_code", "受理机构代码", "unit code"),
        Column("unit", "受理机构", "unit"),
        Column("applied_on", "申请日期", "applied on"),
        Column("document", "申请材料", "papers"),
        Column("late_because", "迟延受理原因", "why it came late"),
        Column("state", "状态", "state", STATES),
        Column("waits_for", "现在环节", "waits for", LEVELS),
        Column("due_on", "办理期限", "to be decided by"),
        Column("published_on", "公示开始", "published on"),
        Column("ended_on", "办结日期", "ended on"),
    ),
    (
        Column("person", "申请人档案编号", "applicant, file number"),
        Column("programme", "项目代码", "programme"),
        Column("unit", "受理机构及其下级", "a unit and all below it"),
        Column("state", "状态", "state", STATES),
        Column("number", "公示编号", "number of the notice"),
        Column("hardship_kind", "困难类型", "kind of hardship", HARDSHIPS),
        Column("mine", "范围", "whose turn", {each.code: each for each in WHOSE}),
        Column("overdue", "办理期限", "to be decided by", {each.code: each for each in LATE}),
    ),
)


class ApplicationsExport(ExportForm):
    """Which applications are taken away, and why."""

    person: UUID | None = None
    programme: Code | None = None
    unit: Annotated[str | None, Field(max_length=24, description="org code; that organisation and all below")] = None
    state: Annotated[str | None, Field(max_length=20)] = None
    mine: Flag = False
    number: Annotated[str | None, Field(max_length=8, description="last eight digits of the id")] = None
    hardship_kind: Annotated[str | None, Field(max_length=20)] = None
    overdue: Flag = False


async def _rows(taking: Taking[ApplicationsExport]) -> Rows:
    wanted = WantedApplications(**taking.form.filters())
    page = await fetch_applications(taking.reading, wanted, None, taking.limit, view=ApplicationView.of)
    units = await names_of_units(taking.reading.connection, {each.org_code for each in page.items})

    def line(each: ApplicationView) -> dict[str, Any]:
        return {**each.model_dump(exclude={"steps", "version"}), "unit": units.get(each.org_code)}

    return Rows(page, line)


APPLICATIONS = Export(_SHEET, ApplicationsExport, "applications.export", _rows)
