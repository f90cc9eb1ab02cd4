"""What must hold before a case is opened or assigned. A refusal names every broken rule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from services.benefits.directory.domain import Term
from shared.refusal import Invalid
from shared.rule import ALWAYS, Offenders, Period, Rule, field

F = TypeVar("F")

_MEDIATION_LAW = Period(date(2011, 1, 1), None)  # 人民调解法 art 35


@dataclass(frozen=True, slots=True)
class Mediator:
    """Somebody who shall mediate, with the terms for which they hold or held the role; `is_close`: a party, or kin of
    one or of the applicant."""

    veteran_id: UUID
    terms: tuple[Term, ...]
    is_close: bool = False

    def held_the_role_on(self, day: date) -> bool:
        """Whether one of the terms covers the day."""
        return any(term.covers(day) for term in self.terms)


@dataclass(frozen=True, slots=True)
class Opening:
    """The facts an opening is judged on; `org_closed_on` is None for a working service organisation, `deceased_on` for
    a living applicant; `is_left_open`: it has not ended, as far as is told."""

    parties_count: int
    opened_on: date
    org_closed_on: date | None
    today: date
    deceased_on: date | None = None
    is_deregistered: bool = False
    is_merged: bool = False
    away_since: date | None = None
    is_org_closing: bool = False
    is_left_open: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """The facts an assignment is judged on; `former_on` is the day of the assignment it replaces, if any."""

    applicant_id: UUID
    opened_on: date
    former_on: date | None
    mediators: tuple[Mediator, ...]
    assigned_on: date
    today: date


class OpeningRefused(Invalid):
    """The fields name the broken rules of `OPENING`."""

    code = "opening-refused"
    zh = "不能立案，原因见各字段。"
    en = "The case cannot be opened; the fields tell why."


class AssignmentRefused(Invalid):
    """The fields name the broken rules of `ASSIGNMENT`."""

    code = "assignment-refused"
    zh = "不能指派，原因见各字段。"
    en = "The case cannot be assigned; the fields tell why."


def _mediators_of(mediators: Callable[[F], Sequence[Mediator]], holds: Callable[[F, Mediator], bool]) -> Offenders[F]:
    """Name each mediator that breaks the rule by their place in the request."""
    return lambda facts: [
        f"mediator_ids.{place}" for place, mediator in enumerate(mediators(facts)) if not holds(facts, mediator)
    ]


def _named_once(facts: Assignment, mediator: Mediator) -> bool:
    return sum(other.veteran_id == mediator.veteran_id for other in facts.mediators) == 1


OPENING: tuple[Rule[Opening], ...] = (
    Rule(
        "two-parties-at-least",
        "人民调解法 art 2: mediation is between parties to a dispute",
        _MEDIATION_LAW,
        "纠纷至少有两方当事人。",
        "A dispute has at least two parties.",
        field("parties_count", lambda facts: facts.parties_count >= 2),
    ),
    Rule(
        "opened-in-the-future",
        "dates are ordered: opening, assignment, resolution, today",
        ALWAYS,
        "立案日期不能晚于今天。",
        "The opening date lies in the future.",
        field("opened_on", lambda facts: facts.opened_on <= facts.today),
    ),
    Rule(
        "org-unit-closed",
        "a closed service organisation takes no new case (rule R10)",
        ALWAYS,
        "该服务机构在立案日期已撤销。",
        "The service organisation was closed by the opening date.",
        field("org_code", lambda facts: facts.org_closed_on is None or facts.opened_on < facts.org_closed_on),
    ),
    Rule(
        "left-open-at-a-closed-unit",
        "a unit that is closed has no case under way (rule R10)",
        ALWAYS,
        "该服务机构已撤销：未办结的纠纷由接续办理的机构受理；已办结的，请填写指派和办结情况。",
        "The service organisation is closed by now: open at another one what has not ended; of what has, tell how.",
        field("org_code", lambda facts: facts.org_closed_on is None or not facts.is_left_open),
    ),
    Rule(
        "org-unit-closing",
        "an organisation that is to be closed takes no new case (rule R10)",
        ALWAYS,
        "该服务机构拟撤销，不再受理新案件，请由其他机构受理。",
        "The service organisation is to be closed and takes no new case; open it at another one.",
        field("org_code", lambda facts: not facts.is_org_closing),
    ),
    Rule(
        "applicant-deceased",
        "rule R6: nothing is done for a person after death that only the living ask for",
        ALWAYS,
        "申请人已登记死亡，立案日期不能晚于死亡日期；死亡登记有误的，请先撤销。",
        "The applicant is recorded as deceased, and the opening lies after the death. If that is wrong, have the record"
        " revoked first.",
        field("applicant_id", lambda facts: facts.deceased_on is None or facts.opened_on <= facts.deceased_on),
    ),
    Rule(
        "applicant-deregistered",
        "a case is a registered veteran's; a deregistration is from the start",
        ALWAYS,
        "申请人的退役军人登记已注销；注销有误的，请先撤销注销。",
        "The applicant's registration is void. If that is wrong, have the deregistration revoked first.",
        field("applicant_id", lambda facts: not facts.is_deregistered),
    ),
    Rule(
        "applicant-merged",
        "a person has one file; what was merged into another leads there",
        ALWAYS,
        "申请人的档案已并入同一人的另一份档案，请以保留的档案申请。",
        "The applicant's file was merged into another of the same person: open the case for that one.",
        field("applicant_id", lambda facts: not facts.is_merged),
    ),
    Rule(
        "applicant-transferred-out",
        "a case is that county's in whose register the applicant is",
        ALWAYS,
        "申请人自迁出之日起由外县负责，立案日期应早于迁出日期。",
        "Another county answers for the applicant since he moved there, and the opening lies after that.",
        field("applicant_id", lambda facts: facts.away_since is None or facts.opened_on < facts.away_since),
    ),
)

ASSIGNMENT: tuple[Rule[Assignment], ...] = (
    Rule(
        "one-mediator-at-least",
        "rule C7; 人民调解法 art 19: one or several mediators",
        ALWAYS,
        "至少指派一名调解员。",
        "At least one mediator is needed.",
        field("mediator_ids", lambda facts: bool(facts.mediators)),
    ),
    Rule(
        "mediator-named-twice",
        "rule C7: each mediator of a case counts once",
        ALWAYS,
        "同一调解员只能指派一次。",
        "The same mediator is named more than once.",
        _mediators_of(lambda facts: facts.mediators, _named_once),
    ),
    Rule(
        "mediator-is-the-applicant",
        "rule B8: nobody decides their own case",
        ALWAYS,
        "申请人不能调解自己的纠纷。",
        "The applicant cannot mediate their own dispute.",
        _mediators_of(lambda facts: facts.mediators, lambda facts, mediator: mediator.veteran_id != facts.applicant_id),
    ),
    Rule(
        "mediator-is-close",
        "rule B8: nobody mediates his own matter, nor that of his kin",
        ALWAYS,
        "该人是本案当事人，或者申请人、当事人的亲属，应当回避。",
        "A party to the case, or kin of the applicant or of a party: somebody else mediates.",
        _mediators_of(
            lambda facts: facts.mediators,
            lambda facts, mediator: not mediator.is_close or mediator.veteran_id == facts.applicant_id,
        ),
    ),
    Rule(
        "not-a-mediator-when-assigned",
        "rule C7: the mediator held the role at the time",
        ALWAYS,
        "该人在指派日期不是调解员。",
        "This person did not hold the mediator's role on the assignment date.",
        _mediators_of(
            lambda facts: facts.mediators, lambda facts, mediator: mediator.held_the_role_on(facts.assigned_on)
        ),
    ),
    Rule(
        "assigned-before-opening",
        "dates are ordered: opening, assignment, resolution, today",
        ALWAYS,
        "指派日期不能早于立案日期。",
        "The assignment date lies before the opening.",
        field("assigned_on", lambda facts: facts.assigned_on >= facts.opened_on),
    ),
    Rule(
        "assigned-before-the-former-assignment",
        "assignments of one case follow each other in time",
        ALWAYS,
        "指派日期不能早于上一次指派。",
        "The assignment date lies before the former assignment.",
        field("assigned_on", lambda facts: facts.former_on is None or facts.assigned_on >= facts.former_on),
    ),
    Rule(
        "assigned-in-the-future",
        "dates are ordered: opening, assignment, resolution, today",
        ALWAYS,
        "指派日期不能晚于今天。",
        "The assignment date lies in the future.",
        field("assigned_on", lambda facts: facts.assigned_on <= facts.today),
    ),
)
