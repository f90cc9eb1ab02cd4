"""Discounts that are had at merchants': codes that were verified, what was redeemed. Of order numbers, digests."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, Digest, EntryId, OrgCode, OrgPath, PersonId
from shared.events.merchant_codes import DISCOUNT_REFUSAL, DISCOUNT_RESULT, DISCOUNT_REVERSAL

CODES, REDEMPTIONS = "benefits.discount-codes", "benefits.redemptions"

CodeId = Annotated[UUID, Meta(description="the code, UUIDv7; not its digits · 优惠码编号（不是数字码本身）")]
RedemptionId = Annotated[UUID, Meta(description="what was redeemed or refused, UUIDv7 · 核销编号")]
Agreement = Annotated[EntryId, Meta(description="the agreement with the merchant · 商家协议编号")]
Order = Annotated[
    Digest, Meta(description="keyed digest of the agreement and the order or contract · 订单号的带密钥摘要")
]
Fen = Annotated[int, Meta(ge=0, description="fen · 分")]


class DiscountVerified(Event, frozen=True, kw_only=True):
    """A merchant asked whether whoever showed a code may have the discount, and was answered. No service applies it
    yet.

    商家核验优惠码，系统已答复。尚无服务处理。
    """

    code_id: CodeId
    entry_id: Agreement
    person_id: PersonId
    org_code: OrgCode
    org_path: OrgPath
    result: Annotated[str, DISCOUNT_RESULT.field("what the merchant was answered · 答复")]
    reason: Annotated[
        Annotated[str, DISCOUNT_REFUSAL.field("why not · 原因")] | None,
        Meta(description="not told to the merchant; null: may have it · 不能享受的原因，不告知商家"),
    ] = None


class Sale(msgspec.Struct, frozen=True, kw_only=True):
    """What was redeemed at which merchant for whom · 核销的内容"""

    redemption_id: RedemptionId
    entry_id: Agreement
    person_id: PersonId
    org_code: OrgCode
    org_path: OrgPath
    order_hash: Order
    base_fen: Annotated[Fen, Meta(description="what the discount was taken off, in fen · 优惠前价格（分）")]
    saved_fen: Annotated[Fen, Meta(description="taken off, in fen · 优惠金额（分）")]
    redeemed_on: Annotated[CalendarDate, Meta(description="day of it · 核销日期")]


class DiscountRedeemed(Sale, Event, frozen=True, kw_only=True):
    """Somebody had a discount at a merchant's. No service applies it yet.

    在商家享受了优惠。尚无服务处理。
    """


class DiscountReversed(Sale, Event, frozen=True, kw_only=True):
    """A discount was taken back, and may be had again. No service applies it yet.

    优惠核销撤回，可以再次享受。尚无服务处理。
    """

    reason: Annotated[str, DISCOUNT_REVERSAL.field("why · 撤回的原因")]
    reversed_on: Annotated[CalendarDate, Meta(description="day of it · 撤回日期")]


class DiscountRejected(Event, frozen=True, kw_only=True):
    """A merchant wanted to give a discount and was refused. No service applies it yet.

    商家申请核销优惠，不予核销。尚无服务处理。
    """

    redemption_id: RedemptionId
    entry_id: Agreement
    person_id: PersonId
    org_code: OrgCode
    org_path: OrgPath
    order_hash: Order
    reason: Annotated[str, DISCOUNT_REFUSAL.field("why not · 不予核销的原因")]
    rejected_on: Annotated[CalendarDate, Meta(description="day of it · 日期")]


PUBLISHED: tuple[Published, ...] = (
    Published(DiscountVerified, CODES, "code_id", PiiClass.P1, ()),
    *(
        Published(contract, REDEMPTIONS, "redemption_id", PiiClass.P1, ())
        for contract in (DiscountRedeemed, DiscountReversed, DiscountRejected)
    ),
)
