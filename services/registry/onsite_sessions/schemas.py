"""The books of on-site sessions and of the issues raised there."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.entries.queries import OF_A_UNIT
from services.registry.network.schemas import OrgCode
from services.registry.onsite_sessions.tables import ONSITE_SESSION, SESSION_ISSUE
from shared.entries.definition import BookDefinition, Telling
from shared.entries.domain import OVERDUE, Days, Step, overdue
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
from shared.events.county_codes import LEADER_POST
from shared.events.registry.county import onsite as told
from shared.export.columns import Column, Sheet
from shared.http.validation import Day, OneOf
from shared.language import Named, Text

LEADERS = LEADER_POST.by_code()


class OnsiteSessionForm(UnitForm):
    """An on-site session of a leader."""

    leader: Annotated[str, OneOf(LEADERS, "not-a-post")] = Field(description="the post, no person")
    held_on: Day = Field(description="not after today")
    place: Title
    text: Long = Field(description="what it was about; stays here")


SESSION_DEFINITION = BookDefinition(
    "onsite-session",
    ONSITE_SESSION,
    OF_A_UNIT,
    Telling(told.OnsiteSession, told.OnsiteSessionHeld, told.OnsiteSessionCorrected, told.OnsiteSessionRevoked),
    Days(("held_on",)),
    begins="held",
    holds=(SESSION_ISSUE.c.session_id,),
    since=(SESSION_ISSUE.c.raised_on, SESSION_ISSUE.c.due_on),
)
_HELD = states_of(Named("held", "已举行", "held"))
SESSIONS = Book(
    SESSION_DEFINITION,
    OnsiteSessionForm,
    Sheet(
        "onsite",
        "现场办公",
        "On-site sessions",
        (
            Column("held_on", "日期", "held on"),
            Column("leader", "带队领导职务", "led by", LEADERS),
            Column("place", "地点", "place"),
            Column("text", "内容", "about"),
            UNIT,
            state_column(_HELD),
            DOCUMENT,
        ),
        filters_of(_HELD),
    ),
    _HELD,
    "county-work.keep",
)


class SessionIssueForm(EntryForm):
    """An issue raised on site: who solves it, until when."""

    session_id: UUID = Field(description="the session")
    text: Long = Field(description="stays here")
    owner_code: OrgCode = Field(description="the unit that solves it")
    raised_on: Day = Field(description="not before the session, not after today")
    due_on: Day = Field(description="the last day; not before the session")


_ISSUE = states_of(
    Named("raised", "解决中", "open"), Named(OVERDUE, "逾期", "overdue"), Named("resolved", "已解决", "solved")
)
ISSUES = Book(
    BookDefinition(
        "session-issue",
        SESSION_ISSUE, OF_A_UNIT,
        Telling(
            told.SessionIssue,
            told.IssueRaised,
            told.IssueCorrected,
            told.IssueRevoked,
            {"resolution": told.IssueResolved, "reopening": told.IssueReopened, OVERDUE: told.IssueOverdue},
        ),
        Days(("raised_on", "reopened_on", "resolved_on"), due=("due_on",)),
        begins="raised",
        steps=(
            Step(
                "resolution", Text("登记解决", "Record its end"), frozenset({"raised", OVERDUE}), "resolved",
                "resolved_on", by_owner=True,
            ),
            Step(
                "reopening", Text("重新提出", "Open it again"), frozenset({"resolved"}), "raised", "reopened_on",
                clears=("resolved_on",),
            ),
        ),
        under=SESSION_DEFINITION,
        parent="session_id",
        units=("owner_code",),
        owner="owner_code",
        late=overdue("raised"),
    ),
    SessionIssueForm,
    Sheet(
        "session-issues",
        "现场办公问题",
        "Issues raised on site",
        (
            Column("text", "问题", "issue"),
            Column("owner_code", "责任机构", "who solves it"),
            Column("raised_on", "提出日期", "raised on"),
            Column("due_on", "解决期限", "until"),
            Column("resolved_on", "解决日期", "solved on"),
            Column("reopened_on", "重新提出日期", "opened again on"),
            Column("session_id", "现场办公", "session"),
            Column("overdue_on", "逾期起始", "late since"),
            UNIT,
            state_column(_ISSUE),
            DOCUMENT,
        ),
        filters_of(_ISSUE),
    ),
    _ISSUE,
    "county-work.keep",
    keeps={"resolution": "county-work.complete"},
)  # fmt: skip
