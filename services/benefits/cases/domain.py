"""A case and how it moves: opened → assigned → resolved, or withdrawn before it is; and back, where that was a mistake.
Pure; every change is a new value with the next version."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from services.benefits.cases.parameters import CONFIRMABLE, CONFIRMATION, KINDS, KindCode, OutcomeCode, WithdrawalCode
from services.benefits.cases.rules import (
    ASSIGNMENT,
    CORRECTION,
    OPENING,
    RESOLUTION,
    WITHDRAWAL,
    Assignment,
    AssignmentRefused,
    Correction,
    CorrectionRefused,
    Mediator,
    Opening,
    OpeningRefused,
    Resolution,
    ResolutionRefused,
    Withdrawal,
    WithdrawalRefused,
)
from shared.calendar.months import months_after
from shared.refusal import Conflict, Gone, NotFound, Stale
from shared.rule import faults, refuse


class State(StrEnum):
    """Where a case stands."""

    OPENED = "opened"
    ASSIGNED = "assigned"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What can be done to a case."""

    ASSIGN = "assign"
    RESOLVE = "resolve"
    WITHDRAW = "withdraw"
    CORRECT = "correct"
    REOPEN = "reopen"


TRANSITIONS: Mapping[tuple[State, Step], State] = {
    (State.OPENED, Step.ASSIGN): State.ASSIGNED,
    (State.ASSIGNED, Step.ASSIGN): State.ASSIGNED,  # other mediators take over; the former assignment stays on record
    (State.ASSIGNED, Step.RESOLVE): State.RESOLVED,
    (State.OPENED, Step.WITHDRAW): State.WITHDRAWN,
    (State.ASSIGNED, Step.WITHDRAW): State.WITHDRAWN,
    (State.RESOLVED, Step.CORRECT): State.RESOLVED,
    (State.RESOLVED, Step.REOPEN): State.ASSIGNED,
    (State.WITHDRAWN, Step.REOPEN): State.OPENED,  # assigned, where it has mediators
}


class CaseNotFound(NotFound):
    """No such case, or none that the caller may see."""

    code = "case-not-found"
    zh = "没有这个案件，或不在您的工作范围内。"
    en = "There is no such case within your scope."


class CaseChanged(Stale):
    """Somebody did something to the case after its state was shown."""

    code = "case-changed"
    zh = "案件在您填写期间已被他人办理，请核对最新情况后再提交。"
    en = "Somebody did something to the case meanwhile. Look at how it stands now, then send it again."


class CaseNotAssigned(Conflict):
    """A case is resolved by its mediators, so it needs some first."""

    code = "case-not-assigned"
    zh = "案件尚未指派调解员，不能办结。"
    en = "The case has no mediator yet and cannot be resolved."


class CaseAlreadyResolved(Conflict):
    """A resolved case counts once (rule B11), so nothing more is done to it, unless that was a mistake."""

    code = "case-already-resolved"
    zh = "案件已经办结，不能再指派、办结或撤回；办结登错的请更正，误办结的请恢复办理。"
    en = (
        "The case has been resolved; nothing more can be done to it. What was said wrongly is corrected, and what was"
        " resolved by mistake is reopened."
    )


class CaseAlreadyWithdrawn(Conflict):
    """What was withdrawn is not taken up again, unless that was a mistake: the applicant may open another case."""

    code = "case-already-withdrawn"
    zh = "案件已经撤回，不能再指派、办结或撤回；如需调解请重新立案，误撤回的请恢复办理。"
    en = (
        "The case has been withdrawn; nothing more can be done to it. Open another one if it is needed; what was"
        " withdrawn by mistake is reopened."
    )


class CaseNotResolved(Conflict):
    """Only of a case that is resolved it can be wrong how it was."""

    code = "case-not-resolved"
    zh = "案件没有办结，不能更正办结登记；撤回登错的，请先恢复办理，再重新撤回。"
    en = "The case is not resolved, so that there is nothing to correct. Withdrawn wrongly: reopen it first."


class CaseNotEnded(Conflict):
    """What is under way needs no reopening."""

    code = "case-not-ended"
    zh = "案件仍在办理，无需恢复办理。"
    en = "The case is under way; there is nothing to reopen."


class CaseUnchanged(Conflict):
    """A correction says something else than what stands."""

    code = "case-unchanged"
    zh = "与现有的办结登记相同，无需更正。"
    en = "That is what is recorded already; nothing is corrected."


class CaseUnitClosed(Conflict):
    """A unit that is closed, or is to be, has no case under way (rule R10)."""

    code = "case-unit-closed"
    zh = "受理机构已经撤销或者拟撤销，不能恢复办理；仍需调解的，请在接收机构重新立案，结果登错的，请更正办结登记。"
    en = (
        "The service organisation is closed, or is to be, and takes no case up again. If mediation is needed, open"
        " another case where its work went; a wrong outcome is corrected."
    )


