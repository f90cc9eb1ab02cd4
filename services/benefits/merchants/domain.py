"""What a discount makes of a price, and who may have it. Pure. Amounts in fen, rates in basis points.

Discounts multiply, they are not added up: 2 % for everybody and 1 % for a veteran leave 0.98 × 0.99. Half a fen
is rounded up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.benefits.amounts.domain import BASIS_POINTS, rounded
from shared.entries.domain import Facts, too_early
from shared.refusal import Conflict, FieldFault


class AgreementState(StrEnum):
    """Of an agreement. Nothing is redeemed under an intention."""

    INTENTION = "intention"
    SIGNED = "signed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Subject(StrEnum):
    """Whom an agreement is for."""

    VETERAN = "veteran"
    FAMILY = "family"


FAMILY: frozenset[str] = frozenset({"spouse", "parent", "fosterer", "child", "sibling"})
"""Of the code list family-relation; 豫退役军人组办〔2020〕15号 leaves out grandparents, grandchildren, others."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agreement says: so much off the base price, for these, from a day on and before another."""

    state: AgreementState
    rate_bp: int | None
    subjects: frozenset[Subject]
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Relation:
    """That somebody is a veteran's relative, and until when he was."""

    code: str
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Redeemer:
    """Who asks for it: a veteran himself, or a relative by his relations to one who is registered."""

    is_registered: bool
    is_veteran: bool
    relations: tuple[Relation, ...] = ()


class AgreementNotActive(Conflict):
    """It is an intention, not in force yet, suspended, or over."""

    code = "agreement-not-active"
    zh = "该商家的优惠协议在{on}没有生效。"
    en = "The agreement with this merchant is not in force on {on}."


class SubjectNotCovered(Conflict):
    """The agreement is for others."""

    code = "subject-not-covered"
    zh = "该优惠不适用于本人的身份。"
    en = "This discount is for others."


class RelationNotCovered(Conflict):
    """Relatives, but not such as count as family."""

    code = "relation-not-covered"
    zh = "家属是指父母、配偶、子女、兄弟姐妹；该亲属关系不在其列。"
    en = "Family are parents, spouse, children, brothers and sisters; this relation is none of them."


class RelationEnded(Conflict):
    """It had ended by then, as by a divorce."""

    code = "relation-ended"
    zh = "该亲属关系已于{ended_on}终止。"
    en = "The relation ended on {ended_on}."


def term_faults(facts: Facts) -> Sequence[FieldFault]:
    """What is wrong with the terms of an agreement as it is recorded."""
    found: list[FieldFault] = []
    first, last = facts.get("valid_from"), facts.get("valid_until")
    if first is not None and last is not None and last < first:
        found.append(too_early("valid_until", first))
    most, period = facts.get("most_each"), facts.get("period")
    if (most is None) != (period is None):
        missing = "most_each" if most is None else "period"
        zh, en = "次数和计算期间一并约定，或者都不填。", "How often and in what time are given together, or neither."
        found.append(FieldFault(missing, "limit-incomplete", zh, en))
    return found


def price_after(base_fen: int, rates_bp: Sequence[int]) -> int:
    """What is to be paid: each rate is taken off what the one before it left, and only the last is rounded."""
    left, whole = base_fen, 1
    for rate in rates_bp:
        left, whole = left * (BASIS_POINTS - rate), whole * BASIS_POINTS
    return rounded(left, whole)


def must_be_entitled(terms: Terms, redeemer: Redeemer, on: date) -> None:
    """Raises `AgreementNotActive`, `SubjectNotCovered`, `RelationNotCovered`, `RelationEnded`: the first that is so."""
    begins = terms.since is not None and terms.since <= on
    if terms.state is not AgreementState.ACTIVE or not begins or (terms.until is not None and terms.until <= on):
        raise AgreementNotActive(on=on)
    if not redeemer.is_registered:
        raise SubjectNotCovered
    if redeemer.is_veteran and Subject.VETERAN in terms.subjects:
        return
    if Subject.FAMILY not in terms.subjects:
        raise SubjectNotCovered
    _must_be_family(redeemer.relations, on)


def _must_be_family(relations: Sequence[Relation], on: date) -> None:
    if not relations:
        raise SubjectNotCovered
    covered = [each for each in relations if each.code in FAMILY]
    if not covered:
        raise RelationNotCovered
    lasting = [each for each in covered if each.ended_on is None or each.ended_on > on]
    if not lasting:
        raise RelationEnded(ended_on=max(each.ended_on for each in covered if each.ended_on))
