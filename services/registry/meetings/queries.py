"""What is kept of meetings and decisions."""

from services.registry.entries.queries import OF_A_UNIT
from services.registry.meetings.tables import GOVERNANCE_MEETING, MEETING_DECISION
from shared.entries.definition import BookDefinition, Telling
from shared.entries.domain import OVERDUE, Days, Step, overdue
from shared.events.registry.county import meetings as told
from shared.language import Text

OPEN, COMPLETED = "open", "completed"

MEETING_DEFINITION = BookDefinition(
    "governance-meeting",
    GOVERNANCE_MEETING,
    OF_A_UNIT,
    Telling(
        told.GovernanceMeeting,
        told.GovernanceMeetingHeld,
        told.GovernanceMeetingCorrected,
        told.GovernanceMeetingRevoked,
    ),
    Days(("held_on",)),
    begins="held",
    holds=(MEETING_DECISION.c.meeting_id,),
    since=(MEETING_DECISION.c.due_on, MEETING_DECISION.c.completed_on),
    refers={"fk_governance_meeting_body_id": "body_id"},
)
DECISION_DEFINITION = BookDefinition(
    "meeting-decision",
    MEETING_DECISION,
    OF_A_UNIT,
    Telling(
        told.MeetingDecision,
        told.MeetingDecisionRecorded,
        told.MeetingDecisionCorrected,
        told.MeetingDecisionRevoked,
        {"completion": told.MeetingDecisionCompleted, OVERDUE: told.MeetingDecisionOverdue},
    ),
    Days(("completed_on",), due=("due_on",)),
    begins=OPEN,
    steps=(
        Step(
            "completion", Text("办结", "Complete"), frozenset({OPEN, OVERDUE}), COMPLETED, "completed_on",
            by_owner=True,
        ),
    ),
    under=MEETING_DEFINITION,
    parent="meeting_id",
    unique=("uq_meeting_decision_number",),
    units=("owner_code",),
    owner="owner_code",
    late=overdue(OPEN),
)  # fmt: skip
