"""What is kept of meetings and decisions, and which decisions are late."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.entries.domain import Days, Step
from services.registry.entries.queries import Kept, Telling
from services.registry.meetings.tables import GOVERNANCE_MEETING, MEETING_DECISION
from shared.events.registry.county import meetings as told
from shared.language import Text

OPEN, OVERDUE, COMPLETED = "open", "overdue", "completed"
LATE = Step("overdue", Text("逾期", "Overdue"), frozenset({OPEN}), OVERDUE, "overdue_on")
"""By the clock alone; nobody says so."""


KEPT_MEETINGS = Kept(
    "governance-meeting",
    GOVERNANCE_MEETING,
    Telling(
        told.GovernanceMeeting,
        told.GovernanceMeetingHeld,
        told.GovernanceMeetingCorrected,
        told.GovernanceMeetingRevoked,
    ),
    Days(("held_on",)),
    begins="held",
    holds=(MEETING_DECISION.c.meeting_id,),
    refers={"fk_governance_meeting_body_id": "body_id"},
)
KEPT_DECISIONS = Kept(
    "meeting-decision",
    MEETING_DECISION,
    Telling(
        told.MeetingDecision,
        told.MeetingDecisionRecorded,
        told.MeetingDecisionCorrected,
        told.MeetingDecisionRevoked,
        {"completion": told.MeetingDecisionCompleted, LATE.name: told.MeetingDecisionOverdue},
    ),
    Days(("completed_on",), due=("due_on",)),
    begins=OPEN,
    steps=(Step("completion", Text("办结", "Complete"), frozenset({OPEN, OVERDUE}), COMPLETED, "completed_on"),),
    under=KEPT_MEETINGS,
    parent="meeting_id",
    unique=("uq_meeting_decision_number",),
    units=("owner_code",),
)


async def list_late(connection: AsyncConnection, today: date, limit: int) -> Sequence[UUID]:
    """Open decisions whose last day has passed, the longest first."""
    held = MEETING_DECISION.c
    late = select(held.entry_id).where(held.state == OPEN, held.due_on < today)
    return (await connection.execute(late.order_by(held.due_on, held.entry_id).limit(limit))).scalars().all()
