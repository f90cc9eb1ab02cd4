"""Visits to veterans and their families. Some occasions say something of health and means."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, EntryId, OrgCode, OrgPath, PersonId
from shared.events.visit_codes import VISIT_LEVEL, VISIT_MISS, VISIT_OCCASION

TOPIC = "benefits.visits"


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a visit; of the days in it those that are known · 一次走访慰问的内容"""

    entry_id: EntryId
    person_id: PersonId
    org_code: OrgCode
    org_path: OrgPath
    year: Annotated[int, Meta(ge=2010, le=2050, description="year whose visit it is · 年度")]
    occasion: Annotated[str, VISIT_OCCASION.field("on which occasion · 走访慰问时机")]
    level: Annotated[str, VISIT_LEVEL.field("level of who visits · 走访慰问层级")]
    planned_on: Annotated[CalendarDate, Meta(description="day it is planned for · 计划日期")]
    gift_fen: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(description="what is given, in fen; null: nothing · 慰问金和慰问品折价（分），空为没有"),
    ] = None
    made_on: Annotated[CalendarDate | None, Meta(description="null: not made · 走访日期，空为未走访")] = None
    missed_on: Annotated[CalendarDate | None, Meta(description="null: not missed · 未走访日期，空为没有")] = None
    miss_reason: Annotated[
        Annotated[str, VISIT_MISS.field("why it was not made · 未走访原因")] | None,
        Meta(description="why it was not made; null: it was not missed · 未走访原因，空为没有"),
    ] = None


Before = Annotated[Visit, Meta(description="what was said until then · 此前的内容")]


class VisitPlanned(Visit, Event, frozen=True, kw_only=True):
    """A visit to a person or his family is planned. No service applies it yet.

    计划走访慰问某人或者其家庭。尚无服务处理。
    """


class VisitMade(Visit, Event, frozen=True, kw_only=True):
    """A visit was made. `before` is what was said of it until then. No service applies it yet.

    已走访慰问。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class VisitMissed(Visit, Event, frozen=True, kw_only=True):
    """A visit was not made. `before` is what was said of it until then. No service applies it yet.

    未走访。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class VisitCorrected(Visit, Event, frozen=True, kw_only=True):
    """What was said of a visit was wrong, or its last step was. `before` is what was said of it until then.
    No service applies it yet.

    走访慰问登记更正，或者退回上一步。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class VisitRevoked(Visit, Event, frozen=True, kw_only=True):
    """A visit was recorded by mistake; it says what it said until then. No service applies it yet.

    走访慰问登记撤销，内容为撤销前的内容。尚无服务处理。
    """


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, TOPIC, "entry_id", PiiClass.P3, ())
    for contract in (VisitPlanned, VisitMade, VisitMissed, VisitCorrected, VisitRevoked)
)
