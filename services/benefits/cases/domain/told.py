"""What is told of a case: how it was opened, and of one that was handled before, how far it had come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.benefits.cases.domain.cases import Case
from services.benefits.cases.domain.states import CaseState
from services.benefits.cases.parameters import KINDS, KindCode, OutcomeCode
from services.benefits.cases.rules import OPENING, Opening, OpeningRefused
from shared.calendar.months import months_after
from shared.refusal import Conflict
from shared.rule import refuse

STEPS: Sequence[Sequence[str]] = (("mediator_ids", "assigned_on"), ("outcome", "resolved_on", "document"))
"""What follows the opening. Each is told as a whole, and after those before it."""

# Where each step was taken once and nothing else was done, so that the next one may be.
_UNTOUCHED: Mapping[CaseState, int] = {CaseState.OPENED: 1, CaseState.ASSIGNED: 2}


class CaseToldOtherwise(Conflict):
    """It may be another case of that day, or the same one, which somebody mended: a person knows."""

    code = "case-told-otherwise"
    zh = "该申请人当日在该机构已有案件，与所填不同。是同一件的，请打开该案件办理、更正；是另一件的，请逐件立案。"
    en = (
        "The applicant has a case of that day at that unit, of which something else is recorded. If it is the same one,"
        " open it, and go on there or correct it; another one is opened by the form."
    )


@dataclass(frozen=True, slots=True)
class ToldCase:
    """Without what it is about, which is sealed."""

    kind: KindCode
    org_code: str
    applicant_id: UUID
    parties_count: int
    opened_on: date
    mediator_ids: tuple[UUID, ...] = ()
    assigned_on: date | None = None
    outcome: OutcomeCode | None = None
    resolved_on: date | None = None
    document: str | None = None

    def may_be(self, case: Case) -> bool:
        """Whether a case of this kind, applicant, unit and day is this one: of each step that is told, it was taken so,
        or it is the next of a case to which nothing else was done."""
        return self.parties_count == case.parties_count and all(self._goes_with(case, step) for step in STEPS)

    def _goes_with(self, case: Case, step: Sequence[str]) -> bool:
        told, taken = ([getattr(each, name) for name in step] for each in (self, case))
        if not any(told):
            return True
        return told == taken or (not any(taken) and _UNTOUCHED.get(case.state) == case.version)


def open_now(case_id: UUID, told: ToldCase, facts: Opening, *, org_path: str, synthetic: bool) -> Case:
    """A case in its first state, with the clock of its kind started. Raises `OpeningRefused`."""
    refuse(OpeningRefused, OPENING, facts, on=told.opened_on)
    return Case(
        case_id=case_id,
        kind=told.kind,
        state=CaseState.OPENED,
        version=1,
        org_code=told.org_code,
        org_path=org_path,
        applicant_id=told.applicant_id,
        parties_count=told.parties_count,
        opened_on=told.opened_on,
        due_on=months_after(told.opened_on, KINDS[told.kind].months),
        synthetic=synthetic,
    )
