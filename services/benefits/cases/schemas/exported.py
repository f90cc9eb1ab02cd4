"""The list of cases as a workbook, without their content and without the names of persons, whom registry knows."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Row

from services.benefits.cases.domain import CaseState
from services.benefits.cases.parameters import KINDS, OUTCOMES, WITHDRAWALS
from services.benefits.cases.queries import Deadline, WantedCases, fetch_cases
from services.benefits.cases.schemas.cases import CaseView
from services.benefits.cases.tables import case_of
from services.benefits.directory.queries import names_of_units
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, Flag
from shared.language import Named

STATES: Mapping[CaseState, Named] = {
    CaseState.OPENED: Named("opened", "已立案", "opened"),
    CaseState.ASSIGNED: Named("assigned", "办理中", "under way"),
    CaseState.RESOLVED: Named("resolved", "已办结", "resolved"),
    CaseState.WITHDRAWN: Named("withdrawn", "已撤回", "withdrawn"),
}
DEADLINES: Mapping[Deadline, Named] = {
    Deadline.DUE: Named("due", "即将到期", "due soon"),
    Deadline.LATE: Named("late", "已逾期", "late"),
}
ENDS = (Named("true", "已化解", "settled"), Named("false", "调解不成", "mediation failed"))

_SHEET = Sheet(
    "cases",
    "矛盾纠纷",
    "Disputes",
    (
        Column("case_id", "案件编号", "case"),
        Column("kind", "类型", "kind", KINDS),
        Column("state", "状态", "state", STATES),
        Column("applicant_id", "申请人档案编号", "applicant, file number"),
        Column("org_code", "受理机构代码", "unit code"),
        Column("unit", "受理机构", "unit"),
        Column("parties_count", "当事人数", "parties"),
        Column("opened_on", "立案日期", "opened on"),
        Column("due_on", "时限（应办结日期）", "due on"),
        Column("mediators_count", "调解员人数", "mediators"),
        Column("outcome", "办结结果", "outcome", OUTCOMES),
        Column("resolved_on", "办结日期", "resolved on"),
        Column("days", "办理天数", "days"),
        Column("document", "文书号", "document"),
        Column("withdrawal", "撤回原因", "why withdrawn", WITHDRAWALS),
        Column("withdrawn_on", "撤回日期", "withdrawn on"),
    ),
    (
        Column("unit", "受理机构及其下级", "a unit and all below it"),
        Column("state", "状态", "state", STATES),
        Column("settled", "办结结果", "how it ended", {each.code: each for each in ENDS}),
        Column("deadline", "时限", "time limit", DEADLINES),
        Column("ended_by", "办结不晚于", "ended by"),
    ),
)


class CasesExport(ExportForm):
    """Which cases are taken away, and why."""

    unit: Annotated[str | None, Field(max_length=24, description="org code; that organisation and all below")] = None
    state: CaseState | None = None
    settled: Flag | None = None
    deadline: Deadline | None = None
    ended_by: Day | None = None


async def _rows(taking: Taking[CasesExport]) -> Rows:
    wanted = WantedCases(**taking.form.filters())
    page = await fetch_cases(taking.reading, wanted, None, taking.limit, view=lambda row: row)
    units = await names_of_units(taking.reading.connection, {row.org_code for row in page.items})

    def line(row: Row[Any]) -> dict[str, Any]:
        view = CaseView.of(case_of(row))
        return {
            **view.model_dump(exclude={"outcome", "withdrawal", "mediator_ids"}),
            "unit": units.get(view.org_code),
            "mediators_count": len(view.mediator_ids),
            "outcome": view.outcome.code if view.outcome else None,
            "withdrawal": view.withdrawal.code if view.withdrawal else None,
        }

    return Rows(page, line)


CASES = Export(_SHEET, CasesExport, "cases.export", _rows)
