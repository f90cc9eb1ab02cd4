"""What a draft changes for people, and what it costs. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.benefits.amounts.domain import Formula, Looked, Tables, reckon
from services.benefits.amounts.rules import read_formula
from services.benefits.conditions.domain import Known
from services.benefits.conditions.parameters import FACTS
from services.benefits.eligibility.domain import Outcome, Weighing, find
from services.benefits.programmes.domain import Terms
from services.benefits.programmes.parameters import GIVES_MONEY
from shared.refusal import Conflict, Forbidden, NotFound


class SimulationState(StrEnum):
    """Of a simulation."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class SimulationNotFound(NotFound):
    """There is none with this id."""

    code = "simulation-not-found"
    zh = "没有这次测算。"
    en = "There is no such simulation."


class SimulationEnded(Conflict):
    """It ran to its end, or was stopped before."""

    code = "simulation-ended"
    zh = "该测算已结束。"
    en = "The simulation has ended."


class SimulationRunning(Conflict):
    """One of a draft at a time."""

    code = "simulation-running"
    zh = "该草案的测算正在进行，请等其完成或先停止。"
    en = "A simulation of this draft is running. Wait for its end, or stop it."


class ChangesNotOpened(Forbidden):
    """Whoever may see it says first what for."""

    code = "changes-not-opened"
    zh = "草案或者现行版本的条件涉及敏感信息，请先说明用途；说明后一小时内可以查看人员名单。"
    en = "A condition weighs something sensitive: say first what the list is for; it is open for an hour then."


class ChangesWithheld(Forbidden):
    """A list of persons would say of whom something sensitive is true."""

    code = "changes-withheld"
    zh = "草案或者现行版本的条件涉及敏感信息，您只能查看人数，不能查看人员名单。"
    en = "A condition of the draft or of a version weighs something sensitive: you are told how many, not who."


@dataclass(frozen=True, slots=True)
class Side:
    """A programme's rules and what it pays; None in its place: nothing of it is in force."""

    weighing: Weighing
    formula: Formula | None
    """Of money that is given; a cap alone stands for what is given at most."""

    @classmethod
    def of(cls, weighing: Weighing, terms: Terms) -> "Side":
        """The terms were read when they were written."""
        if terms.gives not in GIVES_MONEY:
            return cls(weighing, None)
        if terms.amount is not None:
            return cls(weighing, read_formula(terms.amount, "", list(FACTS))[0])
        return cls(weighing, Looked(terms.cap) if terms.cap else None)


@dataclass(frozen=True, slots=True)
class Had:
    """What comes of one side for a person: `fen` each month or occasion, None where it is not known."""

    outcome: Outcome
    fen: int | None = 0


NOTHING = Had(Outcome.NOT_ENTITLED)


def had(side: Side | None, known: Known, tables: Tables) -> Had:
    """Money is counted only for who is entitled for certain."""
    if side is None:
        return NOTHING
    outcome = find(side.weighing, known).outcome
    if outcome is not Outcome.ENTITLED or side.formula is None:
        return Had(outcome)
    return Had(outcome, reckon(side.formula, known.facts, tables, known.on).fen)


@dataclass(frozen=True, slots=True)
class Changed:
    """A person for whom the draft changes something."""

    person_id: UUID
    org_path: str | None
    before: Outcome
    after: Outcome


@dataclass(slots=True)
class Tally:
    """`outcomes`: how many had which before and after; fen of all of them, and how many whose amount is not known."""

    outcomes: Counter[tuple[Outcome, Outcome]] = field(default_factory=Counter)
    fen_before: int = 0
    fen_after: int = 0
    unpriced_before: int = 0
    unpriced_after: int = 0
    changed: list[Changed] = field(default_factory=list)

    def count(self, person_id: UUID, org_path: str | None, before: Had, after: Had) -> None:
        """One person more."""
        self.outcomes[before.outcome, after.outcome] += 1
        self.fen_before += before.fen or 0
        self.fen_after += after.fen or 0
        self.unpriced_before += before.fen is None
        self.unpriced_after += after.fen is None
        if before.outcome is not after.outcome:
            self.changed.append(Changed(person_id, org_path, before.outcome, after.outcome))


@dataclass(frozen=True, slots=True)
class Simulated:
    """Both sides of a simulation, and the tables of amounts that the money is looked up in."""

    before: Side | None
    after: Side
    tables: Tables
    on: date
    parameters: Mapping[str, Any]

    def weigh(self, facts: Mapping[str, Any]) -> tuple[Had, Had]:
        """What somebody of whom these facts are known has before and after."""
        known = Known(self.on, facts, self.parameters)
        return had(self.before, known, self.tables), had(self.after, known, self.tables)
