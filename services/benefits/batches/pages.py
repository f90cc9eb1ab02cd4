"""Batches of payments in a browser: a list, one with its totals, what it pays, and a form for each act."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.batches.commands import (
    propose_payment_batch,
    record_payment_results,
    refuse_payment_batch,
    release_payment_batch,
    withdraw_payment_batch,
)
from services.benefits.batches.domain import Result
from services.benefits.batches.parameters import FAILURES, OPEN, OUTCOMES, PART_ROWS, RELEASED, RESULTS
from services.benefits.batches.queries import PROPOSED, WantedPayments, fetch_held_back, fetch_payments, get_payment
from services.benefits.batches.schemas.batches import (
    BatchEnd,
    BatchForm,
    BatchView,
    HeldBackView,
    PaymentView,
    RestPaper,
    ResultPaper,
    whole_batch,
)
from services.benefits.batches.schemas.exported import PAYMENTS
from services.benefits.batches.schemas.returned import LAYOUT, record_results_workbook, results_to_fill_in
from services.benefits.payees.parameters import LACKS
from services.benefits.payments.domain.months import Month
from services.benefits.programmes.queries import names_of_programmes
from shared.approval.listed import WantedProposals
from shared.approval.proposal import IS_OPEN, WHOSE
from shared.clock import local_date
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named, Text
from shared.web.batches import show_verdicts
from shared.web.deciding import Decided, Matter, deciding
from shared.web.filters import FilterText
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent
from shared.workbooks.uploading import MOST_UPLOAD_BYTES

router = page_router()

LIST = "/benefits/payments/batches"
ONE = LIST + "/{batch_id:uuid}"
LINES = "/benefits/payments/lines"
HELD_BACK = "/benefits/payments/held-back"
RESULTS_FORM, END_FORM = "payment-results.html", "payment-batch-end.html"
WORDS: Mapping[str, Any] = {
    "outcomes": OUTCOMES, "results": RESULTS, "failures": FAILURES, "whose": WHOSE, "states": IS_OPEN,
    "filters": [*RESULTS.values(), OPEN], "released": RELEASED, "lacks": LACKS,
}  # fmt: skip
RELEASE, REFUSAL = Text("放行", "Release it"), Text("驳回", "Refuse it")
WITHDRAWAL, REST = Text("撤回", "Take it back"), Text("其余均已发放", "All others were paid")


@router.get(LIST)
async def list_batches(
    reading: asked.BatchReading,
    view: Viewing,
    *,
    is_open: bool | None = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """The last proposed first."""
    wanted = WantedProposals(None, is_open, mine)
    page = await PROPOSED.fetch(reading, wanted, cursor, limit, view=BatchView.of)
    return view.show("batches-of-payments.html", page=page, cursor=cursor, wanted=wanted, **WORDS)


@router.get(LIST + "/new")
async def show_new(reading: asked.BatchKeeping, view: Viewing) -> Response:
    """Up to which month."""
    return view.show("payment-batch-form.html", form=Form({"month": str(Month.of(local_date(reading.now)))}))


@router.post(LIST + "/new")
async def send_new(work: asked.BatchKeeper, keyring: asked.Keys, sent: Sent[BatchForm]) -> Response:
    """Propose it."""
    async with sent.answering("payment-batch-form.html"):
        month, document = Month.read(sent.value.month), sent.value.document
        batch_id = await propose_payment_batch(sent.keyed(work), month=month, document=document, keyring=keyring)
    return sent.done(f"{LIST}/{batch_id}")


@router.get(LINES)
async def list_lines(
    reading: asked.BatchReading,
    view: Viewing,
    *,
    batch: UUID,
    result: FilterText = None,
    part: Annotated[int | None, Query(ge=1, le=1_000)] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """What a batch pays to whom for which month."""
    wanted = WantedPayments(result or None, part)
    page = await fetch_payments(reading, batch, wanted, cursor, limit, view=PaymentView.of)
    each = await whole_batch(reading, batch)
    called = await names_of_programmes(reading.connection)
    shown: dict[str, Any] = {"wanted": wanted, "each": each, "called": called, "parts_of_it": _parts(each.payments)}
    return view.show("payments-of-batch.html", page=page, cursor=cursor, **shown, **WORDS)


def _parts(payments: int) -> list[Named]:
    """Of what one file does not take."""
    many = -(-payments // PART_ROWS)
    return [Named(str(part), f"第 {part} 份", f"part {part}") for part in range(1, many + 1)] if many > 1 else []


export_pages(router, LINES, PAYMENTS)


@router.get(HELD_BACK)
async def list_held_back(
    reading: asked.BatchReading, view: Viewing, *, batch: UUID, cursor: Cursor = None, limit: Limit = 20
) -> Response:
    """What was owed when a batch was proposed, and is left out of it."""
    page = await fetch_held_back(reading, batch, cursor, limit, view=HeldBackView.of)
    shown: dict[str, Any] = {
        "each": await whole_batch(reading, batch),
        "called": await names_of_programmes(reading.connection),
    }
    return view.show("payments-held-back.html", page=page, cursor=cursor, **shown, **WORDS)


@router.get(ONE)
async def show_batch(reading: asked.BatchReading, view: Viewing, batch_id: UUID) -> Response:
    """One of them, with totals to the fen, and what can be done."""
    return view.show("payment-batch.html", **await _batch(reading, batch_id))


async def _batch(reading: Reading, batch_id: UUID) -> Mapping[str, Any]:
    each = await whole_batch(reading, batch_id)
    return {"each": each, "back": f"{LIST}/{batch_id}", **WORDS}


async def _decided(matter: Matter[None]) -> Mapping[str, Any]:
    return await _batch(matter.reading, matter.about)


async def _rest(matter: Matter[None]) -> Mapping[str, Any]:
    claimed = {"on": local_date(matter.reading.now)}
    return {"claimed": claimed, "payment": None, **await _batch(matter.reading, matter.about)}


@deciding(
    router, ONE + "/release", "payments.release", Pressed, "payment-batch-release.html", shown=_decided,
    by=asked.decider, act=RELEASE,
)  # fmt: skip
async def release(decided: Decided[None, Pressed]) -> str:
    """Have all of it paid."""
    by: asked.Decider = decided.by
    await release_payment_batch(decided.work, decided.about, keyring=by.keyring, recusal=by.recusal)
    return f"{LIST}/{decided.about}"


@deciding(router, ONE + "/refusal", "payments.release", BatchEnd, END_FORM, shown=_decided, act=REFUSAL)
async def refuse(decided: Decided[None, BatchEnd]) -> str:
    """Refuse it: why it is not paid."""
    await refuse_payment_batch(decided.work, decided.about, note=decided.said.reason)
    return f"{LIST}/{decided.about}"


@deciding(router, ONE + "/withdrawal", "payments.batch", BatchEnd, END_FORM, shown=_decided, act=WITHDRAWAL)
async def withdraw(decided: Decided[None, BatchEnd]) -> str:
    """Take back one's own."""
    await withdraw_payment_batch(decided.work, decided.about, note=decided.said.reason)
    return f"{LIST}/{decided.about}"


