"""Meetings, lectures and theme days of Party branches and groups."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, Count, Month, OrgPath, PartyOrgCode
from shared.events.party_codes import BRANCH_RECORD_KIND, BRANCH_RECORD_RETURN, BRANCH_RECORD_WITHDRAWAL

RecordId = Annotated[UUID, Meta(description="the record of one meeting, UUIDv7 · 一次组织生活记录的编号")]
OverdueId = Annotated[UUID, Meta(description="what was due and not held, UUIDv7 · 一项逾期的编号")]
RecordKind = Annotated[str, BRANCH_RECORD_KIND.field("what was held, or was due · 类别")]
PeriodHeld = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{4}-(0[1-9]|1[0-2]|Q[1-4])\Z",
        description="the month or quarter, as 2019-04 or 2019-Q2 · 月份或者季度",
    ),
]
LateDays = Annotated[
    int, Meta(ge=0, description="days after the last one on which the record was in time · 逾期报送的天数")
]


class BranchMeetingRecorded(Event, frozen=True, kw_only=True):
    """The record of a meeting or lecture was handed in; again, when it was corrected or had been returned: the last
    one holds. Agenda, decisions and names stay in registry.

    No service applies it yet.

    组织生活记录已报送；更正或者退回后重新报送的再次发生，以最后一次为准。议题、决议和姓名只留在登记服务。尚无服务处理。
    """

    record_id: RecordId
    party_org_code: PartyOrgCode
    org_path: OrgPath
    kind: RecordKind
    period: PeriodHeld
    held_on: CalendarDate
    expected: Count
    present: Count
    late_days: LateDays


class ThemePartyDayHeld(Event, frozen=True, kw_only=True):
    """The record of a theme Party day was handed in, as that of a meeting is. The theme stays in registry.

    No service applies it yet.

    主题党日记录已报送，规则同组织生活记录；主题只留在登记服务。尚无服务处理。
    """

    record_id: RecordId
    party_org_code: PartyOrgCode
    org_path: OrgPath
    month: Month
    held_on: CalendarDate
    expected: Count
    present: Count
    late_days: LateDays


class BranchMeetingReturned(Event, frozen=True, kw_only=True):
    """The organisation above returned a record, of a theme day as well: until it is handed in again, nothing was held.

    No service applies it yet.

    上级退回了组织生活（含主题党日）记录；重新报送之前视为未开展。尚无服务处理。
    """

    record_id: RecordId
    party_org_code: PartyOrgCode
    org_path: OrgPath
    kind: RecordKind
    period: PeriodHeld
    reason: Annotated[str, BRANCH_RECORD_RETURN.field("why · 原因")]


class BranchMeetingWithdrawn(Event, frozen=True, kw_only=True):
    """A record was taken back, and is as if it had never been.

    No service applies it yet.

    组织生活记录已撤回，视为从未登记。尚无服务处理。
    """

    record_id: RecordId
    party_org_code: PartyOrgCode
    org_path: OrgPath
    kind: RecordKind
    period: PeriodHeld
    reason: Annotated[str, BRANCH_RECORD_WITHDRAWAL.field("why · 原因")]


class BranchMeetingOverdue(Event, frozen=True, kw_only=True):
    """A month or quarter is over, and the organisation has no record of what it owes in it. Once for each; a record
    that is handed in later says by itself that it was held.

    No service applies it yet.

    月份或者季度已结束，该党组织没有应有的组织生活记录，每项只告知一次；此后补报的，以补报记录为准。尚无服务处理。
    """

    overdue_id: OverdueId
    party_org_code: PartyOrgCode
    org_path: OrgPath
    kind: RecordKind
    period: PeriodHeld
    due_on: Annotated[CalendarDate, Meta(description="the last day on which it was in time · 期限的最后一天")]


_RECORDS, _OVERDUE = ("registry.branch-records", "record_id"), ("registry.branch-overdue", "overdue_id")
PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, *where, PiiClass.P0, (), outside=("organisation-department",))
    for contract, where in (
        (BranchMeetingRecorded, _RECORDS),
        (ThemePartyDayHeld, _RECORDS),
        (BranchMeetingReturned, _RECORDS),
        (BranchMeetingWithdrawn, _RECORDS),
        (BranchMeetingOverdue, _OVERDUE),
    )
)
