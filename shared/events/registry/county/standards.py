"""Standards of units: five-haves, four-unified, tracks of work, funds."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.county_codes import FUND_PURPOSE, UNIFIED_ITEM, WORK_TRACK
from shared.events.fields import CalendarDate, Count, EntryId, OrgCode, OrgPath

Fen = Annotated[int, Meta(ge=0, le=10**14, description="money in fen · 金额（分）")]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found, which held until the next · 一次核查的结果，下一次核查之前以此为准"""

    checked_on: Annotated[CalendarDate, Meta(description="day of the check · 核查日期")]
    met: Annotated[bool, Meta(description="whether all of it was there · 是否全部具备")]


Earlier = Annotated[
    tuple[Finding, ...], Meta(description="what the checks before found, the first first · 此前各次核查的结果")
]
EndedOn = Annotated[
    CalendarDate | None,
    Meta(description="first day on which it is checked no more; null: still · 不再核查的首日，空为仍在核查"),
]


class FiveHaves(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit had of the five when it was last checked · 机构最近一次“五有”核查的结果"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    institution: Annotated[bool, Meta(description="has an institution · 有机构")]
    establishment: Annotated[bool, Meta(description="has establishment posts · 有编制")]
    personnel: Annotated[bool, Meta(description="has staff · 有人员")]
    funds: Annotated[bool, Meta(description="has funds · 有经费")]
    support: Annotated[bool, Meta(description="has support · 有保障")]
    checked_on: Annotated[CalendarDate, Meta(description="day of the check · 核查日期")]
    earlier: Earlier = ()
    ended_on: EndedOn = None


class FiveHavesChecked(FiveHaves, Event, frozen=True, kw_only=True):
    """A unit was checked for the five it should have, for the first time.

    Reporting counts F43 from it.

    机构首次“五有”核查。统计据此计入F43。
    """


class FiveHavesRechecked(FiveHaves, Event, frozen=True, kw_only=True):
    """A unit was checked again for the five it should have; this holds from that day on.

    Reporting counts F43 from it. `before` is what was said of it until then.

    机构再次“五有”核查，自核查日起以此为准。统计据此计入F43。`before` 为此前的内容。
    """

    before: Annotated[FiveHaves, Meta(description="what was said until then · 此前的内容")]


class FiveHavesCorrected(FiveHaves, Event, frozen=True, kw_only=True):
    """What the last check says was wrong.

    Reporting counts F43 from it. `before` is what was said of it until then.

    机构“五有”核查登记更正。统计据此计入F43。`before` 为此前的内容。
    """

    before: Annotated[FiveHaves, Meta(description="what was said until then · 此前的内容")]


class FiveHavesEnded(FiveHaves, Event, frozen=True, kw_only=True):
    """A unit is checked no more for the five it should have: it was closed.

    Reporting counts F43 from it. `before` is what was said of it until then.

    机构撤销，不再“五有”核查。统计据此计入F43。`before` 为此前的内容。
    """

    before: Annotated[FiveHaves, Meta(description="what was said until then · 此前的内容")]


class FiveHavesRevoked(FiveHaves, Event, frozen=True, kw_only=True):
    """Checks of a unit were recorded by mistake.

    Reporting counts F43 from it.

    机构“五有”核查登记有误，予以撤销。统计据此计入F43。
    """


class UnifiedStandard(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a unit met one of the four unified standards when it was last checked · 机构最近一次“四统一”核查的结果"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    item: Annotated[str, UNIFIED_ITEM.field("which of the four · 事项")]
    passed: Annotated[bool, Meta(description="whether it is met · 是否达标")]
    checked_on: Annotated[CalendarDate, Meta(description="day of the check · 核查日期")]
    earlier: Earlier = ()
    ended_on: EndedOn = None


class UnifiedStandardChecked(UnifiedStandard, Event, frozen=True, kw_only=True):
    """A unit was checked for one of the four unified standards, for the first time.

    Reporting counts F45 from it.

    机构“四统一”事项首次核查。统计据此计入F45。
    """


class UnifiedStandardRechecked(UnifiedStandard, Event, frozen=True, kw_only=True):
    """A unit was checked again for one of the four; this holds from that day on.

    Reporting counts F45 from it. `before` is what was said of it until then.

    机构“四统一”事项再次核查，自核查日起以此为准。统计据此计入F45。`before` 为此前的内容。
    """

    before: Annotated[UnifiedStandard, Meta(description="what was said until then · 此前的内容")]


class UnifiedStandardCorrected(UnifiedStandard, Event, frozen=True, kw_only=True):
    """What the last check says was wrong.

    Reporting counts F45 from it. `before` is what was said of it until then.

    机构“四统一”核查登记更正。统计据此计入F45。`before` 为此前的内容。
    """

    before: Annotated[UnifiedStandard, Meta(description="what was said until then · 此前的内容")]


class UnifiedStandardEnded(UnifiedStandard, Event, frozen=True, kw_only=True):
    """A unit is checked no more for one of the four: it was closed.

    Reporting counts F45 from it. `before` is what was said of it until then.

    机构撤销，不再“四统一”核查。统计据此计入F45。`before` 为此前的内容。
    """

    before: Annotated[UnifiedStandard, Meta(description="what was said until then · 此前的内容")]


class UnifiedStandardRevoked(UnifiedStandard, Event, frozen=True, kw_only=True):
    """Checks of a unit were recorded by mistake.

    Reporting counts F45 from it.

    机构“四统一”核查登记有误，予以撤销。统计据此计入F45。
    """


class WorkTrack(msgspec.Struct, frozen=True, kw_only=True):
    """A track of a unit's work as it stands · 机构工作事项（四同步、四跟进）的现状"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    track: Annotated[str, WORK_TRACK.field("which of the eight · 事项")]
    planned_on: Annotated[CalendarDate, Meta(description="day it is planned for · 计划日期")]
    achieved_on: Annotated[
        CalendarDate | None, Meta(description="day it was achieved; null: not yet · 实际完成日期，空为未完成")
    ] = None


class WorkTrackPlanned(WorkTrack, Event, frozen=True, kw_only=True):
    """A track of a unit's work was planned.

    No service applies it yet.

    机构工作事项已列入计划。尚无服务处理。
    """


class WorkTrackAchieved(WorkTrack, Event, frozen=True, kw_only=True):
    """A track of a unit's work was achieved.

    No service applies it yet. `before` is what was said of it until then.

    机构工作事项已完成。尚无服务处理。`before` 为此前的内容。
    """

    before: Annotated[WorkTrack, Meta(description="what was said until then · 此前的内容")]


class WorkTrackOverdue(WorkTrack, Event, frozen=True, kw_only=True):
    """A track of a unit's work was not achieved by the day it was planned for; told on the day after.

    No service applies it yet. `before` is what was said of it until then.

    机构工作事项到期未完成，次日发出。尚无服务处理。`before` 为此前的内容。
    """

    overdue_on: Annotated[CalendarDate, Meta(description="first day on which it was late · 逾期起始日期")]
    before: Annotated[WorkTrack, Meta(description="what was said until then · 此前的内容")]


class WorkTrackCorrected(WorkTrack, Event, frozen=True, kw_only=True):
    """What was recorded of a track was wrong.

    No service applies it yet. `before` is what was said of it until then.

    工作事项登记更正。尚无服务处理。`before` 为此前的内容。
    """

    before: Annotated[WorkTrack, Meta(description="what was said until then · 此前的内容")]


class WorkTrackRevoked(WorkTrack, Event, frozen=True, kw_only=True):
    """A track was recorded by mistake.

    No service applies it yet.

    工作事项登记有误，予以撤销。尚无服务处理。
    """


class Fund(msgspec.Struct, frozen=True, kw_only=True):
    """Funds of a unit as they are recorded · 机构经费的登记内容"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    year: Annotated[Count, Meta(description="the year they are for · 年度")]
    purpose: Annotated[str, FUND_PURPOSE.field("what for · 用途")]
    amount_fen: Annotated[Fen, Meta(description="the amount · 金额（分）")]
    allocated_on: Annotated[CalendarDate, Meta(description="day they were allocated · 拨付日期")]


class FundAllocated(Fund, Event, frozen=True, kw_only=True):
    """Funds were allocated to a unit.

    Reporting counts F44 from it.

    向机构拨付经费。统计据此计入F44。
    """


class FundCorrected(Fund, Event, frozen=True, kw_only=True):
    """What was recorded of funds was wrong.

    Reporting counts F44 from it. `before` is what was said of it until then.

    经费登记更正。统计据此计入F44。`before` 为此前的内容。
    """

    before: Annotated[Fund, Meta(description="what was said until then · 此前的内容")]


class FundRevoked(Fund, Event, frozen=True, kw_only=True):
    """Funds were recorded by mistake.

    Reporting counts F44 from it.

    经费登记有误，予以撤销。统计据此计入F44。
    """


TOPIC = "registry.standards"
COUNTED: tuple[type[Event], ...] = (
    FiveHavesChecked,
    FiveHavesRechecked,
    FiveHavesCorrected,
    FiveHavesEnded,
    FiveHavesRevoked,
    UnifiedStandardChecked,
    UnifiedStandardRechecked,
    UnifiedStandardCorrected,
    UnifiedStandardEnded,
    UnifiedStandardRevoked,
    FundAllocated,
    FundCorrected,
    FundRevoked,
)
OTHERS: tuple[type[Event], ...] = (
    WorkTrackPlanned,
    WorkTrackAchieved,
    WorkTrackOverdue,
    WorkTrackCorrected,
    WorkTrackRevoked,
)

PUBLISHED: tuple[Published, ...] = (
    *(Published(contract, TOPIC, "entry_id", PiiClass.P0, ("reporting",)) for contract in COUNTED),
    *(Published(contract, TOPIC, "entry_id", PiiClass.P0, ()) for contract in OTHERS),
)