@deciding(router, ONE + "/rest", "payments.batch", RestPaper, "payment-result.html", shown=_rest, act=REST)
async def record_rest(decided: Decided[None, RestPaper]) -> str:
    """All that have no result yet were paid."""
    told: dict[str, Any] = {"on": decided.said.on, "document": decided.said.document}
    await record_payment_results(decided.work, decided.about, [], **told, rest_paid=True)
    return f"{LIST}/{decided.about}"


@router.get(ONE + "/results")
async def show_results(reading: asked.BatchKeeping, view: Viewing, batch_id: UUID) -> Response:
    """The form that hands a workbook of results in."""
    return view.show(RESULTS_FORM, form=Form(), batch=None, called=LAYOUT.called, **await _batch(reading, batch_id))


@router.post(ONE + "/results", max_body_size=MOST_UPLOAD_BYTES)
async def hand_results_in(
    reading: asked.BatchKeeping, work: asked.BatchKeeper, by: asked.Deciding, view: Viewing, batch_id: UUID
) -> Response:
    """Judge each row, or record its result."""
    facts = await _batch(reading, batch_id)
    judging = record_results_workbook(work, view.request, batch_id, recusal=by.recusal)
    return await show_verdicts(view, RESULTS_FORM, judging, called=LAYOUT.called, **facts)


@router.get(ONE + "/results/template.xlsx")
async def fetch_results_template(reading: asked.BatchKeeping, batch_id: UUID) -> Response:
    """The workbook to fill in."""
    return await results_to_fill_in(reading, batch_id)


@router.get(ONE + "/payments/{payment_id:uuid}/result")
async def show_result(reading: asked.BatchKeeping, view: Viewing, batch_id: UUID, payment_id: UUID) -> Response:
    """What became of a payment."""
    form = Form({"on": local_date(reading.now)})
    return view.show("payment-result.html", form=form, **await _payment(reading, batch_id, payment_id))


@router.post(ONE + "/payments/{payment_id:uuid}/result")
async def send_result(
    reading: asked.BatchKeeping,
    work: asked.BatchKeeper,
    *,
    by: asked.Deciding,
    batch_id: UUID,
    payment_id: UUID,
    sent: Sent[ResultPaper],
) -> Response:
    """Record it."""
    async with sent.answering("payment-result.html", **await _payment(reading, batch_id, payment_id)):
        said = sent.value
        result = Result(payment_id, said.outcome, said.reason_code)
        told: dict[str, Any] = {"on": said.on, "document": said.document, "recusal": by.recusal}
        await record_payment_results(sent.keyed(work), batch_id, [result], **told)
    return sent.done(f"{LINES}?batch={batch_id}")


async def _payment(reading: Reading, batch_id: UUID, payment_id: UUID) -> Mapping[str, Any]:
    facts = await _batch(reading, batch_id)
    payment = PaymentView.of(await get_payment(reading.connection, batch_id, payment_id))
    programme = (await names_of_programmes(reading.connection)).get(payment.programme_code, payment.programme_code)
    act = Text("登记发放结果", "What became of it")
    return {"payment": payment, "programme": programme, "act": act, **facts}
