"""Governance meetings, and what they decided."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.county_codes import GOVERNANCE_MEETING_KIND
from shared.events.fields import CalendarDate, Count, EntryId, OrgCode, OrgPath

DocumentNumber = Annotated[
    str, Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z-]{0,39}\Z", description="number of the decision · 决定事项编号")
]


class GovernanceMeeting(msgspec.Struct, frozen=True, kw_only=True):
    """A governance meeting as it is recorded · 工作会议的登记内容"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    kind: Annotated[str, GOVERNANCE_MEETING_KIND.field("which meeting · 类别")]
    body_id: Annotated[
        EntryId | None, Meta(description="the body that met; null: none of the books · 召开会议的县级机构，空为其他")
    ] = None
    held_on: Annotated[CalendarDate, Meta(description="day it was held · 召开日期")]
    present: Annotated[Count, Meta(description="how many were there · 出席人数")]


class GovernanceMeetingHeld(GovernanceMeeting, Event, frozen=True, kw_only=True):
    """A meeting that governs the county's work was held.

    Reporting counts F11, F12 or F13 from it.

    召开工作会议。统计据此计入F11、F12、F13。
    """


class GovernanceMeetingCorrected(GovernanceMeeting, Event, frozen=True, kw_only=True):
    """What was recorded of a governance meeting was wrong.

    Reporting counts F11, F12 or F13 from it. `before` is what was said of it until then.

    工作会议登记更正。统计据此计入F11、F12、F13。`before` 为此前的内容。
    """

    before: Annotated[GovernanceMeeting, Meta(description="what was said until then · 此前的内容")]


class GovernanceMeetingRevoked(GovernanceMeeting, Event, frozen=True, kw_only=True):
    """A governance meeting was recorded by mistake, and never was.

    Reporting counts F11, F12 or F13 from it.

    工作会议登记有误，予以撤销。统计据此计入F11、F12、F13。
    """


class MeetingDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision of a meeting as it stands; its text stays in registry · 会议决定事项的现状，内容只留在登记服务"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    meeting_id: EntryId
    number: DocumentNumber
    owner_code: Annotated[OrgCode, Meta(description="unit that carries it out · 责任机构")]
    due_on: Annotated[CalendarDate, Meta(description="last day · 完成期限")]
    completed_on: Annotated[
        CalendarDate | None, Meta(description="day it was done; null: open · 完成日期，空为未完成")
    ] = None
    overdue_on: Annotated[
        CalendarDate | None, Meta(description="first day on which it was late; null: never · 逾期起始日期，空为未逾期")
    ] = None


class MeetingDecisionRecorded(MeetingDecision, Event, frozen=True, kw_only=True):
    """A meeting decided something that a unit carries out by a day.

    No service applies it yet.

    会议形成决定事项，明确责任机构和期限。尚无服务处理。
    """


class MeetingDecisionCompleted(MeetingDecision, Event, frozen=True, kw_only=True):
    """What a meeting decided was carried out.

    No service applies it yet. `before` is what was said of it until then.

    会议决定事项已完成。尚无服务处理。`before` 为此前的内容。
    """

    before: Annotated[MeetingDecision, Meta(description="what was said until then · 此前的内容")]


class MeetingDecisionOverdue(MeetingDecision, Event, frozen=True, kw_only=True):
    """What a meeting decided was not done by its last day; told on the day after.

    No service applies it yet. `before` is what was said of it until then.

    会议决定事项到期未完成，次日发出。尚无服务处理。`before` 为此前的内容。
    """

    before: Annotated[MeetingDecision, Meta(description="what was said until then · 此前的内容")]


class MeetingDecisionCorrected(MeetingDecision, Event, frozen=True, kw_only=True):
    """What was recorded of a decision was wrong.

    No service applies it yet. `before` is what was said of it until then.

    会议决定事项登记更正。尚无服务处理。`before` 为此前的内容。
    """

    before: Annotated[MeetingDecision, Meta(description="what was said until then · 此前的内容")]


class MeetingDecisionRevoked(MeetingDecision, Event, frozen=True, kw_only=True):
    """A decision was recorded by mistake.

    No service applies it yet.

    会议决定事项登记有误，予以撤销。尚无服务处理。
    """


TOPIC = "registry.meetings"
COUNTED: tuple[type[Event], ...] = (
    GovernanceMeetingHeld,
    GovernanceMeetingCorrected,
    GovernanceMeetingRevoked,
)
OTHERS: tuple[type[Event], ...] = (
    MeetingDecisionRecorded,
    MeetingDecisionCompleted,
    MeetingDecisionOverdue,
    MeetingDecisionCorrected,
    MeetingDecisionRevoked,
)

PUBLISHED: tuple[Published, ...] = (
    *(Published(contract, TOPIC, "entry_id", PiiClass.P0, ("reporting",)) for contract in COUNTED),
    *(Published(contract, TOPIC, "entry_id", PiiClass.P0, ()) for contract in OTHERS),
)
