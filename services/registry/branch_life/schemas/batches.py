"""Many records at once: rows pasted from a spreadsheet, or a workbook, one organisation a row; what each row says."""

from collections.abc import Iterable, Sequence

from starlette.requests import Request
from starlette.responses import Response

from services.registry.branch_life.commands import record_branch_meeting
from services.registry.branch_life.domain import Record, fault
from services.registry.branch_life.parameters import COLUMNS, KINDS
from services.registry.branch_life.schemas.records import BatchPaper, RecordBatchView, RecordRowView, SheetPaper
from shared.command import Work
from shared.workbooks.columns import Layout
from shared.workbooks.lines import Line, each_by_itself
from shared.workbooks.template import workbook_answer
from shared.workbooks.uploading import lines_in, pasted, read_form, uploaded, workbook_form

LAYOUT = Layout(COLUMNS)
WORKBOOK_FORM = workbook_form(kind={"type": "string", "enum": list(KINDS)})


async def record_pasted(work: Work, said: BatchPaper) -> RecordBatchView:
    """Judge each row, or record it. Raises `RecordInvalid`, and what reading them does."""
    return await _answered(work, pasted(said.rows, COLUMNS), said.kind, dry_run=said.dry_run)


async def record_workbook(work: Work, request: Request) -> RecordBatchView:
    """The same by an uploaded workbook."""
    async with uploaded(request) as sent:
        kind = sent.fields.get("kind", "")
        if kind not in KINDS:
            raise fault("kind", "not-a-kind", "请选择类别。", "Say of which kind they are.")
        lines = await lines_in(sent.file, LAYOUT)
        return await _answered(work, lines, kind, dry_run=sent.dry_run)


async def _answered(work: Work, lines: Sequence[Line], kind: str, *, dry_run: bool) -> RecordBatchView:
    """A row without a day says nothing yet."""
    filled = [line for line in lines if "held_on" in line.said]
    if not filled:
        raise fault("rows", "rows", "请填写有开展日期的记录。", "Send rows with a day.")

    async def record(work: Work, line: Line) -> Record:
        own = {name: text for name, text in line.said.items() if name not in {"party_org_code", "name", "said"}}
        if "said" in line.said:
            own["speaker" if kind == "lecture" else "theme"] = line.said["said"]
        paper = read_form(SheetPaper, COLUMNS, {**own, "kind": kind})
        return await record_branch_meeting(work, line.said["party_org_code"], paper.sheet())

    answers = await each_by_itself(work, filled, record, dry_run=dry_run)
    rows = [
        RecordRowView.of(
            each,
            dry_run=dry_run,
            party_org_code=each.line.said.get("party_org_code", ""),
            late_days=each.made.late_days if each.made else 0,
        )
        for each in answers
    ]
    return RecordBatchView.of(rows, dry_run=dry_run).model_copy(update={"kind": kind})


def template_answer(kind: str, organisations: Iterable[tuple[str, str]]) -> Response:
    """template.xlsx of this kind: a row for each organisation, by its code and name."""
    return workbook_answer(LAYOUT, kind, organisations)
