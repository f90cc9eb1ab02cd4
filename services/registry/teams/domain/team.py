"""A volunteer team of a village (pure)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.teams.domain.refused import TeamChanged, TeamIsOver, TeamWithdrawn, fault
from shared.refusal import FieldFault


@dataclass(frozen=True, slots=True)
class Team:
    """`version` counts what was done to the team itself, `told` the events published about it and all that is its."""

    team_id: UUID
    org_code: str
    org_path: str
    name: str
    purpose: str
    founded_on: date
    version: int = 1
    told: int = 0
    ended_on: date | None = None
    end_reason: str | None = None
    withdrawn_reason: str | None = None

    def must_be(self, version: int | None) -> None:
        """Raises `TeamWithdrawn`, `TeamChanged`."""
        if version not in {None, self.version}:
            raise TeamChanged
        if self.withdrawn_reason is not None:
            raise TeamWithdrawn

    def must_go_on(self, version: int | None = None) -> None:
        """Raises `TeamWithdrawn`, `TeamChanged`, `TeamIsOver`."""
        self.must_be(version)
        if self.ended_on is not None:
            raise TeamIsOver(ended_on=self.ended_on.isoformat())

    def holds(self, field: str, day: date, today: date) -> FieldFault | None:
        """What is wrong with a day of something done in the team."""
        if day > today:
            return fault(field, "in-future")
        if day < self.founded_on:
            return fault(field, "before-team")
        return fault(field, "after-team") if self.ended_on is not None and day >= self.ended_on else None
