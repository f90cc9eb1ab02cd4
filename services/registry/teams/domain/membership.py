"""Somebody's time in a volunteer team (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.registry.counting.domain import Days
from services.registry.teams.domain.refused import (
    AlreadyInTeam,
    AlreadyLeft,
    AlreadyTakenBack,
    TeamChanged,
    fault,
    refuse,
)
from services.registry.teams.domain.team import Team
from services.registry.teams.parameters import LEFT, WITH_THE_TEAM
from shared.events.registry import VolunteerPeriod


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody's time in a team: from `joined_on` until the day before `left_on`, and none from `gone_on` on, when he
    died or left the county (C14)."""

    membership_id: UUID
    team_id: UUID
    veteran_id: UUID
    org_code: str
    org_path: str
    joined_on: date
    version: int = 1
    left_on: date | None = None
    leave_reason: str | None = None
    gone_on: date | None = None
    withdrawn_reason: str | None = None

    @property
    def term_id(self) -> UUID:
        return self.membership_id

    @property
    def kind(self) -> str:
        """Who is in two teams is one volunteer."""
        return "volunteer"

    @property
    def place(self) -> tuple[UUID, str]:
        return self.veteran_id, self.org_path

    @property
    def over_on(self) -> date | None:
        """The first day on which he is in the team no longer."""
        return min((day for day in (self.left_on, self.gone_on) if day is not None), default=None)

    @property
    def days(self) -> Days:
        if self.withdrawn_reason is not None:
            return self.joined_on, self.joined_on
        return self.joined_on, max(self.over_on or date.max, self.joined_on)

    def must_stand(self, version: int | None) -> None:
        """Raises `TeamChanged`, `AlreadyTakenBack`."""
        if version not in {None, self.version}:
            raise TeamChanged
        if self.withdrawn_reason is not None:
            raise AlreadyTakenBack

    def must_not_overlap(self, others: Iterable["Membership"]) -> None:
        """Once in a team on any day, whichever of a person's files says so. Raises `AlreadyInTeam`."""
        for other in others:
            if other.membership_id == self.membership_id or other.withdrawn_reason is not None:
                continue
            apart = (other.left_on or date.max) <= self.joined_on or (self.left_on or date.max) <= other.joined_on
            if other.team_id == self.team_id and not apart:
                raise AlreadyInTeam


def judged(membership: Membership, team: Team, today: date) -> Membership:
    """The membership, if it may be so. Raises `TeamInvalid`."""
    joined, left, gone = membership.joined_on, membership.left_on, membership.gone_on
    faults = [team.holds("joined_on", joined, today)]
    if left is not None and not joined < left <= today:
        faults.append(fault("left_on", "not-after"))
    if gone is not None and joined >= gone:
        faults.append(fault("joined_on", "after-gone"))
    if gone is not None and left is not None and left > gone:
        faults.append(fault("left_on", "after-gone"))
    if left is not None and team.ended_on is not None and left > team.ended_on:
        faults.append(fault("left_on", "after-team"))
    refuse(faults)
    return membership


def left(membership: Membership, team: Team, *, on: date, reason: str, today: date, version: int | None) -> Membership:
    """Raises `TeamChanged`, `AlreadyTakenBack`, `AlreadyLeft`, `TeamInvalid`."""
    membership.must_stand(version)
    if membership.left_on is not None:
        raise AlreadyLeft(left_on=membership.left_on.isoformat())
    return judged(replace(membership, left_on=on, leave_reason=reason), team, today)


def settled(membership: Membership) -> Membership:
    """Of somebody who left the county and has come back: he left the team then."""
    gone = membership.gone_on
    if gone is None or membership.withdrawn_reason is not None:
        return membership
    if membership.joined_on >= gone:
        return replace(membership, gone_on=None, withdrawn_reason=LEFT)
    if membership.left_on is None or membership.left_on > gone:
        return replace(membership, left_on=gone, leave_reason=LEFT, gone_on=None)
    return replace(membership, gone_on=None)


def ended_with(membership: Membership, ended_on: date) -> Membership:
    """The team ends, and he leaves with it."""
    return replace(membership, left_on=ended_on, leave_reason=WITH_THE_TEAM)


def back_with(membership: Membership, ended_on: date) -> Membership:
    """The team goes on, and so does who left with it."""
    if membership.left_on != ended_on or membership.leave_reason != WITH_THE_TEAM:
        return membership
    return replace(membership, left_on=None, leave_reason=None)


def telling(periods: Iterable[tuple[Membership, Days]]) -> tuple[VolunteerPeriod, ...]:
    """These days, as events tell them."""
    return tuple(
        VolunteerPeriod(
            person_id=each.veteran_id,
            org_path=each.org_path,
            starts_on=starts_on,
            ends_on=None if ends_on == date.max else ends_on,
        )
        for each, (starts_on, ends_on) in periods
    )
