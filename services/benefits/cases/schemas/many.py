"""Cases that were handled before, as a workbook: a row for each, filled in as far as it had come."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import Field
from starlette.requests import Request

from services.benefits.cases.commands import record_handled_case
from services.benefits.cases.commands.recording import Recorded
from services.benefits.cases.domain import STEPS, CaseToldOtherwise, ToldCase
from services.benefits.cases.parameters import KINDS, MOST_MEDIATORS, OUTCOMES, OutcomeCode
from services.benefits.cases.schemas.cases import CaseOpening
from shared.approval.recusal import Recusal
from shared.clock import local_date
from shared.command import Work
from shared.http.registry import Registry
from shared.http.validation import FREE_TEXT, Day
from shared.language import Text
from shared.privacy.keyring import Keyring
from shared.workbooks.columns import Column, Kind, Layout
from shared.workbooks.drafts import fault
from shared.workbooks.lines import Answer, Line, each_by_itself
from shared.workbooks.persons import with_files
from shared.workbooks.refusals import RowInvalid
from shared.workbooks.uploading import BatchView, RowView, lines_in, read_form, uploaded

PARTIES = 2
MOST_CASES = 1_000
"""Of one file: a case that is opened, assigned and resolved takes twice as long as another row (some 30 ms)."""
_KINDS, _ENDS = tuple(KINDS.values()), tuple(OUTCOMES.values())
_UNIT = Text("服务室、服务站或者服务中心代码", "the code of a room, a station or the centre")
_LONG = Text("至多 2000 字", "2,000 characters at most")
_COUNT = Text("各方合计，含申请人；不填为 2", "on all sides, the applicant included; 2 where it is empty")
LAYOUT = Layout(
    (
        Column("类别", "kind", Kind.CODE, "kind", True, tuple(each.zh for each in _KINDS), named=_KINDS),
        Column("受理机构代码", "org_code", Kind.ORG, "code of the unit", True, how=_UNIT),
        Column(
            "申请人身份证号或档案编号",
            "applicant_id",
            Kind.PERSON,
            "applicant: identity number or file number",
            True,
            also=("申请人档案编号", "申请人身份证号"),
        ),
        Column("当事人数", "parties_count", Kind.TEXT, "parties on all sides", how=_COUNT),
        Column("立案日期", "opened_on", Kind.DATE, "opened on", True),
        Column("案情", "summary", Kind.TEXT, "what it is about", True, how=_LONG),
        Column(
            "调解员身份证号或档案编号",
            "mediator_ids",
            Kind.PERSONS,
            "mediators: identity numbers or file numbers",
            also=("调解员档案编号", "调解员身份证号"),
            most=MOST_MEDIATORS,
        ),
        Column("指派日期", "assigned_on", Kind.DATE, "assigned on"),
        Column("办结结果", "outcome", Kind.CODE, "outcome", False, tuple(each.zh for each in _ENDS), named=_ENDS),
        Column("办结日期", "resolved_on", Kind.DATE, "resolved on"),
        Column("办结文书编号", "document", Kind.TEXT, "outcome document"),
    )
)


class CaseRow(CaseOpening):
    """A row: a case as the forms have it that open, assign and resolve it."""

    parties_count: int = Field(PARTIES, ge=1, le=1000)
    mediator_ids: list[UUID] = Field([], max_length=MOST_MEDIATORS)
    assigned_on: Day | None = None
    outcome: OutcomeCode | None = None
    resolved_on: Day | None = None
    document: Annotated[str, Field(max_length=100), FREE_TEXT] | None = None

    def told(self) -> ToldCase:
        facts = {name: getattr(self, name) for name in type(self).model_fields if name != "summary"}
        document = self.document and self.document.strip()
        return ToldCase(**{**facts, "mediator_ids": tuple(self.mediator_ids), "document": document})


class CaseRowView(RowView):
    """What became of a row; `present`: all of it was recorded before."""

    case_id: UUID | None = Field(None, description="that was recorded, or is there; none of what a trial would open")


class CaseBatchView(BatchView):
    """What became of each row, in their order."""

    rows: Sequence[CaseRowView]


async def record_cases_workbook(
    work: Work, request: Request, *, registry: Registry, keyring: Keyring, recusal: Recusal
) -> CaseBatchView:
    """Judge each row, or record its case; `recusal`: on whom the caller decides nothing. Raises what reading the file
    and asking whom its rows name do."""

    async def record(work: Work, line: Line) -> Recorded:
        must_be_whole(line)
        said = read_form(CaseRow, LAYOUT.columns, line.said)
        return await record_handled_case(work, said.told(), keyring=keyring, summary=said.summary, recusal=recusal)

    async with uploaded(request) as sent:
        lines = await lines_in(sent.file, LAYOUT, most_rows=MOST_CASES)
        dry_run = sent.dry_run
    lines = await with_files(lines, LAYOUT, registry, today=local_date(work.now))
    answers = await each_by_itself(work, lines, record, dry_run=dry_run)
    return CaseBatchView.of([_row(each, dry_run=dry_run) for each in answers], dry_run=dry_run)


def must_be_whole(line: Line) -> None:
    """Each step is told whole, and after those before it. Raises `RowInvalid`."""
    taken = max((place for place, step in enumerate(STEPS, start=1) if line.said.keys() & set(step)), default=0)
    needed = [name for step in STEPS[:taken] for name in step]
    if missing := [fault(name, "required") for name in needed if name not in line.said]:
        raise RowInvalid(fields=missing)


def _row(answer: Answer[Recorded], *, dry_run: bool) -> CaseRowView:
    made, refusal = answer.made, answer.refusal
    is_there = made is not None and not made.steps
    case_id: object = made.case_id if made and (is_there or not dry_run) else None
    if isinstance(refusal, CaseToldOtherwise):
        case_id = refusal.facts["case_id"]
    view = CaseRowView.of(answer, dry_run=dry_run, case_id=case_id)
    return view.model_copy(update={"outcome": "present"}) if is_there else view
