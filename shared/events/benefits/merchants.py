"""Agreements with merchants. What the shop is called and where it is stays in benefits."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, EntryId, OrgCode, OrgPath
from shared.events.merchant_codes import DISCOUNT_BASE, DISCOUNT_PERIOD, DISCOUNT_SUBJECT, MERCHANT_INDUSTRY

TOPIC = "benefits.merchants"

_Day = CalendarDate | None


class MerchantAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of an agreement with a merchant; its terms are null while it is an intention · 一份商家协议的内容"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    industry: Annotated[str, MERCHANT_INDUSTRY.field("line of business · 行业")]
    base: Annotated[
        Annotated[str, DISCOUNT_BASE.field("what the discount is taken off · 基准价")] | None,
        Meta(description="null: not agreed on yet · 基准价，空为未约定"),
    ] = None
    rate_bp: Annotated[
        Annotated[int, Meta(ge=1, le=9_999, description="basis points · 万分比")] | None,
        Meta(description="taken off the base price, after every other discount; null: not agreed on yet · 优惠比例"),
    ] = None
    subject: Annotated[
        Annotated[str, DISCOUNT_SUBJECT.field("whom it is for · 优惠对象")] | None,
        Meta(description="null: not agreed on yet · 优惠对象，空为未约定"),
    ] = None
    most_each: Annotated[
        Annotated[int, Meta(ge=1, le=999, description="times · 次数")] | None,
        Meta(description="how often a person may have it in the period; null: no limit · 每人次数，空为不限"),
    ] = None
    period: Annotated[
        Annotated[str, DISCOUNT_PERIOD.field("in what time it is counted · 计算期间")] | None,
        Meta(description="null: no limit · 计算期间，空为不限"),
    ] = None
    valid_from: Annotated[_Day, Meta(description="first day of it; null: not agreed on yet · 起始日期")] = None
    valid_until: Annotated[_Day, Meta(description="last day; null: none is agreed on · 截止日期，空为未约定")] = None
    intended_on: Annotated[CalendarDate, Meta(description="day of the intention · 意向日期")]
    signed_on: Annotated[_Day, Meta(description="null: not signed · 签订日期，空为未签订")] = None
    active_on: Annotated[_Day, Meta(description="null: not put into force · 生效日期，空为未生效")] = None
    resumed_on: Annotated[_Day, Meta(description="of the last suspension; null: none · 恢复日期，空为没有")] = None
    suspended_on: Annotated[_Day, Meta(description="null: not suspended · 暂停日期，空为没有")] = None
    ended_on: Annotated[_Day, Meta(description="null: goes on · 终止日期，空为没有")] = None


Before = Annotated[MerchantAgreement, Meta(description="what was said until then · 此前的内容")]


class MerchantIntentionRecorded(MerchantAgreement, Event, frozen=True, kw_only=True):
    """A merchant intends to give a discount; nothing can be had yet. Reporting counts F25 and F26 from it.

    商家有优惠意向，尚不能享受。统计据此计入F25、F26。
    """


class MerchantAgreementSigned(MerchantAgreement, Event, frozen=True, kw_only=True):
    """An agreement with a merchant was signed, with its terms. Reporting counts F25 and F26 from it. `before` is what
    was said of it until then.

    商家协议已签订，内容含优惠条件。统计据此计入F25、F26。`before` 为此前的内容。
    """

    before: Before


class MerchantAgreementActivated(MerchantAgreement, Event, frozen=True, kw_only=True):
    """A discount can be had from now on, within the days agreed on. `before` is what was said until then. No service
    applies it yet.

    商家优惠生效，在约定的期限内可以享受。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class MerchantAgreementSuspended(MerchantAgreement, Event, frozen=True, kw_only=True):
    """A discount cannot be had for the time being. `before` is what was said until then. No service applies it yet.

    商家优惠暂停。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class MerchantAgreementResumed(MerchantAgreement, Event, frozen=True, kw_only=True):
    """A discount that was suspended can be had again. `before` is what was said until then. No service applies it yet.

    商家优惠恢复。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class MerchantAgreementEnded(MerchantAgreement, Event, frozen=True, kw_only=True):
    """An agreement, or an intention, has ended. Reporting counts F25 and F26 from it. `before` is what was said until
    then.

    商家协议或者意向终止。统计据此计入F25、F26。`before` 为此前的内容。
    """

    before: Before


class MerchantAgreementCorrected(MerchantAgreement, Event, frozen=True, kw_only=True):
    """What was said of an agreement was wrong, or its last step was. Reporting counts F25 and F26 from it. `before` is
    what was said until then.

    商家协议登记更正，或者退回上一步。统计据此计入F25、F26。`before` 为此前的内容。
    """

    before: Before


class MerchantAgreementRevoked(MerchantAgreement, Event, frozen=True, kw_only=True):
    """An agreement was recorded by mistake; it says what it said until then. Reporting takes it out of F25 and F26.

    商家协议登记撤销，内容为撤销前的内容。统计据此从F25、F26中扣除。
    """


# What makes an agreement, or an intention, count, or count no longer.
COUNTED = (
    MerchantIntentionRecorded,
    MerchantAgreementSigned,
    MerchantAgreementEnded,
    MerchantAgreementCorrected,
    MerchantAgreementRevoked,
)
PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, TOPIC, "entry_id", PiiClass.P0, ("reporting",) if contract in COUNTED else ())
    for contract in (
        MerchantIntentionRecorded,
        MerchantAgreementSigned,
        MerchantAgreementActivated,
        MerchantAgreementSuspended,
        MerchantAgreementResumed,
        MerchantAgreementEnded,
        MerchantAgreementCorrected,
        MerchantAgreementRevoked,
    )
)
