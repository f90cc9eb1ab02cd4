"""What the API takes about volunteer teams."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from services.registry.network.schemas import OrgCode
from services.registry.teams.commands.founding import Charter
from services.registry.teams.commands.joining import Time
from services.registry.teams.domain.activity import Done, Participation
from services.registry.teams.parameters import MINUTES_OF_A_STEP, MOST_HOURS, MOST_PARTICIPANTS, TASKS
from shared.http.validation import FREE_TEXT, Day, OneOf, Reason, RequestBody, field_fault


def _in_halves(hours: float) -> float:
    if not 0 < hours <= MOST_HOURS or hours * 60 % MINUTES_OF_A_STEP:
        raise field_fault(
            "not-hours",
            zh=f"应为 0.5 至 {MOST_HOURS} 小时，以半小时为单位。",
            en=f"Must be 0.5 to {MOST_HOURS} hours, in halves.",
        )
    return hours


# Halves are exact.
Hours = Annotated[float, AfterValidator(_in_halves), Field(description="0.5 to 24, in halves")]
TeamName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=50), FREE_TEXT]


class CharterForm(RequestBody):
    """What a team is called, and what it is for."""

    name: TeamName
    purpose: Reason = Field(description="what the team is for; without personal data")
    founded_on: Day = Field(description="today or before")

    def charter(self) -> Charter:
        """What the command takes."""
        return Charter(self.name, self.purpose, self.founded_on)


class TeamForm(CharterForm):
    """A team that a village has."""

    org_code: OrgCode = Field(description="a village's room")


class CharterPaper(CharterForm):
    """How the team has been all along, as people fill it in."""

    reason: Reason = Field(description="why it is corrected; without personal data")


class CharterCorrection(CharterPaper):
    """How the team has been all along."""

    version: int | None = Field(None, ge=1)


class EndPaper(RequestBody):
    """The end of a team, as people fill it in."""

    ended_on: Day = Field(description="the first day on which there is no such team; not in the future")
    reason: Reason = Field(description="without personal data")


class TeamEnd(EndPaper):
    """The end of a team."""

    version: int | None = Field(None, ge=1)


class JoinForm(RequestBody):
    """Somebody joins a team."""

    team_id: UUID
    joined_on: Day = Field(description="today or before")


class LeavePaper(RequestBody):
    """Somebody leaves a team, as people fill it in."""

    left_on: Day = Field(description="the first day on which he is in it no longer; not in the future")
    reason: Reason = Field(description="without personal data")


class LeaveForm(LeavePaper):
    """Somebody leaves a team."""

    version: int | None = Field(None, ge=1)


class TimePaper(RequestBody):
    """How somebody's time in a team has been all along, as people fill it in."""

    joined_on: Day
    left_on: Day | None = Field(None, description="empty: he is in it still")
    reason: Reason = Field(description="why it is corrected; without personal data")

    def time(self) -> Time:
        """What the command takes."""
        return Time(self.joined_on, self.left_on)


class TimeCorrection(TimePaper):
    """How somebody's time in a team has been all along."""

    version: int | None = Field(None, ge=1)


class ParticipantForm(RequestBody):
    """A line of the grid: who took part, and for how long; without hours he did not."""

    veteran_id: UUID
    hours: Hours | None = None


class ActivityForm(RequestBody):
    """What a team did on a day, with all who took part."""

    task: Annotated[str, OneOf(TASKS, "not-a-task")]
    held_on: Day = Field(description="today or before")
    place: Reason = Field(description="where, and what exactly; without personal data")
    participants: list[ParticipantForm] = Field(default_factory=list, max_length=MOST_PARTICIPANTS)

    def done(self) -> Done:
        """What the command takes."""
        lines = tuple(
            Participation(each.veteran_id, int(each.hours * 60), line)
            for line, each in enumerate(self.participants)
            if each.hours is not None
        )
        return Done(self.task, self.held_on, self.place, lines)


class ActivityPaper(ActivityForm):
    """How an activity was, as people fill it in."""

    reason: Reason = Field(description="why it is corrected; without personal data")


class ActivityCorrection(ActivityPaper):
    """How an activity was."""

    version: int | None = Field(None, ge=1)
