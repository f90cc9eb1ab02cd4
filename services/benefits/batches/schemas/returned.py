"""Results of payments as a workbook: a row for each that waits goes out, and comes back filled in."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from services.benefits.batches.commands import record_payment_results
from services.benefits.batches.domain import Result
from services.benefits.batches.parameters import FAILURES, OPEN, RESULTS
from services.benefits.batches.queries import WantedPayments, fetch_payments
from services.benefits.batches.schemas.batches import PaymentView, ResultPaper, whole_batch
from services.benefits.programmes.queries import names_of_programmes
from shared.approval.recusal import Recusal
from shared.command import Work
from shared.http.dependencies import Reading
from shared.web.formats import yuan
from shared.workbooks.columns import Column, Kind, Layout
from shared.workbooks.lines import Answer, Line, each_by_itself
from shared.workbooks.refusals import RowRepeated
from shared.workbooks.template import workbook_answer
from shared.workbooks.uploading import MOST_ROWS, BatchView, RowView, lines_in, read_form, uploaded

_RESULT, _WHY = tuple(RESULTS.values()), tuple(FAILURES.values())
LAYOUT = Layout(
    (
        Column("发放编号", "payment_id", Kind.TEXT, "payment", required=True),
        # What it is, for who fills in the rest: nothing of these is read.
        Column("项目", "programme", Kind.TEXT, "programme"),
        Column("月份", "month", Kind.TEXT, "month"),
        Column("金额(元)", "yuan", Kind.TEXT, "yuan"),
        Column("发放结果", "outcome", Kind.CODE, "result", True, tuple(each.zh for each in _RESULT), named=_RESULT),
        Column("原因", "reason_code", Kind.CODE, "why it failed", False, tuple(each.zh for each in _WHY), named=_WHY),
        Column("结果日期", "on", Kind.DATE, "result on", required=True),
        Column("依据", "document", Kind.TEXT, "by which document", required=True),
    )
)


class ResultRow(ResultPaper):
    """A row."""

    payment_id: Annotated[UUID, Field(description="as the workbook that went out has it")]


class ResultRowView(RowView):
    """What became of a row; `present`: the payment had that result."""

    payment_id: str


class ResultBatchView(BatchView):
    """What became of each row, in their order."""

    rows: Sequence[ResultRowView]


async def results_to_fill_in(reading: Reading, batch_id: UUID) -> Response:
    """A row for each payment without a result, as many as one file takes. Raises `ProposalNotFound`."""
    await whole_batch(reading, batch_id)
    page = await fetch_payments(reading, batch_id, WantedPayments(OPEN.code), None, MOST_ROWS, view=PaymentView.of)
    called = await names_of_programmes(reading.connection)
    rows = [
        (str(each.payment_id), called.get(each.programme_code, each.programme_code), each.month, yuan(each.fen))
        for each in page.items
    ]
    return workbook_answer(LAYOUT, "payment-results", rows)


async def record_results_workbook(work: Work, request: Request, batch_id: UUID, *, recusal: Recusal) -> ResultBatchView:
    """Judge each row, or record its result; a second row of the same payment is refused, and one by which a
    payment to somebody of `recusal` failed. Raises what reading the file does."""
    first: dict[UUID, int] = {}

    async def record(work: Work, line: Line) -> int:
        filled_in = {name: text for name, text in line.said.items() if name in ResultRow.model_fields}
        said = read_form(ResultRow, LAYOUT.columns, filled_in)
        before = first.setdefault(said.payment_id, line.number)
        if before != line.number:
            raise RowRepeated(row=before)
        result = Result(said.payment_id, said.outcome, said.reason_code)
        told: dict[str, Any] = {"on": said.on, "document": said.document, "recusal": recusal}
        return await record_payment_results(work, batch_id, [result], **told, takes_turn=not dry_run)

    async with uploaded(request) as sent:
        lines = await lines_in(sent.file, LAYOUT)
        dry_run = sent.dry_run
    answers = await each_by_itself(work, lines, record, dry_run=dry_run)
    return ResultBatchView.of([_row(each, dry_run=dry_run) for each in answers], dry_run=dry_run)


def _row(answer: Answer[int], *, dry_run: bool) -> ResultRowView:
    view = ResultRowView.of(answer, dry_run=dry_run, payment_id=answer.line.said.get("payment_id", ""))
    return view.model_copy(update={"outcome": "present"}) if answer.made == 0 else view
