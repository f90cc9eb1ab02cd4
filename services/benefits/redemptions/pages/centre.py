"""What the centre does about discounts: printed codes, merchants' clerks, what was redeemed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import segno
from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.redemptions.commands import (
    assign_clerk,
    dismiss_clerk,
    print_discount_code,
    reverse_discount,
    revoke_discount_code,
)
from services.benefits.redemptions.parameters import LICENCE_CLASSES, REFUSALS, REVERSALS, STATES
from services.benefits.redemptions.queries import (
    WantedRedemptions,
    fetch_clerks,
    fetch_printed,
    fetch_redemptions,
    get_clerk,
    get_printed,
    get_redemption,
    list_accounts_without_a_shop,
)
from services.benefits.redemptions.schemas.discounts import (
    ClerkDismissal,
    ClerkForm,
    ClerkView,
    CodeRevocationForm,
    PrintedCodeForm,
    PrintedCodeView,
    RedemptionView,
    ReversalForm,
)
from services.benefits.redemptions.schemas.exported import REDEMPTIONS
from shared.clock import local_date
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.web.filters import FilterId, FilterText
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

LIST, CODES, CLERKS = "/benefits/redemptions", "/benefits/discount-codes", "/benefits/merchant-clerks"
ONE = LIST + "/{redemption_id:uuid}"
WORDS: dict[str, Any] = {
    "states": STATES,
    "reasons": {**REFUSALS, **REVERSALS},
    "reversals": REVERSALS,
    "classes": LICENCE_CLASSES,
}
USUAL_DAYS = timedelta(days=90)


@router.get(LIST)
async def list_redemptions(
    reading: asked.RedemptionReading,
    view: Viewing,
    *,
    agreement: FilterId = None,
    state: FilterText = None,
    person: FilterId = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """The last first."""
    wanted = WantedRedemptions(agreement, state or None, person)
    page = await fetch_redemptions(reading, wanted, cursor, limit, view=RedemptionView.of)
    return view.show("redemptions.html", page=page, cursor=cursor, wanted=wanted, **WORDS)


export_pages(router, LIST, REDEMPTIONS)


@router.get(ONE)
async def show_redemption(redemption_id: UUID, reading: asked.RedemptionReading, view: Viewing) -> Response:
    """One of them, with why it was refused or taken back."""
    row = await get_redemption(reading.connection, redemption_id, reading.caller)
    return view.show("redemption.html", each=RedemptionView.of(row), **WORDS)


@router.get(ONE + "/reversal")
async def show_reversal(redemption_id: UUID, reading: asked.RedemptionReversing, view: Viewing) -> Response:
    """Why it is taken back."""
    row = await get_redemption(reading.connection, redemption_id, reading.caller)
    back = f"{LIST}/{redemption_id}"
    return view.show("redemption-end.html", form=Form(), each=RedemptionView.of(row), back=back, **WORDS)


@router.post(ONE + "/reversal")
async def send_reversal(
    redemption_id: UUID, reading: asked.RedemptionReversing, work: asked.RedemptionReverser, sent: Sent[ReversalForm]
) -> Response:
    """Take it back."""
    row, back = await get_redemption(reading.connection, redemption_id, reading.caller), f"{LIST}/{redemption_id}"
    async with sent.answering("redemption-end.html", each=RedemptionView.of(row), back=back, **WORDS):
        await reverse_discount(sent.keyed(work), redemption_id, reason=sent.value.reason)
    return sent.done(back)


@router.get(CODES)
async def list_codes(
    reading: asked.CodePrinting,
    view: Viewing,
    *,
    person: FilterId = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Printed ones, the last first."""
    page = await fetch_printed(reading, person, cursor, limit, view=PrintedCodeView.of)
    return view.show("discount-codes.html", page=page, cursor=cursor, person=person, now=reading.now)


