"""What a merchant's clerk does, on a telephone: the digits, the answer, the sale; and what was sold at his shop."""

from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.merchants.schemas import BASES
from services.benefits.redemptions.commands import redeem_discount, reverse_discount, verify_discount_code
from services.benefits.redemptions.domain import GENERAL_OFFER, NotAClerkOfAShop
from services.benefits.redemptions.parameters import LICENCE_CLASSES, REVERSALS, STATES, TOLD_TO_SHOPS
from services.benefits.redemptions.queries import find_shop, get_of_shop, list_of_shop
from services.benefits.redemptions.schemas.discounts import (
    CodeForm,
    OutcomeView,
    RedemptionView,
    ReversalForm,
    SaleForm,
)
from shared.http.dependencies import Reading
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

AT = "/benefits/verify"
LISTED = 20
WORDS: dict[str, Any] = {
    "bases": BASES, "states": STATES, "reasons": TOLD_TO_SHOPS, "reversals": REVERSALS, "general": GENERAL_OFFER,
    "classes": LICENCE_CLASSES,
}  # fmt: skip


async def _facts(reading: Reading) -> dict[str, Any]:
    """His shop, where he has one, and what was sold there last."""
    try:
        shop = await find_shop(reading.connection, reading.caller)
    except NotAClerkOfAShop:
        return {"shop": None, "sold": [], **WORDS}
    sold = [RedemptionView.of(row) for row in await list_of_shop(reading.connection, shop, LISTED)]
    return {"shop": shop, "sold": sold, **WORDS}


@router.get(AT)
async def show_verify(reading: asked.ShopReading, view: Viewing) -> Response:
    """Where the digits are typed."""
    return view.show("verify.html", form=Form(), found=None, **await _facts(reading))


@router.post(AT)
async def verify(
    reading: asked.ShopReading, work: asked.ShopWork, keyring: asked.Keys, sent: Sent[CodeForm]
) -> Response:
    """Yes or no."""
    facts = await _facts(reading)
    async with sent.answering("verify.html", found=None, **facts):
        found = await verify_discount_code(work, sent.value.code, keyring=keyring)
    form = Form({"code": sent.value.code}) if found.is_eligible else Form()
    return sent.view.show("verify.html", form=form, found=found, **facts)


@router.get(AT + "/sale")
async def show_sale(reading: asked.ShopReading, view: Viewing) -> Response:
    """What is sold, where the code is known already."""
    return view.show("verify-sale.html", form=Form(), outcome=None, **await _facts(reading))


@router.post(AT + "/sale")
async def send_sale(
    reading: asked.ShopReading, work: asked.ShopWork, keyring: asked.Keys, sent: Sent[SaleForm]
) -> Response:
    """The discount is given, or not; sent twice it is one redemption."""
    facts = await _facts(reading)
    async with sent.answering("verify-sale.html", outcome=None, **facts):
        found = await redeem_discount(sent.keyed(work), sent.value.code, sent.value.sale, keyring=keyring)
    return sent.view.show("verify-sale.html", form=Form(), outcome=OutcomeView.of(found), **facts)


@router.get(AT + "/redemptions/{redemption_id:uuid}/return")
async def show_return(redemption_id: UUID, reading: asked.ShopReading, view: Viewing) -> Response:
    """Why it is taken back."""
    row = await get_of_shop(reading.connection, redemption_id, reading.caller)
    return view.show("redemption-end.html", form=Form(), each=RedemptionView.of(row), back=AT, **WORDS)


@router.post(AT + "/redemptions/{redemption_id:uuid}/return")
async def send_return(
    redemption_id: UUID, reading: asked.ShopReading, work: asked.ShopWork, sent: Sent[ReversalForm]
) -> Response:
    """Take it back."""
    row = await get_of_shop(reading.connection, redemption_id, reading.caller)
    async with sent.answering("redemption-end.html", each=RedemptionView.of(row), back=AT, **WORDS):
        await reverse_discount(sent.keyed(work), redemption_id, reason=sent.value.reason, of_own_shop=True)
    return sent.done(AT)
