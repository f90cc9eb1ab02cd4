"""Batches of payments over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.batches.commands import (
    propose_payment_batch,
    record_payment_results,
    refuse_payment_batch,
    release_payment_batch,
    withdraw_payment_batch,
)
from services.benefits.batches.parameters import PART_ROWS
from services.benefits.batches.queries import PROPOSED, WantedPayments, fetch_held_back, fetch_payments
from services.benefits.batches.schemas.batches import (
    BatchEnd,
    BatchForm,
    BatchMade,
    BatchView,
    HeldBackView,
    PaymentView,
    ResultsForm,
    ResultsRecorded,
    WholeBatchView,
    whole_batch,
)
from services.benefits.batches.schemas.exported import PAYMENTS
from services.benefits.batches.schemas.returned import ResultBatchView, record_results_workbook, results_to_fill_in
from services.benefits.payments.domain.months import Month
from shared.approval.listed import WantedProposals
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.workbooks.uploading import MOST_UPLOAD_BYTES, TEMPLATE_RESPONSES, workbook_form

router = Router(tags=["payments"])

LIST = "/payments/batches"
ONE = LIST + "/{batch_id}"
MAY_FAIL = problems(401, 403, 404, 409, 503)


@router.post(LIST, status_code=201, responses=problems(401, 403, 409))
async def post_batch(form: BatchForm, work: asked.BatchKeeper, keyring: asked.Keys) -> BatchMade:
    """Propose to pay all that is owed up to a month · 提出发放批次"""
    month = Month.read(form.month)
    batch_id = await propose_payment_batch(work, month=month, document=form.document, keyring=keyring)
    return BatchMade(batch_id=batch_id)


@router.get(LIST, responses=problems(401, 403))
async def list_batches(
    reading: asked.BatchReading,
    *,
    is_open: Annotated[bool | None, Query(description="absent: all")] = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[BatchView]:
    """The last proposed first; `mine`: those that wait for the caller · 发放批次列表"""
    return await PROPOSED.fetch(reading, WantedProposals(None, is_open, mine), cursor, limit, view=BatchView.of)


@router.get(ONE, responses=problems(401, 403, 404))
async def show_batch(batch_id: UUID, reading: asked.BatchReading) -> WholeBatchView:
    """One of them, with totals to the fen · 查看发放批次"""
    return await whole_batch(reading, batch_id)


@router.get(ONE + "/payments", responses=problems(401, 403, 404))
async def list_batch_payments(
    batch_id: UUID,
    reading: asked.BatchReading,
    *,
    result: Annotated[str | None, Query(max_length=20, description="paid, failed, open")] = None,
    part: Annotated[int | None, Query(ge=1, le=1_000, description=f"the first, second … {PART_ROWS:,} of it")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[PaymentView]:
    """What it pays to whom for which month · 发放明细"""
    return await fetch_payments(reading, batch_id, WantedPayments(result, part), cursor, limit, view=PaymentView.of)


@router.get(ONE + "/held-back", responses=problems(401, 403, 404))
async def list_held_back(
    batch_id: UUID, reading: asked.BatchReading, *, cursor: Cursor = None, limit: Limit = 50
) -> Page[HeldBackView]:
    """What was owed when it was proposed, and left out for want of an account · 缺账户未列入的发放"""
    return await fetch_held_back(reading, batch_id, cursor, limit, view=HeldBackView.of)


export_route(router, "/payments/exports", PAYMENTS)


@router.post(ONE + "/release", status_code=204, responses=MAY_FAIL)
async def post_release(batch_id: UUID, work: asked.BatchReleaser, by: asked.Deciding) -> None:
    """Have it paid, as a second person · 放行发放批次"""
    await release_payment_batch(work, batch_id, keyring=by.keyring, recusal=by.recusal)


@router.post(ONE + "/refusal", status_code=204, responses=MAY_FAIL)
async def post_batch_refusal(batch_id: UUID, form: BatchEnd, work: asked.BatchReleaser) -> None:
    """Do not have it paid, as a second person · 驳回发放批次"""
    await refuse_payment_batch(work, batch_id, note=form.reason)


@router.post(ONE + "/withdrawal", status_code=204, responses=MAY_FAIL)
async def post_batch_withdrawal(batch_id: UUID, form: BatchEnd, work: asked.BatchKeeper) -> None:
    """Take one's own back · 撤回发放批次"""
    await withdraw_payment_batch(work, batch_id, note=form.reason)


@router.post(ONE + "/results", responses=MAY_FAIL)
async def post_results(
    batch_id: UUID, form: ResultsForm, work: asked.BatchKeeper, by: asked.Deciding
) -> ResultsRecorded:
    """What became of its payments · 登记发放结果"""
    changed = await record_payment_results(
        work, batch_id, form.said(), on=form.on, document=form.document, rest_paid=form.rest_paid, recusal=by.recusal
    )
    return ResultsRecorded(changed=changed)


@router.post(
    ONE + "/results/workbooks",
    responses=problems(401, 403, 413, 415, 429, 503),
    openapi_extra=workbook_form(),
    max_body_size=MOST_UPLOAD_BYTES,
)
async def post_results_workbook(
    request: Request, batch_id: UUID, work: asked.BatchKeeper, by: asked.Deciding
) -> ResultBatchView:
    """What became of its payments, from an XLSX or CSV file, row by row; a trial records none · 上传发放结果表格

    The template has a row for each payment that waits for its result.
    """
    return await record_results_workbook(work, request, batch_id, recusal=by.recusal)


@router.get(ONE + "/results/template.xlsx", response_class=Response, responses={**TEMPLATE_RESPONSES, **problems(404)})
async def get_results_template(batch_id: UUID, reading: asked.BatchKeeping) -> Response:
    """The workbook of results to fill in, a row for each payment that has none · 下载发放结果表格模板"""
    return await results_to_fill_in(reading, batch_id)