ENDED: Mapping[State, type[Conflict]] = {
    State.RESOLVED: CaseAlreadyResolved,
    State.WITHDRAWN: CaseAlreadyWithdrawn,
}
BACK: Mapping[Step, type[Conflict]] = {Step.CORRECT: CaseNotResolved, Step.REOPEN: CaseNotEnded}


class ContentErased(Gone):
    """The key of the content was dropped, as the applicant's erasure asks; nobody can read it any more."""

    code = "content-erased"
    zh = "案情内容已依法删除，无法查看。"
    en = "The content of the case was erased and cannot be read any more."


@dataclass(frozen=True, slots=True)
class Case:
    """One case as it stands; `version` is the number of events it has published, `synthetic` that of its applicant;
    `came_from` are the organisations whose mergers brought it where it is, the last one first."""

    case_id: UUID
    kind: KindCode
    state: State
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


@dataclass(frozen=True, slots=True)
class Request:
    """What a veteran asks a service organisation to settle."""

    case_id: UUID
    kind: KindCode
    org_code: str
    org_path: str
    applicant_id: UUID
    parties_count: int
    opened_on: date
    synthetic: bool
    deceased_on: date | None = None
    is_deregistered: bool = False
    is_merged: bool = False
    away_since: date | None = None


def open_now(request: Request, *, org_closed_on: date | None, today: date, is_org_closing: bool = False) -> Case:
    """A case in its first state, with the clock of its kind started. Raises `OpeningRefused`."""
    facts = Opening(
        request.parties_count,
        request.opened_on,
        org_closed_on,
        today,
        request.deceased_on,
        is_deregistered=request.is_deregistered,
        is_merged=request.is_merged,
        away_since=request.away_since,
        is_org_closing=is_org_closing,
    )
    refuse(OpeningRefused, OPENING, facts, on=request.opened_on)
    due_on = months_after(request.opened_on, KINDS[request.kind].months)
    return Case(
        case_id=request.case_id,
        kind=request.kind,
        state=State.OPENED,
        version=1,
        org_code=request.org_code,
        org_path=request.org_path,
        applicant_id=request.applicant_id,
        parties_count=request.parties_count,
        opened_on=request.opened_on,
        due_on=due_on,
        synthetic=request.synthetic,
    )


def assign(case: Case, *, mediators: tuple[Mediator, ...], assigned_on: date, today: date) -> Case:
    """The case in the hands of these mediators. Raises `CaseAlreadyResolved`, `CaseAlreadyWithdrawn`,
    `AssignmentRefused`."""
    state = next_state(case.state, Step.ASSIGN)
    facts = Assignment(case.applicant_id, case.opened_on, case.assigned_on, mediators, assigned_on, today)
    refuse(AssignmentRefused, ASSIGNMENT, facts, on=assigned_on)
    mediator_ids = tuple(mediator.veteran_id for mediator in mediators)
    return replace(case, state=state, version=case.version + 1, mediator_ids=mediator_ids, assigned_on=assigned_on)


def resolve(
    case: Case, *, mediators: tuple[Mediator, ...], outcome: OutcomeCode, resolved_on: date, document: str, today: date
) -> Case:
    """The case ended, with its outcome and the reference of its outcome document.

    Raises `CaseNotAssigned`, `CaseAlreadyResolved`, `CaseAlreadyWithdrawn`, `ResolutionRefused`.
    """
    state = next_state(case.state, Step.RESOLVE)
    facts = Resolution(mediators, case.assigned_on or case.opened_on, document, resolved_on, today)
    refuse(ResolutionRefused, RESOLUTION, facts, on=resolved_on)
    return replace(
        case, state=state, version=case.version + 1, outcome=outcome, resolved_on=resolved_on, document=document
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


def reopen(case: Case, *, is_unit_closed: bool) -> Case:
    """The case under way again, in the hands of whoever had it; its time limit was never interrupted. Raises
    `CaseNotEnded`, `CaseUnitClosed`."""
    state = next_state(case.state, Step.REOPEN)
    if is_unit_closed:
        raise CaseUnitClosed
    return replace(
        case,
        state=State.ASSIGNED if case.mediator_ids else state,
        version=case.version + 1,
        outcome=None,
        resolved_on=None,
        document=None,
        withdrawn_on=None,
        withdrawal_reason=None,
    )


def next_state(state: State, step: Step) -> State:
    """Where the step leads. Raises `CaseAlreadyResolved`, `CaseAlreadyWithdrawn`, `CaseNotAssigned`, `CaseNotResolved`
    or `CaseNotEnded` where the table has no such move."""
    following = TRANSITIONS.get((state, step))
    if following is not None:
        return following
    raise BACK.get(step, ENDED.get(state, CaseNotAssigned))()
