"""What the API says about volunteer teams."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.teams.domain.activity import Activity, Participation
from services.registry.teams.domain.membership import Membership
from services.registry.teams.domain.team import Team


def _hours(minutes: int) -> float:
    return minutes / 60


class TeamView(BaseModel):
    """A volunteer team."""

    team_id: UUID
    org_code: str
    org_path: str
    name: str
    purpose: str
    founded_on: date
    ended_on: date | None = Field(description="null: it goes on")
    end_reason: str | None
    withdrawn_reason: str | None = Field(description="null: it stands")
    version: int

    @classmethod
    def of(cls, team: Team) -> Self:
        return cls(**{name: getattr(team, name) for name in cls.model_fields})


class TeamLine(TeamView):
    """A team in a list."""

    members: int = Field(description="who is in it today")
    hours: float = Field(description="of all its activities")

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        own = {name: row._mapping[name] for name in cls.model_fields if name != "hours"}
        return cls(**own, hours=_hours(row.minutes))


class MembershipView(BaseModel):
    """Somebody's time in a team."""

    membership_id: UUID
    team_id: UUID
    veteran_id: UUID
    joined_on: date
    left_on: date | None = Field(description="null: he did not leave")
    leave_reason: str | None
    gone_on: date | None = Field(description="when he died, left the county, or is not to be counted")
    withdrawn_reason: str | None = Field(description="null: it stands")
    version: int

    @classmethod
    def of(cls, membership: Membership) -> Self:
        return cls(**{name: getattr(membership, name) for name in cls.model_fields})


class VolunteerLine(MembershipView):
    """Who is or was in a team, with what he did in it."""

    name: str = Field(description="of the team")
    org_code: str
    times: int = Field(description="activities he took part in")
    hours: float

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        own = {name: row._mapping[name] for name in cls.model_fields if name != "hours"}
        return cls(**own, hours=_hours(row.minutes))


class ActivityView(BaseModel):
    """What a team did."""

    activity_id: UUID
    team_id: UUID
    org_code: str
    task: str
    held_on: date
    place: str
    withdrawn_reason: str | None = Field(description="null: it stands")
    version: int

    @classmethod
    def of(cls, activity: Activity) -> Self:
        return cls(**{name: getattr(activity, name) for name in cls.model_fields})


class ActivityLine(ActivityView):
    """An activity in a list."""

    name: str = Field(description="of the team")
    participants: int
    hours: float = Field(description="of all who took part")

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        own = {name: row._mapping[name] for name in cls.model_fields if name != "hours"}
        return cls(**own, hours=_hours(row.minutes))


class ParticipantView(BaseModel):
    """Who took part in an activity."""

    veteran_id: UUID
    hours: float

    @classmethod
    def of(cls, participation: Participation) -> Self:
        return cls(veteran_id=participation.veteran_id, hours=_hours(participation.minutes))
