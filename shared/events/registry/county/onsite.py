"""On-site sessions and what was raised there; study visits."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.county_codes import LEADER_POST
from shared.events.fields import CalendarDate, DivisionCode, EntryId, OrgCode, OrgPath

Units = Annotated[tuple[OrgCode, ...], Meta(min_length=1, description="units that took part · 参加单位")]
Divisions = Annotated[tuple[DivisionCode, ...], Meta(min_length=1, description="counties they went to · 考察的县")]


class OnsiteSession(msgspec.Struct, frozen=True, kw_only=True):
    """An on-site session as it is recorded · 现场办公的登记内容"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    leader: Annotated[str, LEADER_POST.field("post of who led it · 带队领导职务")]
    held_on: Annotated[CalendarDate, Meta(description="day it was held · 日期")]


class OnsiteSessionHeld(OnsiteSession, Event, frozen=True, kw_only=True):
    """A leader of the county held an on-site session.

    Reporting counts F14 from it.

    县领导现场办公。统计据此计入F14。
    """


class OnsiteSessionCorrected(OnsiteSession, Event, frozen=True, kw_only=True):
    """What was recorded of an on-site session was wrong.

    Reporting counts F14 from it. `before` is what was said of it until then.

    现场办公登记更正。统计据此计入F14。`before` 为此前的内容。
    """

    before: Annotated[OnsiteSession, Meta(description="what was said until then · 此前的内容")]


class OnsiteSessionRevoked(OnsiteSession, Event, frozen=True, kw_only=True):
    """An on-site session was recorded by mistake, and never was.

    Reporting counts F14 from it.

    现场办公登记有误，予以撤销。统计据此计入F14。
    """


class SessionIssue(msgspec.Struct, frozen=True, kw_only=True):
    """An issue raised on site as it stands · 现场办公提出问题的现状"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    session_id: EntryId
    owner_code: Annotated[OrgCode, Meta(description="unit that solves it · 责任机构")]
    raised_on: Annotated[CalendarDate, Meta(description="day it was raised · 提出日期")]
    due_on: Annotated[CalendarDate, Meta(description="last day · 解决期限")]
    resolved_on: Annotated[
        CalendarDate | None, Meta(description="day it was solved; null: open · 解决日期，空为未解决")
    ] = None
    reopened_on: Annotated[
        CalendarDate | None, Meta(description="day it was opened again; null: never · 重新提出日期，空为从未")
    ] = None


class IssueRaised(SessionIssue, Event, frozen=True, kw_only=True):
    """An issue was raised at an on-site session; a unit solves it by a day.

    No service applies it yet.

    现场办公提出问题，明确责任机构和期限。尚无服务处理。
    """


class IssueResolved(SessionIssue, Event, frozen=True, kw_only=True):
    """An issue that was raised on site was solved.

    No service applies it yet. `before` is what was said of it until then.

    现场办公提出的问题已解决。尚无服务处理。`before` 为此前的内容。
    """

    before: Annotated[SessionIssue, Meta(description="what was said until then · 此前的内容")]


class IssueReopened(SessionIssue, Event, frozen=True, kw_only=True):
    """An issue that was taken for solved is open again.

    No service applies it yet. `before` is what was said of it until then.

    已解决的问题重新提出。尚无服务处理。`before` 为此前的内容。
    """

    before: Annotated[SessionIssue, Meta(description="what was said until then · 此前的内容")]


class IssueOverdue(SessionIssue, Event, frozen=True, kw_only=True):
    """An issue that was raised on site was not solved by its last day; told on the day after.

    No service applies it yet. `before` is what was said of it until then.

    现场办公提出的问题到期未解决，次日发出。尚无服务处理。`before` 为此前的内容。
    """

    overdue_on: Annotated[CalendarDate, Meta(description="first day on which it was late · 逾期起始日期")]
    before: Annotated[SessionIssue, Meta(description="what was said until then · 此前的内容")]


class IssueCorrected(SessionIssue, Event, frozen=True, kw_only=True):
    """What was recorded of an issue was wrong.

    No service applies it yet. `before` is what was said of it until then.

    问题登记更正。尚无服务处理。`before` 为此前的内容。
    """

    before: Annotated[SessionIssue, Meta(description="what was said until then · 此前的内容")]


class IssueRevoked(SessionIssue, Event, frozen=True, kw_only=True):
    """An issue was recorded by mistake.

    No service applies it yet.

    问题登记有误，予以撤销。尚无服务处理。
    """


class StudyVisit(msgspec.Struct, frozen=True, kw_only=True):
    """A study visit as it is recorded; what was found stays in registry · 考察学习的登记内容，考察所得只留在登记服务"""

    entry_id: EntryId
    org_code: OrgCode
    org_path: OrgPath
    held_on: Annotated[CalendarDate, Meta(description="day it began · 开始日期")]
    participants: Units
    counties: Divisions


class StudyVisitHeld(StudyVisit, Event, frozen=True, kw_only=True):
    """Units went to other counties to learn from them.

    Reporting counts F15 and F40 from it.

    有关单位到外县考察学习。统计据此计入F15、F40。
    """


class StudyVisitCorrected(StudyVisit, Event, frozen=True, kw_only=True):
    """What was recorded of a study visit was wrong.

    Reporting counts F15 and F40 from it. `before` is what was said of it until then.

    考察学习登记更正。统计据此计入F15、F40。`before` 为此前的内容。
    """

    before: Annotated[StudyVisit, Meta(description="what was said until then · 此前的内容")]


class StudyVisitRevoked(StudyVisit, Event, frozen=True, kw_only=True):
    """A study visit was recorded by mistake, and never was.

    Reporting counts F15 and F40 from it.

    考察学习登记有误，予以撤销。统计据此计入F15、F40。
    """


TOPIC = "registry.meetings"
COUNTED: tuple[type[Event], ...] = (
    OnsiteSessionHeld,
    OnsiteSessionCorrected,
    OnsiteSessionRevoked,
    StudyVisitHeld,
    StudyVisitCorrected,
    StudyVisitRevoked,
)
OTHERS: tuple[type[Event], ...] = (
    IssueRaised,
    IssueResolved,
    IssueReopened,
    IssueOverdue,
    IssueCorrected,
    IssueRevoked,
)

PUBLISHED: tuple[Published, ...] = (
    *(Published(contract, TOPIC, "entry_id", PiiClass.P0, ("reporting",)) for contract in COUNTED),
    *(Published(contract, TOPIC, "entry_id", PiiClass.P0, ()) for contract in OTHERS),
)