@router.get(CODES + "/new")
async def show_new_code(reading: asked.CodePrinting, view: Viewing, person: FilterId = None) -> Response:
    """For whom, and until when."""
    until = local_date(reading.now) + USUAL_DAYS
    return view.show("discount-code-form.html", form=Form({"person_id": person or "", "until": until}))


@router.post(CODES + "/new")
async def send_new_code(work: asked.CodePrinter, keyring: asked.Keys, sent: Sent[PrintedCodeForm]) -> Response:
    """The paper, shown this once, to be printed."""
    async with sent.answering("discount-code-form.html"):
        person_id, paper = sent.value.person_id, sent.value.paper
        shown = await print_discount_code(work, person_id, paper, keyring=keyring)
    picture = segno.make_qr(shown.digits).svg_data_uri(scale=6, light="#fff")
    return sent.view.show("discount-code-paper.html", shown=shown, picture=picture, paper=paper)


@router.get(CODES + "/{code_id:uuid}/revocation")
async def show_revocation(code_id: UUID, reading: asked.CodePrinting, view: Viewing) -> Response:
    """Why it is worth nothing any more."""
    each = PrintedCodeView.of(await get_printed(reading.connection, code_id))
    return view.show("discount-end.html", form=Form(), back=CODES, subject=None, person_id=each.person_id)


@router.post(CODES + "/{code_id:uuid}/revocation")
async def send_revocation(
    code_id: UUID, reading: asked.CodePrinting, work: asked.CodePrinter, sent: Sent[CodeRevocationForm]
) -> Response:
    """Revoke it."""
    each = PrintedCodeView.of(await get_printed(reading.connection, code_id))
    async with sent.answering("discount-end.html", back=CODES, subject=None, person_id=each.person_id):
        await revoke_discount_code(sent.keyed(work), code_id, reason=sent.value.reason)
    return sent.done(CODES)


@router.get(CLERKS)
async def list_clerks(
    reading: asked.ClerkKeeping,
    view: Viewing,
    *,
    agreement: FilterId = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """By account."""
    page = await fetch_clerks(reading, agreement, cursor, limit, view=ClerkView.of)
    return view.show("merchant-clerks.html", page=page, cursor=cursor, agreement=agreement)


@router.get(CLERKS + "/new")
async def show_new_clerk(reading: asked.ClerkKeeping, view: Viewing, agreement: FilterId = None) -> Response:
    """Which account, of which merchant."""
    accounts = await list_accounts_without_a_shop(reading)
    return view.show("merchant-clerk-form.html", form=Form({"agreement": agreement or ""}), accounts=accounts)


@router.post(CLERKS + "/new")
async def send_new_clerk(reading: asked.ClerkKeeping, work: asked.ClerkKeeper, sent: Sent[ClerkForm]) -> Response:
    """He is the merchant's clerk."""
    async with sent.answering("merchant-clerk-form.html", accounts=await list_accounts_without_a_shop(reading)):
        said = sent.value
        await assign_clerk(sent.keyed(work), said.account_id, said.agreement, document=said.document)
    return sent.done(f"{CLERKS}?agreement={said.agreement}")


@router.get(CLERKS + "/{account_id:uuid}/dismissal")
async def show_dismissal(account_id: UUID, reading: asked.ClerkKeeping, view: Viewing) -> Response:
    """Why he is no more."""
    row = await get_clerk(reading.connection, account_id, reading.caller)
    return view.show("discount-end.html", form=Form(), back=CLERKS, subject=row.shop, person_id=None)


@router.post(CLERKS + "/{account_id:uuid}/dismissal")
async def send_dismissal(
    account_id: UUID, reading: asked.ClerkKeeping, work: asked.ClerkKeeper, sent: Sent[ClerkDismissal]
) -> Response:
    """He is no more."""
    row = await get_clerk(reading.connection, account_id, reading.caller)
    async with sent.answering("discount-end.html", back=CLERKS, subject=row.shop, person_id=None):
        await dismiss_clerk(sent.keyed(work), account_id, reason=sent.value.reason)
    return sent.done(CLERKS)
