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
from shared.web.deciding import Decided, Matter, deciding
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
FORM, KEEP, END = "overpayment-form.html", "payments.recover", "payments.write-off"
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


async def _found(matter: Matter[Keyring]) -> Mapping[str, Any]:
    """Of one entitlement. Raises `NothingOverpaid`."""
    found = {each.entitlement_id: each for each in await found_now(matter.reading, matter.known)}
    each: FoundView | None = found.get(matter.about)
    if each is None:
        raise NothingOverpaid
    called = await names_of_programmes(matter.reading.connection)
    return {"each": each, "back": FOUND, "called": called, **WORDS}


@deciding(
    router, FOUND + "/{entitlement_id:uuid}", KEEP, OverpaymentPaper, FORM, shown=_found, knowing=asked.keyring,
    by=asked.decider, act=IDENTIFY,
)  # fmt: skip
async def ask_back(decided: Decided[Keyring, OverpaymentPaper]) -> str:
    """Ask it back."""
    by: asked.Decider = decided.by
    document = decided.said.document
    made = await identify_overpayment(
        decided.work, decided.about, document=document, keyring=by.keyring, recusal=by.recusal
    )
    return f"{LIST}/{made}"


@router.get(ONE)
async def show_overpayment(reading: asked.BatchReading, view: Viewing, overpayment_id: UUID) -> Response:
    """One of them, with what can be done."""
    each = await whole_overpayment(reading, overpayment_id)
    called = await names_of_programmes(reading.connection)
    return view.show("overpayment.html", each=each, back=f"{LIST}/{overpayment_id}", called=called, **WORDS)


async def _form(reading: Reading, overpayment_id: UUID) -> Mapping[str, Any]:
    each = await whole_overpayment(reading, overpayment_id)
    called = await names_of_programmes(reading.connection)
    return {"each": each, "back": f"{LIST}/{overpayment_id}", "called": called, **WORDS}


async def _decided(matter: Matter[None]) -> Mapping[str, Any]:
    claimed = {"recovered_on": local_date(matter.reading.now)}
    return {**await _form(matter.reading, matter.about), "claimed": claimed}


@deciding(
    router, ONE + "/recovery", KEEP, RecoveryPaper, FORM, shown=_decided, by=asked.decider, has_version=True,
    act=RECOVER, money=True,
)  # fmt: skip
async def recover(decided: Decided[None, RecoveryPaper]) -> str:
    """Record what came back."""
    returned, recusal = decided.said.returned(), decided.by.recusal
    await record_recovery(decided.work, decided.about, returned, recusal=recusal, version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(
    router, ONE + "/write-off", END, WriteOffPaper, FORM, shown=_decided, by=asked.decider, has_version=True,
    act=WRITE_OFF,
)  # fmt: skip
async def write_off(decided: Decided[None, WriteOffPaper]) -> str:
    """Write it off: by which document no more is asked back."""
    document, recusal = decided.said.document, decided.by.recusal
    await write_off_overpayment(
        decided.work, decided.about, document=document, recusal=recusal, version=decided.version
    )  # fmt: skip
    return f"{LIST}/{decided.about}"


@deciding(
    router, ONE + "/withdrawal", KEEP, WhyPaper, FORM, shown=_decided, by=asked.decider, has_version=True,
    act=WITHDRAW, why=True,
)  # fmt: skip
async def withdraw(decided: Decided[None, WhyPaper]) -> str:
    """Take it back: why it is no overpayment."""
    reason, recusal = decided.said.reason, decided.by.recusal
    await withdraw_overpayment(decided.work, decided.about, reason=reason, recusal=recusal, version=decided.version)
    return f"{LIST}/{decided.about}"


def _empty(facts: Mapping[str, Any]) -> Form:
    return Form(version=facts["each"].version)


@router.get(WRONG)
async def show_recovery_revocation(
    reading: asked.OverpaymentKeeping, view: Viewing, overpayment_id: UUID, recovery_id: UUID
) -> Response:
    """Why what was said to have come back is wrong; `recovery_id` names it."""
    facts = {**await _form(reading, overpayment_id), "act": REVOKE, "why": True}
    return view.show(FORM, form=_empty(facts), recovery_id=recovery_id, **facts)


@router.post(WRONG)
async def send_recovery_revocation(
    reading: asked.OverpaymentKeeping,
    work: asked.OverpaymentKeeper,
    *,
    by: asked.Deciding,
    overpayment_id: UUID,
    recovery_id: UUID,
    sent: Sent[WhyPaper],
) -> Response:
    """Take it back."""
    async with sent.answering(FORM, **{**await _form(reading, overpayment_id), "act": REVOKE, "why": True}):
        reason = sent.value.reason
        await revoke_recovery(
            sent.keyed(work), overpayment_id, recovery_id, reason=reason, recusal=by.recusal, version=sent.version
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
    by: asked.Deciding,
    overpayment_id: UUID,
    recovery_id: UUID,
    sent: Sent[Pressed],
) -> Response:
    """Confirm it."""
    async with sent.answering(FORM, **await _large(reading, overpayment_id, recovery_id)):
        await confirm_recovery(sent.keyed(work), overpayment_id, recovery_id, recusal=by.recusal, version=sent.version)
    return sent.done(f"{LIST}/{overpayment_id}")


async def _large(reading: Reading, overpayment_id: UUID, recovery_id: UUID) -> Mapping[str, Any]:
    """Raises `OverpaymentNotFound`, `RecoveryNotFound`."""
    facts = await _form(reading, overpayment_id)
    found = [one for one in facts["each"].recoveries if one.recovery_id == recovery_id]
    if not found:
        raise RecoveryNotFound
    return {**facts, "act": CONFIRM, "confirms": found[0]}
