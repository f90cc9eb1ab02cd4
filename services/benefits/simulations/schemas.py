"""Simulations as the API takes and says them."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.benefits.eligibility.domain import Outcome
from services.benefits.simulations.domain import SimulationState
from shared.http.validation import Day, Reason, RequestBody

_HAS, _HAS_NOT = Outcome.ENTITLED, Outcome.NOT_ENTITLED
_KINDS = {(_HAS_NOT, _HAS): "gained", (_HAS, _HAS_NOT): "lost"}


class SimulationForm(RequestBody):
    """The day whose facts are weighed."""

    on: Day | None = Field(None, description="today if absent; may lie ahead: what is known of that day by now")


class OpeningForm(RequestBody):
    """What a list of persons is for."""

    purpose: Reason = Field(description="without personal data; the audit keeps it")


class SimulationMade(BaseModel):
    """It is weighed by the worker; ask how far it is."""

    simulation_id: UUID


class OutcomeCount(BaseModel):
    """How many persons have the one in force, and would have the other by the draft."""

    before: Outcome
    after: Outcome
    persons: int


class SimulationView(BaseModel):
    """How far a simulation is, and what it found so far."""

    simulation_id: UUID
    proposal_id: UUID
    programme_code: str
    draft_version: int
    on: date
    state: SimulationState
    persons: int
    weighed: int
    outcomes: list[OutcomeCount]
    gained: int = Field(description="entitled by the draft, not entitled by what is in force")
    lost: int = Field(description="entitled by what is in force, not entitled by the draft")
    fen_before: int = Field(description="a month, or each time, of all who are entitled for certain")
    fen_after: int
    unpriced_before: int = Field(description="entitled persons whose amount is not known")
    unpriced_after: int
    asked_by: UUID
    asked_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        split = [(*(Outcome(each) for each in key.split("/")), persons) for key, persons in row.outcomes.items()]
        counts = [OutcomeCount(before=before, after=after, persons=persons) for before, after, persons in sorted(split)]
        kinds = _kinds((each.before, each.after, each.persons) for each in counts)
        made = {"on", "outcomes", "gained", "lost"}
        return cls(
            on=row.on_day,
            outcomes=counts,
            gained=kinds["gained"],
            lost=kinds["lost"],
            **{name: row._mapping[name] for name in cls.model_fields if name not in made},
        )


class ChangeView(BaseModel):
    """Somebody for whom a draft would change something."""

    person_id: UUID
    org_path: str | None = Field(description="null: not in the register")
    before: Outcome
    after: Outcome

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{name: row._mapping[name] for name in cls.model_fields})


class UnitChanges(BaseModel):
    """How many persons of a unit gain and lose by a draft, and of how many it is not known before or after."""

    org_code: str
    gained: int
    lost: int
    unclear: int = Field(description="changes in which something is not known, on either side")

    @classmethod
    def all_of(cls, rows: Iterable[Row[Any]]) -> list[Self]:
        """From rows counted by unit and outcomes, in the order of the units."""
        by_unit = {code: _kinds((row.before, row.after, row.persons) for row in of_it)
                   for code, of_it in groupby(rows, key=lambda row: row.org_code)}  # fmt: skip
        return [
            cls(org_code=code, gained=kinds["gained"], lost=kinds["lost"], unclear=kinds["unclear"])
            for code, kinds in by_unit.items()
        ]


def _kinds(counted: Iterable[tuple[str, str, int]]) -> Counter[str]:
    """Persons by what a change is to them."""
    found: Counter[str] = Counter()
    for before, after, persons in counted:
        if before != after:
            found[_KINDS.get((Outcome(before), Outcome(after)), "unclear")] += persons
    return found
