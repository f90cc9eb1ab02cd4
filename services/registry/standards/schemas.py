"""The books of standards: checks that are made again, tracks of work, funds."""

from typing import Annotated

from pydantic import Field

from services.registry.entries.queries import OF_A_UNIT
from services.registry.standards.domain import nothing_for_nothing
from services.registry.standards.queries import ENDED, FIVE_HAVES_DEFINITION, UNIFIED_DEFINITION
from services.registry.standards.tables import FUND, WORK_TRACK
from shared.entries.definition import BookDefinition, Telling
from shared.entries.domain import OVERDUE, Days, Step, overdue
from shared.entries.schemas import DOCUMENT, UNIT, Book, UnitForm, Yuan, filters_of, state_column, states_of
from shared.events.county_codes import FUND_PURPOSE, UNIFIED_ITEM
from shared.events.county_codes import WORK_TRACK as TRACK
from shared.events.registry.county import standards as told
from shared.export.columns import Column, Sheet
from shared.http.validation import Day, Flag, OneOf
from shared.language import Named, Text

HAVES = {"true": Named("true", "有", "yes"), "false": Named("false", "没有", "no")}
PASSES = {"true": Named("true", "达标", "met"), "false": Named("false", "未达标", "not met")}
ITEMS, TRACK_WORDS, PURPOSES = UNIFIED_ITEM.by_code(), TRACK.by_code(), FUND_PURPOSE.by_code()
_CHECKED = states_of(Named("checked", "已核查", "checked"), Named(ENDED, "机构已撤销", "unit closed"))
_ENDED_ON = Column("ended_on", "机构撤销日期", "unit closed on")


class FiveHavesForm(UnitForm):
    """Whether a unit has the five it should have."""

    institution: Flag = Field(description="an institution")
    establishment: Flag = Field(description="establishment posts")
    personnel: Flag = Field(description="staff")
    funds: Flag
    support: Flag
    checked_on: Day = Field(description="not after today")


FIVE_HAVES = Book(
    FIVE_HAVES_DEFINITION,
    FiveHavesForm,
    Sheet(
        "five-haves",
        "五有核查",
        "Five-haves",
        (
            UNIT,
            Column("checked_on", "核查日期", "checked on"),
            Column("institution", "有机构", "institution", HAVES),
            Column("establishment", "有编制", "establishment", HAVES),
            Column("personnel", "有人员", "staff", HAVES),
            Column("funds", "有经费", "funds", HAVES),
            Column("support", "有保障", "support", HAVES),
            _ENDED_ON,
            state_column(_CHECKED),
            DOCUMENT,
        ),
        filters_of(_CHECKED),
    ),
    _CHECKED,
    "unit-work.check",
)


class UnifiedStandardForm(UnitForm):
    """Whether a unit meets one of the four unified standards."""

    item: Annotated[str, OneOf(ITEMS, "not-an-item")]
    passed: Flag
    checked_on: Day = Field(description="not after today")


UNIFIED = Book(
    UNIFIED_DEFINITION,
    UnifiedStandardForm,
    Sheet(
        "unified-standards",
        "四统一核查",
        "Four-unified",
        (
            Column("item", "事项", "item", ITEMS),
            Column("passed", "结果", "result", PASSES),
            Column("checked_on", "核查日期", "checked on"),
            _ENDED_ON,
            UNIT,
            state_column(_CHECKED),
            DOCUMENT,
        ),
        filters_of(_CHECKED),
    ),
    _CHECKED,
    "unit-work.check",
)


class WorkTrackForm(UnitForm):
    """One of the four-synchronised or four follow-up tracks of a unit."""

    track: Annotated[str, OneOf(TRACK_WORDS, "not-a-track")]
    planned_on: Day = Field(description="the day it is planned for; may lie ahead")


_ACHIEVEMENT = Step(
    "achievement",
    Text("登记完成", "Record that it is achieved"),
    frozenset({"planned", OVERDUE}),
    "achieved",
    "achieved_on",
)
_TRACK = states_of(
    Named("planned", "推进中", "under way"), Named(OVERDUE, "逾期", "overdue"), Named("achieved", "已完成", "achieved")
)
TRACKS = Book(
    BookDefinition(
        "work-track",
        WORK_TRACK, OF_A_UNIT,
        Telling(
            told.WorkTrack,
            told.WorkTrackPlanned,
            told.WorkTrackCorrected,
            told.WorkTrackRevoked,
            {"achievement": told.WorkTrackAchieved, OVERDUE: told.WorkTrackOverdue},
        ),
        Days(("achieved_on",), due=("planned_on",)),
        begins="planned",
        steps=(_ACHIEVEMENT,),
        unique=("uq_work_track_track",),
        late=overdue("planned"),
    ),
    WorkTrackForm,
    Sheet(
        "work-tracks",
        "四同步四跟进",
        "Tracks of work",
        (
            Column("track", "事项", "track", TRACK_WORDS),
            Column("planned_on", "计划日期", "planned for"),
            Column("achieved_on", "完成日期", "achieved on"),
            Column("overdue_on", "逾期起始", "late since"),
            UNIT,
            state_column(_TRACK),
            DOCUMENT,
        ),
        filters_of(_TRACK),
    ),
    _TRACK,
    "unit-work.keep",
)  # fmt: skip


class FundForm(UnitForm):
    """Funds that were allocated to a unit."""

    year: int = Field(ge=1990, le=2099)
    purpose: Annotated[str, OneOf(PURPOSES, "not-a-purpose")]
    amount_yuan: Yuan
    allocated_on: Day = Field(description="not after today")


_ALLOCATED = states_of(Named("allocated", "已拨付", "allocated"))
FUNDS = Book(
    BookDefinition(
        "fund",
        FUND,
        OF_A_UNIT,
        Telling(told.Fund, told.FundAllocated, told.FundCorrected, told.FundRevoked),
        Days(("allocated_on",)),
        begins="allocated",
        checks=nothing_for_nothing,
    ),
    FundForm,
    Sheet(
        "funds",
        "经费保障",
        "Funds",
        (
            Column("year", "年度", "year"),
            Column("purpose", "用途", "purpose", PURPOSES),
            Column("amount_fen", "金额", "amount"),
            Column("allocated_on", "拨付日期", "allocated on"),
            UNIT,
            state_column(_ALLOCATED),
            DOCUMENT,
        ),
        filters_of(_ALLOCATED),
    ),
    _ALLOCATED,
    "county-work.keep",
)
