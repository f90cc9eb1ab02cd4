"""Entitlements in a browser: a list, one with what was done about it, and a form for each act."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.conditions.parameters import FACTS
from services.benefits.directory.queries import names_of_units
from services.benefits.payments.commands.changing import (
    correct_entitlement,
    end_entitlement,
    resume_entitlement,
    suspend_entitlement,
)
from services.benefits.payments.letters import letter_of_entitlement
from services.benefits.payments.parameters import (
    ACTS,
    CORRECTIONS,
    ENDS,
    HARDSHIPS,
    NOT_APPROVED,
    REASONS,
    RESUMPTIONS,
    STATES,
    SUSPENSIONS,
    WHYS,
)
from services.benefits.payments.queries import WantedEntitlements
from services.benefits.payments.rules import DECIDED
from services.benefits.payments.schemas.entitlements import (
    ChangePaper,
    CorrectionPage,
    CorrectionPaper,
    EndPaper,
    ResumptionPaper,
    SuspensionPaper,
    WholeEntitlementView,
    fetch_standing,
    this_month,
    whole_entitlement,
)
from services.benefits.payments.schemas.exported import ENTITLEMENTS
from services.benefits.programmes.queries import names_of_programmes
from shared.command import Work
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.language import Named, Text
from shared.letters.answering import letter_pages
from shared.privacy.keyring import Keyring
from shared.web.deciding import Decided, Matter, deciding
from shared.web.filters import FilterId, FilterText
from shared.web.page import Viewing, page_router

router = page_router()

LIST = "/benefits/payments/entitlements"
ONE = LIST + "/{entitlement_id:uuid}"
MISSING: Mapping[str, Any] = {**FACTS, DECIDED: Named(DECIDED, "核定金额", "the amount decided")}
WORDS: Mapping[str, Any] = {
    "states": STATES, "whys": WHYS, "acts_done": ACTS, "reasons": REASONS, "names": MISSING, "hardships": HARDSHIPS,
}  # fmt: skip
BADGES = {"paid": "ok", "once": "ok", "coming": "due", "suspended": "due", "elsewhere": "due", "ended": "none"}


@dataclass(frozen=True, slots=True)
class Act:
    """What is done about an entitlement: `end` ends the address of its form, `paper` is what that takes."""

    end: str
    called: Text
    month: Text
    reasons: Mapping[str, Named]
    paper: type[BaseModel]
    do: Callable[[Work, UUID, Any, int | None, asked.Decider], Awaitable[None]]


def _change(
    do: Callable[..., Awaitable[None]],
) -> Callable[[Work, UUID, Any, int | None, asked.Decider], Awaitable[None]]:
    async def run(work: Work, entitlement_id: UUID, said: ChangePaper, version: int | None, by: asked.Decider) -> None:
        await do(work, entitlement_id, said.change(), recusal=by.recusal, version=version)

    return run


async def _correction(
    work: Work, entitlement_id: UUID, said: CorrectionPaper, version: int | None, by: asked.Decider
) -> None:
    correction = said.correction()
    await correct_entitlement(work, entitlement_id, correction, keyring=by.keyring, recusal=by.recusal, version=version)


SUSPENSION = Act(
    "suspension", Text("停发", "Suspend it"), Text("停发月份", "not paid from"), SUSPENSIONS, SuspensionPaper,
    _change(suspend_entitlement),
)  # fmt: skip
RESUMPTION = Act(
    "resumption", Text("恢复发放", "Resume it"), Text("恢复发放月份", "paid again from"), RESUMPTIONS, ResumptionPaper,
    _change(resume_entitlement),
)  # fmt: skip
END = Act(
    "end", Text("终止", "End it"), Text("最后发放月份", "paid for the last time for"), ENDS, EndPaper,
    _change(end_entitlement),
)  # fmt: skip
CORRECTION = Act(
    "correction", Text("更正", "Correct it"), Text("起发月份", "from month"), CORRECTIONS, CorrectionPage, _correction
)


def possible(each: WholeEntitlementView) -> list[Act]:
    """What can be done about it, as it is kept."""
    if any(done.reason_code == NOT_APPROVED for done in each.acts):
        return []
    if each.last_month is not None:
        return [CORRECTION]
    is_suspended = any(span.last_month is None for span in each.suspensions)
    return [RESUMPTION if is_suspended else SUSPENSION, END, CORRECTION]


@router.get(LIST)
async def list_payments(
    reading: asked.PaymentReading,
    view: Viewing,
    keyring: asked.Keys,
    *,
    person: FilterId = None,
    programme: FilterText = None,
    unit: FilterText = None,
    state: FilterText = None,
    hardship_kind: FilterText = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Those within the caller's scope as they stand this month, the last granted first."""
    wanted = WantedEntitlements(person, programme or None, unit or None, state or None, hardship_kind or None)
    page = await fetch_standing(reading, keyring, wanted, cursor, limit)
    units = await names_of_units(reading.connection, {each.org_code for each in page.items})
    called = (await names_of_programmes(reading.connection)).items()
    shown: dict[str, Any] = {"units": units, "programmes": [Named(code, name, name) for code, name in called]}
    return view.show("payments.html", page=page, cursor=cursor, wanted=wanted, badges=BADGES, **shown, **WORDS)


export_pages(router, LIST, ENTITLEMENTS)


@router.get(ONE)
async def show_payment(
    reading: asked.PaymentReading, view: Viewing, keyring: asked.Keys, entitlement_id: UUID
) -> Response:
    """One of them, with what was done about it, and what can be done."""
    each = await whole_entitlement(reading, keyring, entitlement_id)
    units = await names_of_units(reading.connection, [each.org_code])
    return view.show("payment.html", each=each, acts=possible(each), units=units, badges=BADGES, **WORDS)


letter_pages(router, LIST + "/{entitlement_id}/letter", letter_of_entitlement, back=LIST + "/{entitlement_id}")


async def _decided(matter: Matter[Keyring]) -> Mapping[str, Any]:
    each = await whole_entitlement(matter.reading, matter.known, matter.about)
    fen = None if each.fen is None else f"{each.fen // 100}.{each.fen % 100:02}"
    months = {**each.model_dump(include={"first_month", "last_month"}), "month": str(this_month(matter.reading))}
    return {"each": each, "claimed": {**months, "fen": fen}, **WORDS}


def _form_of(act: Act) -> None:
    """The page of an act."""

    @deciding(
        router,
        f"{ONE}/{act.end}",
        "payments.keep",
        act.paper,
        "payment-act.html",
        shown=_decided,
        knowing=asked.keyring,
        by=asked.decider,
        has_version=True,
        act=act,
    )
    async def done(decided: Decided[Keyring, Any]) -> str:
        """Do it."""
        await act.do(decided.work, decided.about, decided.said, decided.version, decided.by)
        return f"{LIST}/{decided.about}"


for each in (SUSPENSION, RESUMPTION, END, CORRECTION):
    _form_of(each)
