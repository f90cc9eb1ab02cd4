"""Preferential cards (优待证): neither number nor photograph is known here."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.events.card_codes import CARD_CANCELLATION, CARD_KIND, CARD_REFUSAL, CARD_REPLACEMENT
from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, EntryId, OrgCode, OrgPath, PersonId

TOPIC = "benefits.cards"


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a preferential card; of the days in it those that are known · 一张优待证的内容"""

    entry_id: EntryId
    person_id: PersonId
    org_code: OrgCode
    org_path: OrgPath
    kind: Annotated[str, CARD_KIND.field("which of the two · 优待证种类")]
    applied_on: Annotated[CalendarDate, Meta(description="day of the application · 申请日期")]
    refused_on: Annotated[CalendarDate | None, Meta(description="null: it was not · 不予发放日期，空为没有")] = None
    refusal_reason: Annotated[
        Annotated[str, CARD_REFUSAL.field("why it was refused · 不予发放原因")] | None,
        Meta(description="why it was refused; null: it was not · 不予发放原因，空为没有"),
    ] = None
    arrived_on: Annotated[CalendarDate | None, Meta(description="at the station; null: not yet · 到站日期")] = None
    due_on: Annotated[
        CalendarDate | None, Meta(description="the tenth working day at the station; null: not there · 发放期限")
    ] = None
    return_on: Annotated[
        CalendarDate | None, Meta(description="from when on it may go back up; null: not there · 可以退回之日")
    ] = None
    overdue_on: Annotated[CalendarDate | None, Meta(description="reminded on; null: it was not · 提醒日期")] = None
    delivered_on: Annotated[CalendarDate | None, Meta(description="to its holder; null: not yet · 发放日期")] = None
    returned_on: Annotated[CalendarDate | None, Meta(description="back up; null: it was not · 退回日期")] = None
    replaced_on: Annotated[CalendarDate | None, Meta(description="the last time; null: never · 补换日期")] = None
    replacement_reason: Annotated[
        Annotated[str, CARD_REPLACEMENT.field("why it was replaced · 补换原因")] | None,
        Meta(description="why it was replaced the last time; null: it was not · 补换原因，空为没有"),
    ] = None
    lost_on: Annotated[CalendarDate | None, Meta(description="null: it is there · 挂失日期，空为未挂失")] = None
    cancelled_on: Annotated[CalendarDate | None, Meta(description="null: it holds · 注销日期，空为未注销")] = None
    cancellation_reason: Annotated[
        Annotated[str, CARD_CANCELLATION.field("why it was cancelled · 注销原因")] | None,
        Meta(description="why it was cancelled; null: it holds · 注销原因，空为未注销"),
    ] = None


Before = Annotated[Card, Meta(description="what was said until then · 此前的内容")]


class CardApplied(Card, Event, frozen=True, kw_only=True):
    """A person applied for a preferential card. No service applies it yet.

    某人申请优待证。尚无服务处理。
    """


class CardApplicationRefused(Card, Event, frozen=True, kw_only=True):
    """Somebody gets no preferential card. `before` is what was said of it until then. No service applies it yet.

    不予发放优待证。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class CardIssued(Card, Event, frozen=True, kw_only=True):
    """A preferential card was made and is at the station. `before` is what was said of it until then.
    No service applies it yet.

    优待证已制成，送到服务站。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class CardDelivered(Card, Event, frozen=True, kw_only=True):
    """A preferential card was handed to its holder. `before` is what was said of it until then.
    No service applies it yet.

    优待证已发放本人。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class CardOverdue(Card, Event, frozen=True, kw_only=True):
    """A preferential card is at the station for ten working days; told on the tenth. `before` is what was said of it
    until then. No service applies it yet.

    优待证到站满十个工作日尚未发放，第十日发出。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class CardUndeliverable(Card, Event, frozen=True, kw_only=True):
    """A preferential card went back up, since its holder was not reached. `before` is what was said of it until then.
    No service applies it yet.

    联系不上持证人，优待证退回上级。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class CardLost(Card, Event, frozen=True, kw_only=True):
    """A preferential card was lost. `before` is what was said of it until then. No service applies it yet.

    优待证挂失。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class CardReplaced(Card, Event, frozen=True, kw_only=True):
    """The holder of a preferential card has another in its place. `before` is what was said of it until then.
    No service applies it yet.

    补换优待证。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class CardCancelled(Card, Event, frozen=True, kw_only=True):
    """A preferential card holds no longer. `before` is what was said of it until then. No service applies it yet.

    优待证注销。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class CardCorrected(Card, Event, frozen=True, kw_only=True):
    """What was said of a preferential card was wrong, or its last step was. `before` is what was said of it until then.
    No service applies it yet.

    优待证登记更正，或者退回上一步。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class CardRevoked(Card, Event, frozen=True, kw_only=True):
    """A preferential card was recorded by mistake; it says what it said until then. No service applies it yet.

    优待证登记撤销，内容为撤销前的内容。尚无服务处理。
    """


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, TOPIC, "entry_id", PiiClass.P3, ())
    for contract in (
        CardApplied,
        CardApplicationRefused,
        CardIssued,
        CardDelivered,
        CardOverdue,
        CardUndeliverable,
        CardLost,
        CardReplaced,
        CardCancelled,
        CardCorrected,
        CardRevoked,
    )
)
