"""A case, and each move as a new value with the next version."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from services.benefits.cases.domain.states import CaseState, CaseUnchanged, Step, next_state
from services.benefits.cases.parameters import CONFIRMABLE, CONFIRMATION, KindCode, OutcomeCode, WithdrawalCode
from services.benefits.cases.rules import (
    ASSIGNMENT,
    CORRECTION,
    REOPENING,
    RESOLUTION,
    WITHDRAWAL,
    Assignment,
    AssignmentRefused,
    Correction,
    CorrectionRefused,
    Mediator,
    Reopening,
    ReopeningRefused,
    Resolution,
    ResolutionRefused,
    Withdrawal,
    WithdrawalRefused,
)
from shared.rule import faults, refuse


@dataclass(frozen=True, slots=True)
class Case:
    """One case as it stands; `version` is the number of events it has published, `synthetic` that of its applicant;
    `came_from` are the organisations whose mergers brought it where it is, the last one first; `entered_on` is the day
    on which its end was entered from a ledger."""

    case_id: UUID
    kind: KindCode
    state: CaseState
    version: int
    org_code: str
    org_path: str
    applicant_id: UUID
    parties_count: int
    opened_on: date
    due_on: date
    mediator_ids: tuple[UUID, ...] = ()
    assigned_on: date | None = None
    outcome: OutcomeCode | None = None
    resolved_on: date | None = None
    document: str | None = None
    synthetic: bool = False
    withdrawn_on: date | None = None
    withdrawal_reason: WithdrawalCode | None = None
    came_from: tuple[str, ...] = ()
    entered_on: date | None = None

    @property
    def days(self) -> int | None:
        """Calendar days from opening to resolution; None while the case is under way."""
        return None if self.resolved_on is None else (self.resolved_on - self.opened_on).days

    def taken_over(self, org_code: str, org_path: str) -> "Case":
        """The case at the organisation that its own one is merged into."""
        came_from = (self.org_code, *self.came_from)
        return replace(self, org_code=org_code, org_path=org_path, came_from=came_from, version=self.version + 1)

    def given_back(self, org_code: str, org_path: str) -> "Case":
        """The case at the organisation from which the last merger, which was none, had brought it."""
        came_from = self.came_from[1:]
        return replace(self, org_code=org_code, org_path=org_path, came_from=came_from, version=self.version + 1)

    @property
    def confirm_by(self) -> date | None:
        """Last day on which the parties may jointly ask the court to confirm their agreement (人民调解法 art 33)."""
        if self.resolved_on is None or self.outcome not in CONFIRMABLE:
            return None
        return self.resolved_on + timedelta(days=CONFIRMATION.number)


def assign(case: Case, *, mediators: tuple[Mediator, ...], assigned_on: date, today: date) -> Case:
    """The case in the hands of these mediators. Raises `CaseAlreadyResolved`, `CaseAlreadyWithdrawn`,
    `AssignmentRefused`."""
    state = next_state(case.state, Step.ASSIGN)
    facts = Assignment(case.applicant_id, case.opened_on, case.assigned_on, mediators, assigned_on, today)
    refuse(AssignmentRefused, ASSIGNMENT, facts, on=assigned_on)
    mediator_ids = tuple(mediator.veteran_id for mediator in mediators)
    return replace(case, state=state, version=case.version + 1, mediator_ids=mediator_ids, assigned_on=assigned_on)


def resolve(
    case: Case,
    *,
    mediators: tuple[Mediator, ...],
    outcome: OutcomeCode,
    resolved_on: date,
    document: str,
    today: date,
    is_from_ledger: bool = False,
) -> Case:
    """The case ended, with its outcome and the reference of its outcome document.

    Raises `CaseNotAssigned`, `CaseAlreadyResolved`, `CaseAlreadyWithdrawn`, `ResolutionRefused`.
    """
    state = next_state(case.state, Step.RESOLVE)
    facts = Resolution(mediators, case.assigned_on or case.opened_on, document, resolved_on, today)
    refuse(ResolutionRefused, RESOLUTION, facts, on=resolved_on)
    return replace(
        case,
        state=state,
        version=case.version + 1,
        outcome=outcome,
        resolved_on=resolved_on,
        document=document,
        entered_on=today if is_from_ledger else None,
    )


def withdraw(case: Case, *, reason: WithdrawalCode, withdrawn_on: date, today: date) -> Case:
    """The case given up before it was resolved. Raises `CaseAlreadyResolved`, `CaseAlreadyWithdrawn`,
    `WithdrawalRefused`."""
    state = next_state(case.state, Step.WITHDRAW)
    facts = Withdrawal(case.assigned_on or case.opened_on, withdrawn_on, today)
    refuse(WithdrawalRefused, WITHDRAWAL, facts, on=withdrawn_on)
    return replace(case, state=state, version=case.version + 1, withdrawn_on=withdrawn_on, withdrawal_reason=reason)


@dataclass(frozen=True, slots=True)
class Right:
    """How a resolved case really ended."""

    mediators: tuple[Mediator, ...]
    outcome: OutcomeCode
    resolved_on: date
    document: str


def correct(case: Case, right: Right, *, today: date) -> Case:
    """The case as it was resolved all along. Raises `CaseNotResolved`, `CorrectionRefused`, `CaseUnchanged`."""
    state = next_state(case.state, Step.CORRECT)
    ended = Resolution(
        right.mediators, case.assigned_on or case.opened_on, right.document, right.resolved_on, today
    )  # fmt: skip
    mediator_ids = tuple(each.veteran_id for each in right.mediators)
    mediated, day = Correction(mediator_ids, case.applicant_id), right.resolved_on
    if found := (*faults(CORRECTION, mediated, on=day), *faults(RESOLUTION, ended, on=day)):
        raise CorrectionRefused(fields=found)
    said = replace(
        case,
        state=state,
        mediator_ids=mediator_ids,
        outcome=right.outcome,
        resolved_on=right.resolved_on,
        document=right.document,
    )
    if said == case:
        raise CaseUnchanged
    return replace(said, version=case.version + 1)


def reopen(case: Case, facts: Reopening, *, today: date) -> Case:
    """The case under way again, in the hands of whoever had it; its time limit was never interrupted. Raises
    `CaseNotEnded`, `ReopeningRefused`."""
    state = next_state(case.state, Step.REOPEN)
    refuse(ReopeningRefused, REOPENING, facts, on=today)
    return replace(
        case,
        state=CaseState.ASSIGNED if case.mediator_ids else state,
        version=case.version + 1,
        outcome=None,
        resolved_on=None,
        document=None,
        entered_on=None,
        withdrawn_on=None,
        withdrawal_reason=None,
    )
