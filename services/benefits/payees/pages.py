"""Accounts in a browser: a list, who has none, one of them, and a form for each act."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias
from uuid import UUID

from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.directory.queries import names_of_units
from services.benefits.payees.commands import (
    clear_payee_check,
    confirm_payee_account,
    end_payee_account,
    enter_payee_account,
    refuse_payee_account,
    withdraw_payee_account,
)
from services.benefits.payees.parameters import (
    BANKS,
    ENDS,
    HOLDERS,
    IN_FORCE,
    LACKS,
    OWN,
    STATES,
    TO_CHECK,
    TO_CONFIRM,
)
from services.benefits.payees.queries import WantedPayees, WantedUnpayable, fetch_payees, fetch_unpayable
from services.benefits.payees.schemas.accounts import (
    ConfirmationPaper,
    PayeeDocument,
    PayeeEnd,
    PayeePaper,
    PayeeView,
    UnpayableView,
    whole_payee,
)
from services.benefits.payees.schemas.exported import PAYEES, UNPAYABLE
from shared.approval.acts import BY_ANOTHER, BY_PROPOSER, Act, possible
from shared.approval.proposal import WHOSE
from shared.clock import local_date
from shared.command import Work
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named, Text
from shared.privacy.keyring import Keyring
from shared.web.deciding import Decided, Matter, deciding
from shared.web.filters import FilterId, FilterText
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

LIST = "/benefits/payee-accounts"
ONE = LIST + "/{account_id:uuid}"
MISSING = "/benefits/payee-accounts-missing"
KEEP, CONFIRM = "payees.keep", "payees.confirm"
YES: Mapping[str, Any] = {
    "compared": (Named("true", "已与卡面核对", "compared with the card"),),
    "corrects": (Named("true", "更正登记有误的账户", "the account in force was recorded wrongly"),),
}
WORDS: Mapping[str, Any] = {
    "states": STATES, "banks": BANKS, "holders": HOLDERS, "ends": ENDS, "lacks": LACKS, "whose": WHOSE, "yes": YES,
    "badges": {TO_CONFIRM: "due", IN_FORCE: "ok", TO_CHECK: "late"},
}  # fmt: skip

Doing: TypeAlias = Callable[[Work, UUID, Any, asked.Decider], Awaitable[None]]


async def _confirmation(work: Work, account_id: UUID, said: ConfirmationPaper, by: asked.Decider) -> None:
    await confirm_payee_account(work, account_id, said.number, keyring=by.keyring, recusal=by.recusal)


async def _refusal(work: Work, account_id: UUID, said: PayeeEnd, by: asked.Decider) -> None:
    await refuse_payee_account(work, account_id, note=said.reason, recusal=by.recusal)


async def _check(work: Work, account_id: UUID, said: PayeeDocument, by: asked.Decider) -> None:
    await clear_payee_check(work, account_id, document=said.document, recusal=by.recusal)


async def _withdrawal(work: Work, account_id: UUID, said: PayeeEnd, _hand: asked.Decider) -> None:
    await withdraw_payee_account(work, account_id, note=said.reason)


async def _end(work: Work, account_id: UUID, said: PayeeDocument, _hand: asked.Decider) -> None:
    await end_payee_account(work, account_id, document=said.document)


OPEN, USED = frozenset({TO_CONFIRM}), frozenset({IN_FORCE, TO_CHECK})
ACTS: tuple[Act[Doing], ...] = (
    Act("confirmation", Text("核对", "Confirm it"), CONFIRM, ConfirmationPaper, _confirmation, OPEN, BY_ANOTHER),
    Act("refusal", Text("驳回", "Refuse it"), CONFIRM, PayeeEnd, _refusal, OPEN, BY_ANOTHER),
    Act("withdrawal", Text("撤回", "Take it back"), KEEP, PayeeEnd, _withdrawal, OPEN, BY_PROPOSER),
    Act("check", Text("核查无误", "It is right"), CONFIRM, PayeeDocument, _check, frozenset({TO_CHECK}), BY_ANOTHER),
    Act("end", Text("停用", "Use it no longer"), KEEP, PayeeDocument, _end, USED),
)


@router.get(LIST)
async def list_payees(
    reading: asked.PayeeReading,
    view: Viewing,
    keyring: asked.Keys,
    *,
    person: FilterId = None,
    unit: FilterText = None,
    state: FilterText = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """The last entered first."""
    wanted = WantedPayees(person, unit or None, state or None, mine)
    page = await fetch_payees(reading, wanted, cursor, limit, view=PayeeView.by(keyring))
    units = await names_of_units(reading.connection, {each.org_code for each in page.items})
    return view.show("payee-accounts.html", page=page, cursor=cursor, wanted=wanted, units=units, **WORDS)


export_pages(router, LIST, PAYEES)


@router.get(MISSING)
async def list_unpayable(
    reading: asked.PayeeReading,
    view: Viewing,
    *,
    unit: FilterText = None,
    lack: FilterText = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Who is due something and cannot be paid."""
    wanted = WantedUnpayable(unit or None, lack or None)
    page = await fetch_unpayable(reading, wanted, cursor, limit, view=UnpayableView.of)
    units = await names_of_units(reading.connection, {each.org_code for each in page.items})
    return view.show("payee-accounts-missing.html", page=page, cursor=cursor, wanted=wanted, units=units, **WORDS)


