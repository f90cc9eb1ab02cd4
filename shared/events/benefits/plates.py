"""Honour plates of households (光荣之家)."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, EntryId, OrgCode, OrgPath, PersonId
from shared.events.honour_codes import PLATE_GROUND, PLATE_HOUSEHOLD, PLATE_REPLACEMENT, PLATE_WITHDRAWAL

TOPIC = "benefits.plates"


class HonourPlate(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of an honour plate; of the days in it those that are known · 一块光荣牌的内容"""

    entry_id: EntryId
    person_id: PersonId
    org_code: OrgCode
    org_path: OrgPath
    household_no: Annotated[
        str,
        Meta(pattern="^[0-9A-Za-z-]{1,20}\\Z", description="number of the household in the register · 悬挂登记户号"),
    ]
    household: Annotated[str, PLATE_HOUSEHOLD.field("whose household it is · 悬挂家庭")]
    ground: Annotated[str, PLATE_GROUND.field("on which ground it hangs · 悬挂对象")]
    hung_on: Annotated[CalendarDate, Meta(description="day from which it hangs · 悬挂日期")]
    replaced_on: Annotated[CalendarDate | None, Meta(description="the last time; null: never · 更换日期")] = None
    replacement_reason: Annotated[
        Annotated[str, PLATE_REPLACEMENT.field("why it was replaced · 更换原因")] | None,
        Meta(description="why it was replaced the last time; null: it was not · 更换原因，空为没有更换"),
    ] = None
    restored_on: Annotated[
        CalendarDate | None, Meta(description="since it was last replaced; null: it was not · 恢复日期，空为没有")
    ] = None
    withdrawn_on: Annotated[CalendarDate | None, Meta(description="null: it hangs · 收回日期，空为在挂")] = None
    withdrawal_reason: Annotated[
        Annotated[str, PLATE_WITHDRAWAL.field("why it was withdrawn · 收回原因")] | None,
        Meta(description="why it was withdrawn; null: it hangs · 收回原因，空为在挂"),
    ] = None


Before = Annotated[HonourPlate, Meta(description="what was said until then · 此前的内容")]


class HonourPlateHung(HonourPlate, Event, frozen=True, kw_only=True):
    """An honour plate hangs at a household. No service applies it yet.

    某户悬挂光荣牌。尚无服务处理。
    """


class HonourPlateReplaced(HonourPlate, Event, frozen=True, kw_only=True):
    """An honour plate was replaced by another. `before` is what was said of it until then. No service applies it yet.

    更换光荣牌。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class HonourPlateWithdrawn(HonourPlate, Event, frozen=True, kw_only=True):
    """An honour plate was withdrawn. `before` is what was said of it until then. No service applies it yet.

    收回光荣牌。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class HonourPlateRestored(HonourPlate, Event, frozen=True, kw_only=True):
    """An honour plate that was withdrawn hangs again. `before` is what was said of it until then.
    No service applies it yet.

    恢复悬挂光荣牌。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class HonourPlateCorrected(HonourPlate, Event, frozen=True, kw_only=True):
    """What was said of an honour plate was wrong, or its last step was. `before` is what was said of it until then.
    No service applies it yet.

    光荣牌登记更正，或者退回上一步。`before` 为此前的内容。尚无服务处理。
    """

    before: Before


class HonourPlateRevoked(HonourPlate, Event, frozen=True, kw_only=True):
    """An honour plate was recorded by mistake; it says what it said until then. No service applies it yet.

    光荣牌登记撤销，内容为撤销前的内容。尚无服务处理。
    """


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, TOPIC, "entry_id", PiiClass.P2, ())
    for contract in (
        HonourPlateHung,
        HonourPlateReplaced,
        HonourPlateWithdrawn,
        HonourPlateRestored,
        HonourPlateCorrected,
        HonourPlateRevoked,
    )
)
