"""What a volunteer team did, and who took part (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.teams.domain.membership import Membership
from services.registry.teams.domain.refused import AlreadyTakenBack, TeamChanged, fault, refuse
from services.registry.teams.domain.team import Team


@dataclass(frozen=True, slots=True)
class Participation:
    """Who took part, and for how long; `line`: where he stands in the form."""

    veteran_id: UUID
    minutes: int
    line: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """What a team did on a day; `place` stays in registry."""

    task: str
    held_on: date
    place: str
    participants: tuple[Participation, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """Something a team did."""

    activity_id: UUID
    team_id: UUID
    org_code: str
    org_path: str
    task: str
    held_on: date
    place: str
    version: int = 1
    withdrawn_reason: str | None = None

    def must_stand(self, version: int | None) -> None:
        """Raises `TeamChanged`, `AlreadyTakenBack`."""
        if version not in {None, self.version}:
            raise TeamChanged
        if self.withdrawn_reason is not None:
            raise AlreadyTakenBack


def must_be_possible(done: Done, team: Team, members: Sequence[Membership], today: date) -> None:
    """Who took part was in the team, on a day on which there was one. Raises `TeamInvalid`."""
    there = {each.veteran_id for each in members if each.days[0] <= done.held_on < each.days[1]}
    seen: set[UUID] = set()
    faults = [team.holds("held_on", done.held_on, today)]
    for each in done.participants:
        if each.veteran_id in seen:
            faults.append(fault(f"participants.{each.line}.veteran_id", "named-twice"))
        elif each.veteran_id not in there:
            faults.append(fault(f"participants.{each.line}.veteran_id", "not-a-member"))
        seen.add(each.veteran_id)
    refuse([*faults, None if done.participants else fault("participants", "nobody")])