export_pages(router, MISSING, UNPAYABLE)


@router.get(LIST + "/new")
async def show_new(reading: asked.PayeeKeeping, view: Viewing, person: UUID | None = None) -> Response:
    """The form of an account."""
    values = {"person_id": person, "holder": OWN, "since": local_date(reading.now)}
    return view.show("payee-account-form.html", form=Form(values), **WORDS)


@router.post(LIST + "/new")
async def send_new(work: asked.PayeeKeeper, by: asked.Deciding, sent: Sent[PayeePaper]) -> Response:
    """Enter it."""
    async with sent.answering("payee-account-form.html", **WORDS):
        said = sent.value
        made = await enter_payee_account(
            sent.keyed(work), said.person_id, said.account, **said.besides(), keyring=by.keyring, recusal=by.recusal
        )
    return sent.done(f"{LIST}/{made}")


async def _payee(reading: Reading, account_id: UUID, keyring: Keyring) -> Mapping[str, Any]:
    """Raises `PayeeNotFound`."""
    each = await whole_payee(reading, account_id, keyring)
    return {"each": each, "back": f"{LIST}/{account_id}", **WORDS}


@router.get(ONE)
async def show_payee(reading: asked.PayeeReading, view: Viewing, keyring: asked.Keys, account_id: UUID) -> Response:
    """One of them, and what can be done."""
    facts = await _payee(reading, account_id, keyring)
    each = facts["each"]
    whose = {"proposed_by": each.proposed_by, "proposed_for": each.proposed_for, "reader": reading.caller}
    acts = possible(ACTS, each.state, **whose)
    units = await names_of_units(reading.connection, [each.org_code])
    return view.show("payee-account.html", acts=acts, units=units, **facts)


async def _decided(matter: Matter[Keyring]) -> Mapping[str, Any]:
    return await _payee(matter.reading, matter.about, matter.known)


def _form_of(act: Act[Doing]) -> None:
    """The page of an act."""

    @deciding(
        router,
        f"{ONE}/{act.end}",
        act.permission,
        act.paper,
        "payee-account-act.html",
        shown=_decided,
        knowing=asked.keyring,
        by=asked.decider if act.permission == CONFIRM else asked.anybody,
        act=act,
    )
    async def done(decided: Decided[Keyring, Any]) -> str:
        """Do it."""
        await act.do(decided.work, decided.about, decided.said, decided.by)
        return f"{LIST}/{decided.about}"


for each in ACTS:
    _form_of(each)
