"""Venues: floor areas, halls and rooms, capital projects, upgrades."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.county_codes import AMOUNT_QUALIFIER, CAPITAL_PROJECT_KIND, FUNCTIONAL_ROOM_KIND, FUNCTIONAL_ROOM_USE
from shared.events.fields import CalendarDate, Count, EntryId, OrgCode, OrgPath

Fen = Annotated[int, Meta(ge=0, le=10**14, description="money in fen · 金额（分）")]


class Facility(msgspec.Struct, frozen=True, kw_only=True):
    """A venue as it stands · 场所的现状"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    area_m2: Annotated[Count, Meta(description="floor area in square metres · 建筑面积（平方米）")]
    completed_on: Annotated[CalendarDate, Meta(description="day it came into use · 启用日期")]
    closed_on: Annotated[
        CalendarDate | None, Meta(description="first day no longer in use; null: still · 停用日期，空为在用")
    ] = None


class FacilityCompleted(Facility, Event, frozen=True, kw_only=True):
    """A venue of a unit was completed and came into use.

    Reporting counts F08 and F53 from it.

    机构场所建成启用。统计据此计入F08、F53。
    """


class FacilityClosed(Facility, Event, frozen=True, kw_only=True):
    """A venue is no longer in use.

    Reporting counts F08 and F53 from it. `before` is what was said of it until then.

    机构场所停用。统计据此计入F08、F53。`before` 为此前的内容。
    """

    before: Annotated[Facility, Meta(description="what was said until then · 此前的内容")]


class FacilityCorrected(Facility, Event, frozen=True, kw_only=True):
    """What was recorded of a venue was wrong.

    Reporting counts F08 and F53 from it. `before` is what was said of it until then.

    场所登记更正。统计据此计入F08、F53。`before` 为此前的内容。
    """

    before: Annotated[Facility, Meta(description="what was said until then · 此前的内容")]


class FacilityRevoked(Facility, Event, frozen=True, kw_only=True):
    """A venue was recorded by mistake.

    Reporting counts F08 and F53 from it.

    场所登记有误，予以撤销。统计据此计入F08、F53。
    """


class FunctionalRoom(msgspec.Struct, frozen=True, kw_only=True):
    """A hall or room of a venue as it stands · 功能室的现状"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    facility_id: EntryId
    kind: Annotated[str, FUNCTIONAL_ROOM_KIND.field("hall or room · 类别")]
    use: Annotated[str, FUNCTIONAL_ROOM_USE.field("what it is for · 用途")]
    opened_on: Annotated[CalendarDate, Meta(description="day it came into use · 启用日期")]
    closed_on: Annotated[
        CalendarDate | None, Meta(description="first day no longer in use; null: still · 停用日期，空为在用")
    ] = None


class FunctionalRoomOpened(FunctionalRoom, Event, frozen=True, kw_only=True):
    """A hall or room of a venue came into use.

    Reporting counts F10 or F41 from it.

    功能室启用。统计据此计入F10、F41。
    """


class FunctionalRoomClosed(FunctionalRoom, Event, frozen=True, kw_only=True):
    """A hall or room of a venue is no longer in use.

    Reporting counts F10 or F41 from it. `before` is what was said of it until then.

    功能室停用。统计据此计入F10、F41。`before` 为此前的内容。
    """

    before: Annotated[FunctionalRoom, Meta(description="what was said until then · 此前的内容")]


class FunctionalRoomCorrected(FunctionalRoom, Event, frozen=True, kw_only=True):
    """What was recorded of a functional room was wrong.

    Reporting counts F10 or F41 from it. `before` is what was said of it until then.

    功能室登记更正。统计据此计入F10、F41。`before` 为此前的内容。
    """

    before: Annotated[FunctionalRoom, Meta(description="what was said until then · 此前的内容")]


class FunctionalRoomRevoked(FunctionalRoom, Event, frozen=True, kw_only=True):
    """A functional room was recorded by mistake.

    Reporting counts F10 or F41 from it.

    功能室登记有误，予以撤销。统计据此计入F10、F41。
    """


class CapitalProject(msgspec.Struct, frozen=True, kw_only=True):
    """A capital project and how exactly its amount is known · 建设项目及其金额的确切程度"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    kind: Annotated[str, CAPITAL_PROJECT_KIND.field("which work · 类别")]
    amount_fen: Annotated[
        Fen | None,
        Meta(description="the amount, or its lower bound; null: not specified · 金额或下限（分），空为未写明"),
    ] = None
    qualifier: Annotated[str, AMOUNT_QUALIFIER.field("how exactly the amount is known · 金额的确切程度")]
    below_fen: Annotated[
        Fen | None,
        Meta(description="the amount is below this; null: no bound is known · 金额低于此数（分），空为没有上限"),
    ] = None
    completed_on: Annotated[CalendarDate, Meta(description="day it was completed · 竣工日期")]


