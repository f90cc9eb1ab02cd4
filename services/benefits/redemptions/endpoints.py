"""Discounts over HTTP: codes, merchants' clerks, what a merchant asks, what was redeemed."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.benefits import dependencies as asked
from services.benefits.redemptions.commands import (
    assign_clerk,
    dismiss_clerk,
    print_discount_code,
    redeem_discount,
    reverse_discount,
    revoke_discount_code,
    show_discount_code,
    verify_discount_code,
)
from services.benefits.redemptions.domain import DiscountHolderUnknown
from services.benefits.redemptions.queries import (
    WantedRedemptions,
    fetch_clerks,
    fetch_printed,
    fetch_redemptions,
    get_redemption,
)
from services.benefits.redemptions.schemas.discounts import (
    ClerkDismissal,
    ClerkForm,
    ClerkView,
    CodeForm,
    CodeRevocationForm,
    OutcomeView,
    PrintedCodeForm,
    PrintedCodeView,
    RedemptionView,
    ReversalForm,
    SaleForm,
    ShownCodeView,
    VerificationView,
)
from services.benefits.redemptions.schemas.exported import REDEMPTIONS
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["discounts"])


@router.post("/mine/discount-code", status_code=201, responses=problems(401, 403, 404, 409, 429, 503))
async def post_own_code(work: asked.OwnCodeShower, own: asked.OwnFileForCode, keyring: asked.Keys) -> ShownCodeView:
    """A code for a minute, to be shown to a merchant; the one before is worth nothing any more · 出示优惠码

    An idempotency key has no effect.
    """
    if own.surname is None:
        raise DiscountHolderUnknown
    shown = await show_discount_code(work, own.person_id, surname=own.surname, keyring=keyring)
    return ShownCodeView.of(shown)


@router.post("/discount-codes", status_code=201, responses=problems(401, 403, 409))
async def post_printed_code(form: PrintedCodeForm, work: asked.CodePrinter, keyring: asked.Keys) -> ShownCodeView:
    """A code to be printed, for who has no telephone; its digits are shown this once · 打印优惠码

    An idempotency key has no effect.
    """
    return ShownCodeView.of(await print_discount_code(work, form.person_id, form.paper, keyring=keyring))


@router.get("/discount-codes", responses=problems(401, 403))
async def list_printed_codes(
    reading: asked.CodePrinting,
    *,
    person: Annotated[UUID | None, Query(description="whose; absent: all")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[PrintedCodeView]:
    """Printed codes, the last first, without their digits · 打印的优惠码列表"""
    return await fetch_printed(reading, person, cursor, limit, view=PrintedCodeView.of)


@router.post("/discount-codes/{code_id}/revocation", responses=problems(401, 403, 404, 409))
async def post_code_revocation(code_id: UUID, form: CodeRevocationForm, work: asked.CodePrinter) -> None:
    """A printed code is worth nothing any more · 作废打印的优惠码"""
    await revoke_discount_code(work, code_id, reason=form.reason)


@router.get("/merchant-clerks", responses=problems(401, 403))
async def list_clerks(
    reading: asked.ClerkKeeping,
    *,
    agreement: Annotated[UUID | None, Query(description="with which merchant; absent: all")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ClerkView]:
    """Whose clerk which account is · 商家店员列表"""
    return await fetch_clerks(reading, agreement, cursor, limit, view=ClerkView.of)


@router.post("/merchant-clerks", status_code=201, responses=problems(401, 403, 404, 409))
async def post_clerk(form: ClerkForm, work: asked.ClerkKeeper) -> None:
    """An account that has the role is this merchant's clerk · 登记商家店员"""
    await assign_clerk(work, form.account_id, form.agreement, document=form.document)


@router.post("/merchant-clerks/{account_id}/dismissal", responses=problems(401, 403, 404))
async def post_clerk_dismissal(account_id: UUID, form: ClerkDismissal, work: asked.ClerkKeeper) -> None:
    """He is the merchant's clerk no more · 解除商家店员"""
    await dismiss_clerk(work, account_id, reason=form.reason)


@router.post("/verifications", responses=problems(401, 403, 409, 429))
async def post_verification(form: CodeForm, work: asked.ShopWork, keyring: asked.Keys) -> VerificationView:
    """May whoever shows this code have the discount? Yes or no, the surname, the uses left · 核验优惠码

    An idempotency key has no effect. A code that is good is held for this merchant for 15 minutes.
    """
    return VerificationView.of(await verify_discount_code(work, form.code, keyring=keyring))


@router.post("/redemptions", responses=problems(401, 403, 409, 429))
async def post_redemption(form: SaleForm, work: asked.ShopWork, keyring: asked.Keys) -> OutcomeView:
    """Give the discount, or be told why not · 核销优惠

    The same sale by the same code again is answered as before: a double click is one redemption.
    """
    return OutcomeView.of(await redeem_discount(work, form.code, form.sale, keyring=keyring))


@router.post("/redemptions/{redemption_id}/return", responses=problems(401, 403, 404, 409))
async def post_return(redemption_id: UUID, form: ReversalForm, work: asked.ShopWork) -> None:
    """One's own shop takes a discount back: goods were returned, say · 商家撤回核销"""
    await reverse_discount(work, redemption_id, reason=form.reason, of_own_shop=True)


@router.get("/redemptions", responses=problems(401, 403))
async def list_redemptions(
    reading: asked.RedemptionReading,
    *,
    agreement: Annotated[UUID | None, Query(description="with which merchant; absent: all")] = None,
    state: Annotated[str | None, Query(max_length=20)] = None,
    person: Annotated[UUID | None, Query(description="who had it, by the number of a file")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[RedemptionView]:
    """What was redeemed, refused, taken back, the last first · 优惠核销列表"""
    wanted = WantedRedemptions(agreement, state, person)
    return await fetch_redemptions(reading, wanted, cursor, limit, view=RedemptionView.of)


export_route(router, "/redemptions/exports", REDEMPTIONS)


@router.get("/redemptions/{redemption_id:uuid}", responses=problems(401, 403, 404))
async def show_redemption(redemption_id: UUID, reading: asked.RedemptionReading) -> RedemptionView:
    """One of them, with why it was refused · 核销记录"""
    return RedemptionView.of(await get_redemption(reading.connection, redemption_id, reading.caller))


@router.post("/redemptions/{redemption_id}/reversal", responses=problems(401, 403, 404, 409))
async def post_reversal(redemption_id: UUID, form: ReversalForm, work: asked.RedemptionReverser) -> None:
    """The centre takes a discount back; the right is restored · 撤回核销"""
    await reverse_discount(work, redemption_id, reason=form.reason)
