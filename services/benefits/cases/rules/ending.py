"""What must hold before a case is resolved or withdrawn, before that is corrected, or the case reopened. A refusal
names every broken rule."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.benefits.cases.rules.opening import Mediator
from shared.refusal import Invalid
from shared.rule import ALWAYS, Rule, field


@dataclass(frozen=True, slots=True)
class Resolution:
    """The facts a resolution is judged on; `assigned_on` is the day of the assignment in force."""

    mediators: tuple[Mediator, ...]
    assigned_on: date
    document: str
    resolved_on: date
    today: date


@dataclass(frozen=True, slots=True)
class Correction:
    """Who mediated, as it is said now, beside whose matter it was; the rest is judged as a resolution is."""

    mediator_ids: tuple[UUID, ...]
    applicant_id: UUID


@dataclass(frozen=True, slots=True)
class Reopening:
    """Whether the organisation that had the case is closed, or is to be; whether another one is named that goes on with
    it, and whether that one is."""

    is_closed: bool
    is_taken_over: bool = False
    is_successor_closed: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The facts a withdrawal is judged on; `last_on` is the day of the case's last step before it."""

    last_on: date
    withdrawn_on: date
    today: date


class ResolutionRefused(Invalid):
    """The fields name the broken rules of `RESOLUTION`."""

    code = "resolution-refused"
    zh = "不能办结，原因见各字段。"
    en = "The case cannot be resolved; the fields tell why."


class CorrectionRefused(Invalid):
    """The fields name the broken rules of `RESOLUTION` and `CORRECTION`."""

    code = "resolution-correction-refused"
    zh = "不能更正办结登记，原因见各字段。"
    en = "What is said of the resolution cannot be corrected so; the fields tell why."


class ReopeningRefused(Invalid):
    """The fields name the broken rules of `REOPENING`."""

    code = "reopening-refused"
    zh = "不能恢复办理，原因见各字段。"
    en = "The case cannot be reopened so; the fields tell why."


class WithdrawalRefused(Invalid):
    """The fields name the broken rules of `WITHDRAWAL`."""

    code = "withdrawal-refused"
    zh = "不能撤回，原因见各字段。"
    en = "The case cannot be withdrawn; the fields tell why."


RESOLUTION: tuple[Rule[Resolution], ...] = (
    Rule(
        "outcome-document-missing",
        "rule B11: no case counts as resolved without outcome document",
        ALWAYS,
        "缺少办结文书的编号。",
        "The reference of the outcome document is missing.",
        field("document", lambda facts: bool(facts.document.strip())),
    ),
    Rule(
        "not-a-mediator-when-resolved",
        "rule C7: the mediator held the role at the time",
        ALWAYS,
        "有调解员在办结日期不担任调解员，请先更换调解员。",
        "A mediator of the case did not hold the role on the resolution date; put another in his place first.",
        field(
            "resolved_on",
            lambda facts: all(mediator.held_the_role_on(facts.resolved_on) for mediator in facts.mediators),
        ),
    ),
    Rule(
        "mediators-are-close",
        "rule B8: nobody mediates his own matter, nor that of his kin",
        ALWAYS,
        "有调解员是本案当事人，或者申请人、当事人的亲属，应当回避，请先更换调解员。",
        "A mediator is a party to the case, or kin of the applicant or of a party; put another in his place first.",
        field("mediator_ids", lambda facts: not any(mediator.is_close for mediator in facts.mediators)),
    ),
    Rule(
        "resolved-before-assignment",
        "dates are ordered: opening, assignment, resolution, today",
        ALWAYS,
        "办结日期不能早于指派日期。",
        "The resolution date lies before the assignment.",
        field("resolved_on", lambda facts: facts.resolved_on >= facts.assigned_on),
    ),
    Rule(
        "resolved-in-the-future",
        "dates are ordered: opening, assignment, resolution, today",
        ALWAYS,
        "办结日期不能晚于今天。",
        "The resolution date lies in the future.",
        field("resolved_on", lambda facts: facts.resolved_on <= facts.today),
    ),
)

CORRECTION: tuple[Rule[Correction], ...] = (
    Rule("resolved-by-nobody", "rule C7; 人民调解法 art 19: one or several mediators", ALWAYS,
         "至少选择一名调解员。", "At least one mediator is needed.",
         field("mediator_ids", lambda facts: bool(facts.mediator_ids))),
    Rule("mediator-chosen-twice", "rule C7: each mediator of a case counts once", ALWAYS,
         "同一调解员只能选择一次。", "The same mediator is named more than once.",
         field("mediator_ids", lambda facts: len(set(facts.mediator_ids)) == len(facts.mediator_ids))),
    Rule("applicant-mediated", "rule B8: nobody decides their own case", ALWAYS,
         "申请人不能调解自己的纠纷。", "The applicant cannot mediate their own dispute.",
         field("mediator_ids", lambda facts: facts.applicant_id not in facts.mediator_ids)),
)  # fmt: skip

REOPENING: tuple[Rule[Reopening], ...] = (
    Rule("reopened-at-a-closed-unit", "rule R10: a unit that is closed, or is to be, has no case under way", ALWAYS,
         "受理机构已经撤销或者拟撤销，请填写接续办理的机构。",
         "The service organisation is closed, or is to be: name the one that goes on with the case.",
         field("org_code", lambda facts: facts.is_taken_over or not facts.is_closed)),
    Rule("unit-goes-on-itself", "rule R10: a case goes to another unit where its own ends", ALWAYS,
         "受理机构仍在工作，恢复后由其继续办理，不填接续办理的机构。",
         "The service organisation of the case goes on with it itself; name no other.",
         field("org_code", lambda facts: facts.is_closed or not facts.is_taken_over)),
    Rule("taken-over-by-a-closed-unit", "rule R10: a unit that is closed, or is to be, has no case under way", ALWAYS,
         "接续办理的机构已经撤销或者拟撤销，请填写其他机构。",
         "The organisation that is to go on with it is closed, or is to be; name another one.",
         field("org_code", lambda facts: not facts.is_successor_closed)),
)  # fmt: skip

WITHDRAWAL: tuple[Rule[Withdrawal], ...] = (
    Rule("withdrawn-before-the-last-step", "dates are ordered: opening, assignment, withdrawal, today", ALWAYS,
         "撤回日期不能早于立案或指派日期。",
         "The withdrawal date lies before the opening or the assignment.",
         field("withdrawn_on", lambda facts: facts.withdrawn_on >= facts.last_on)),
    Rule("withdrawn-in-the-future", "dates are ordered: opening, assignment, withdrawal, today", ALWAYS,
         "撤回日期不能晚于今天。", "The withdrawal date lies in the future.",
         field("withdrawn_on", lambda facts: facts.withdrawn_on <= facts.today)),
)  # fmt: skip