class CapitalProjectCompleted(CapitalProject, Event, frozen=True, kw_only=True):
    """A capital project of a unit was completed.

    Reporting counts F09, F47, F48, F49 and F50 from it.

    机构建设项目竣工。统计据此计入F09、F47、F48、F49、F50。
    """


class CapitalProjectCorrected(CapitalProject, Event, frozen=True, kw_only=True):
    """What was recorded of a capital project was wrong.

    Reporting counts F09, F47, F48, F49 and F50 from it. `before` is what was said of it until then.

    建设项目登记更正。统计据此计入F09、F47、F48、F49、F50。`before` 为此前的内容。
    """

    before: Annotated[CapitalProject, Meta(description="what was said until then · 此前的内容")]


class CapitalProjectRevoked(CapitalProject, Event, frozen=True, kw_only=True):
    """A capital project was recorded by mistake.

    Reporting counts F09, F47, F48, F49 and F50 from it.

    建设项目登记有误，予以撤销。统计据此计入F09、F47、F48、F49、F50。
    """


class VenueUpgrade(msgspec.Struct, frozen=True, kw_only=True):
    """The upgrade of a venue as it stands · 阵地提升项目的现状"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    batch: Annotated[Count, Meta(description="number of the batch · 批次")]
    plan_version: Annotated[Count, Meta(description="version of the plan · 方案版本")]
    planned_on: Annotated[CalendarDate, Meta(description="day of the plan · 方案日期")]
    approved_on: Annotated[
        CalendarDate | None, Meta(description="day it was approved; null: not yet · 批准日期，空为未批准")
    ] = None
    completed_on: Annotated[
        CalendarDate | None, Meta(description="day it was completed; null: not yet · 完成日期，空为未完成")
    ] = None


class VenueUpgradePlanned(VenueUpgrade, Event, frozen=True, kw_only=True):
    """There is a plan of its own for the venue of a unit.

    No service applies it yet.

    机构阵地提升已有个性化方案。尚无服务处理。
    """


class VenueUpgradeApproved(VenueUpgrade, Event, frozen=True, kw_only=True):
    """The plan of a venue's upgrade was approved.

    No service applies it yet. `before` is what was said of it until then.

    阵地提升方案已批准。尚无服务处理。`before` 为此前的内容。
    """

    before: Annotated[VenueUpgrade, Meta(description="what was said until then · 此前的内容")]


class VenueUpgradeCompleted(VenueUpgrade, Event, frozen=True, kw_only=True):
    """The upgrade of a venue was completed.

    No service applies it yet. `before` is what was said of it until then.

    阵地提升已完成。尚无服务处理。`before` 为此前的内容。
    """

    before: Annotated[VenueUpgrade, Meta(description="what was said until then · 此前的内容")]


class VenueUpgradeCorrected(VenueUpgrade, Event, frozen=True, kw_only=True):
    """What was recorded of an upgrade was wrong.

    No service applies it yet. `before` is what was said of it until then.

    阵地提升登记更正。尚无服务处理。`before` 为此前的内容。
    """

    before: Annotated[VenueUpgrade, Meta(description="what was said until then · 此前的内容")]


class VenueUpgradeRevoked(VenueUpgrade, Event, frozen=True, kw_only=True):
    """An upgrade was recorded by mistake.

    No service applies it yet.

    阵地提升登记有误，予以撤销。尚无服务处理。
    """


TOPIC = "registry.facilities"
COUNTED: tuple[type[Event], ...] = (
    FacilityCompleted,
    FacilityClosed,
    FacilityCorrected,
    FacilityRevoked,
    FunctionalRoomOpened,
    FunctionalRoomClosed,
    FunctionalRoomCorrected,
    FunctionalRoomRevoked,
    CapitalProjectCompleted,
    CapitalProjectCorrected,
    CapitalProjectRevoked,
)
OTHERS: tuple[type[Event], ...] = (
    VenueUpgradePlanned,
    VenueUpgradeApproved,
    VenueUpgradeCompleted,
    VenueUpgradeCorrected,
    VenueUpgradeRevoked,
)

PUBLISHED: tuple[Published, ...] = (
    *(Published(contract, TOPIC, "entry_id", PiiClass.P0, ("reporting",)) for contract in COUNTED),
    *(Published(contract, TOPIC, "entry_id", PiiClass.P0, ()) for contract in OTHERS),
)
