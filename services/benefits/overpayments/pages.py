"""Overpayments in a browser: what was found, what is asked back, one of them, and a form for each act."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.overpayments.commands import (
    confirm_recovery,
    identify_overpayment,
    record_recovery,
    revoke_recovery,
    withdraw_overpayment,
    write_off_overpayment,
)
from services.benefits.overpayments.domain import NothingOverpaid, RecoveryNotFound
from services.benefits.overpayments.parameters import STATES, WAYS
from services.benefits.overpayments.queries import WantedOverpayments, fetch_overpayments
from services.benefits.overpayments.schemas import (
    OVERPAYMENTS,
    FoundView,
    OverpaymentPaper,
    OverpaymentView,
    RecoveryPaper,
    WhyPaper,
    WriteOffPaper,
    found_now,
    whole_overpayment,
)
from services.benefits.programmes.queries import names_of_programmes
from shared.clock import local_date
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Text
from shared.privacy.keyring import Keyring
from shared.web.filters import FilterId, FilterText
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent

router = page_router()

LIST = "/benefits/payments/overpayments"
FOUND = LIST + "/found"
ONE = LIST + "/{overpayment_id:uuid}"
WRONG = ONE + "/recoveries/{recovery_id:uuid}/revocation"
LARGE = ONE + "/recoveries/{recovery_id:uuid}/confirmation"
FORM = "overpayment-form.html"
WORDS: Mapping[str, Any] = {
    "states": STATES, "ways": WAYS,
    "badges": {"open": "due", "confirming": "due", "recovered": "ok", "written-off": "none"},
    "money": False, "why": False, "confirms": None,
}  # fmt: skip
IDENTIFY, RECOVER = Text("列入追回", "Ask it back"), Text("登记追回", "Record what came back")
WRITE_OFF, WITHDRAW = Text("不再追回", "Write it off"), Text("撤销", "Take it back")
CONFIRM = Text("核对追回登记", "Confirm what came back")
REVOKE = Text("更正追回登记", "Take a recovery back")


@router.get(LIST)
async def list_overpayments(
    reading: asked.BatchReading,
    view: Viewing,
    *,
    person: FilterId = None,
    state: FilterText = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """The last first."""
    wanted = WantedOverpayments(person, state or None)
    page = await fetch_overpayments(reading, wanted, cursor, limit, view=OverpaymentView.of)
    called = await names_of_programmes(reading.connection)
    return view.show("overpayments.html", page=page, cursor=cursor, wanted=wanted, called=called, **WORDS)


export_pages(router, LIST, OVERPAYMENTS)


@router.get(FOUND)
async def list_found(reading: asked.OverpaymentKeeping, view: Viewing, keyring: asked.Keys) -> Response:
    """What was overpaid up to this month and is not asked back yet."""
    called = await names_of_programmes(reading.connection)
    return view.show("overpaid.html", found=await found_now(reading, keyring), called=called)


@router.get(FOUND + "/{entitlement_id:uuid}")
async def show_found(
    reading: asked.OverpaymentKeeping, view: Viewing, keyring: asked.Keys, entitlement_id: UUID
) -> Response:
    """Of one entitlement, to be asked back."""
    return view.show(FORM, form=Form(), **await _found(reading, keyring, entitlement_id))


@router.post(FOUND + "/{entitlement_id:uuid}")
async def ask_back(
    reading: asked.OverpaymentKeeping,
    work: asked.OverpaymentKeeper,
    hand: asked.Deciding,
    entitlement_id: UUID,
    sent: Sent[OverpaymentPaper],
) -> Response:
    """Ask it back."""
    async with sent.answering(FORM, **await _found(reading, hand.keyring, entitlement_id)):
        document = sent.value.document
        made = await identify_overpayment(
            sent.keyed(work), entitlement_id, document=document, keyring=hand.keyring, own=hand.own
        )
    return sent.done(f"{LIST}/{made}")


async def _found(reading: Reading, keyring: Keyring, entitlement_id: UUID) -> Mapping[str, Any]:
    """Raises `NothingOverpaid`."""
    found = {each.entitlement_id: each for each in await found_now(reading, keyring)}
    each: FoundView | None = found.get(entitlement_id)
    if each is None:
        raise NothingOverpaid
    called = await names_of_programmes(reading.connection)
    return {"each": each, "back": FOUND, "act": IDENTIFY, "called": called, **WORDS}


@router.get(ONE)
async def show_overpayment(reading: asked.BatchReading, view: Viewing, overpayment_id: UUID) -> Response:
    """One of them, with what can be done."""
    each = await whole_overpayment(reading, overpayment_id)
    called = await names_of_programmes(reading.connection)
    return view.show("overpayment.html", each=each, back=f"{LIST}/{overpayment_id}", called=called, **WORDS)


async def _form(reading: Reading, overpayment_id: UUID, act: Text, **asked_for: Any) -> Mapping[str, Any]:
    """`money`, `why`: what the form asks for instead of a document alone."""
    each = await whole_overpayment(reading, overpayment_id)
    called = await names_of_programmes(reading.connection)
    return {"each": each, "back": f"{LIST}/{overpayment_id}", "act": act, "called": called, **WORDS, **asked_for}


def _empty(facts: Mapping[str, Any], **said: Any) -> Form:
    return Form(said, facts["each"].version)


@router.get(ONE + "/recovery")
async def show_recovery(reading: asked.OverpaymentKeeping, view: Viewing, overpayment_id: UUID) -> Response:
    """What came back."""
    facts = await _form(reading, overpayment_id, RECOVER, money=True)
    return view.show(FORM, form=_empty(facts, recovered_on=local_date(reading.now)), **facts)


@router.post(ONE + "/recovery")
async def send_recovery(
    reading: asked.OverpaymentKeeping,
    work: asked.OverpaymentKeeper,
    hand: asked.Deciding,
    overpayment_id: UUID,
    sent: Sent[RecoveryPaper],
) -> Response:
    """Record it."""
    async with sent.answering(FORM, **await _form(reading, overpayment_id, RECOVER, money=True)):
        await record_recovery(
            sent.keyed(work), overpayment_id, sent.value.returned(), own=hand.own, version=sent.version
        )
    return sent.done(f"{LIST}/{overpayment_id}")


@router.get(WRONG)
async def show_recovery_revocation(
    reading: asked.OverpaymentKeeping, view: Viewing, overpayment_id: UUID, recovery_id: UUID
) -> Response:
    """Why what was said to have come back is wrong; `recovery_id` names it."""
    facts = await _form(reading, overpayment_id, REVOKE, why=True)
    return view.show(FORM, form=_empty(facts), recovery_id=recovery_id, **facts)


@router.post(WRONG)
async def send_recovery_revocation(
    reading: asked.OverpaymentKeeping,
    work: asked.OverpaymentKeeper,
    *,
    hand: asked.Deciding,
    overpayment_id: UUID,
    recovery_id: UUID,
    sent: Sent[WhyPaper],
) -> Response:
    """Take it back."""
    async with sent.answering(FORM, **await _form(reading, overpayment_id, REVOKE, why=True)):
        reason = sent.value.reason
        await revoke_recovery(
            sent.keyed(work), overpayment_id, recovery_id, reason=reason, own=hand.own, version=sent.version
        )
    return sent.done(f"{LIST}/{overpayment_id}")


@router.get(LARGE)
async def show_recovery_confirmation(
    reading: asked.BatchReleasing, view: Viewing, overpayment_id: UUID, recovery_id: UUID
) -> Response:
    """A large sum that came back, for a second person to look at."""
    facts = await _large(reading, overpayment_id, recovery_id)
    return view.show(FORM, form=_empty(facts), **facts)


@router.post(LARGE)
async def send_recovery_confirmation(
    reading: asked.BatchReleasing,
    work: asked.BatchReleaser,
    *,
    hand: asked.Deciding,
    overpayment_id: UUID,
    recovery_id: UUID,
    sent: Sent[Pressed],
) -> Response:
    """Confirm it."""
    async with sent.answering(FORM, **await _large(reading, overpayment_id, recovery_id)):
        await confirm_recovery(sent.keyed(work), overpayment_id, recovery_id, own=hand.own, version=sent.version)
    return sent.done(f"{LIST}/{overpayment_id}")


async def _large(reading: Reading, overpayment_id: UUID, recovery_id: UUID) -> Mapping[str, Any]:
    """Raises `OverpaymentNotFound`, `RecoveryNotFound`."""
    facts = await _form(reading, overpayment_id, CONFIRM)
    found = [one for one in facts["each"].recoveries if one.recovery_id == recovery_id]
    if not found:
        raise RecoveryNotFound
    return {**facts, "confirms": found[0]}


@router.get(ONE + "/write-off")
async def show_write_off(reading: asked.OverpaymentEnding, view: Viewing, overpayment_id: UUID) -> Response:
    """By which document no more is asked back."""
    facts = await _form(reading, overpayment_id, WRITE_OFF)
    return view.show(FORM, form=_empty(facts), **facts)


@router.post(ONE + "/write-off")
async def send_write_off(
    reading: asked.OverpaymentEnding,
    work: asked.OverpaymentEnder,
    hand: asked.Deciding,
    overpayment_id: UUID,
    sent: Sent[WriteOffPaper],
) -> Response:
    """Write it off."""
    async with sent.answering(FORM, **await _form(reading, overpayment_id, WRITE_OFF)):
        document = sent.value.document
        await write_off_overpayment(
            sent.keyed(work), overpayment_id, document=document, own=hand.own, version=sent.version
        )
    return sent.done(f"{LIST}/{overpayment_id}")


@router.get(ONE + "/withdrawal")
async def show_overpayment_withdrawal(
    reading: asked.OverpaymentKeeping, view: Viewing, overpayment_id: UUID
) -> Response:
    """Why it is no overpayment."""
    facts = await _form(reading, overpayment_id, WITHDRAW, why=True)
    return view.show(FORM, form=_empty(facts), **facts)


@router.post(ONE + "/withdrawal")
async def send_overpayment_withdrawal(
    reading: asked.OverpaymentKeeping,
    work: asked.OverpaymentKeeper,
    hand: asked.Deciding,
    overpayment_id: UUID,
    sent: Sent[WhyPaper],
) -> Response:
    """Take it back."""
    async with sent.answering(FORM, **await _form(reading, overpayment_id, WITHDRAW, why=True)):
        reason = sent.value.reason
        await withdraw_overpayment(sent.keyed(work), overpayment_id, reason=reason, own=hand.own, version=sent.version)
    return sent.done(f"{LIST}/{overpayment_id}")
