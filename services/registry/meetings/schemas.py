"""The books of governance meetings and of their decisions."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from services.registry.meetings.queries import COMPLETED, DECISION_DEFINITION, MEETING_DEFINITION, OPEN
from services.registry.network.schemas import OrgCode
from shared.entries.domain import OVERDUE
from shared.entries.schemas import (
    DOCUMENT,
    UNIT,
    Book,
    EntryForm,
    Long,
    Title,
    UnitForm,
    filters_of,
    state_column,
    states_of,
)
from shared.events.county_codes import GOVERNANCE_MEETING_KIND
from shared.export.columns import Column, Sheet
from shared.http.validation import NO_PERSONS_NUMBER, Day, OneOf, WrittenAs
from shared.language import Named

KINDS = GOVERNANCE_MEETING_KIND.by_code()
Number = Annotated[
    str,
    StringConstraints(max_length=40),
    WrittenAs(
        rf"^{NO_PERSONS_NUMBER}[0-9A-Za-z][0-9A-Za-z-]{{0,39}}$",
        zh="字母、数字和连字符，不是身份证号或电话",
        en="letters, digits and hyphens, no identity number or phone",
    ),
]


class GovernanceMeetingForm(UnitForm):
    """A meeting that governs the county's work."""

    kind: Annotated[str, OneOf(KINDS, "not-a-kind")]
    body_id: UUID | None = Field(None, description="the body of the county that met, where it is one of the book")
    held_on: Day = Field(description="not after today")
    place: Title
    topics: Long = Field(description="stays here")
    present: int = Field(ge=1, le=10_000, description="how many were there")


_HELD = states_of(Named("held", "已召开", "held"))
MEETINGS = Book(
    MEETING_DEFINITION,
    GovernanceMeetingForm,
    Sheet(
        "meetings",
        "工作会议",
        "Governance meetings",
        (
            Column("held_on", "召开日期", "held on"),
            Column("kind", "会议类别", "kind", KINDS),
            Column("topics", "议题", "topics"),
            Column("place", "地点", "place"),
            Column("present", "出席人数", "present"),
            UNIT,
            Column("body_id", "召开会议的县级机构", "body"),
            state_column(_HELD),
            DOCUMENT,
        ),
        filters_of(_HELD),
    ),
    _HELD,
    "county-work.keep",
)


class MeetingDecisionForm(EntryForm):
    """What a meeting decided: who does what, until when."""

    meeting_id: UUID = Field(description="the meeting")
    number: Number
    text: Long = Field(description="stays here")
    owner_code: OrgCode = Field(description="the unit that does it")
    due_on: Day = Field(description="the last day; not before the meeting")


_DECISION = states_of(
    Named(OPEN, "办理中", "open"), Named(OVERDUE, "逾期", "overdue"), Named(COMPLETED, "已办结", "done")
)
DECISIONS = Book(
    DECISION_DEFINITION,
    MeetingDecisionForm,
    Sheet(
        "meeting-decisions",
        "会议决定事项",
        "Decisions of meetings",
        (
            Column("number", "编号", "number"),
            Column("text", "事项", "what"),
            Column("owner_code", "责任机构", "who does it"),
            Column("due_on", "完成期限", "until"),
            Column("completed_on", "办结日期", "done on"),
            Column("meeting_id", "会议", "meeting"),
            Column("overdue_on", "逾期起始", "late since"),
            UNIT,
            state_column(_DECISION),
            DOCUMENT,
        ),
        filters_of(_DECISION),
    ),
    _DECISION,
    "county-work.keep",
    keeps={"completion": "county-work.complete"},
)
