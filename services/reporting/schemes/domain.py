"""A scheme of assessment, and what may stand in one (pure). Points are decimals of two places; nothing is a float."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self
from uuid import UUID

from services.reporting.schemes.parameters import BY_INDICATOR, DEFAULT_CAPS, DEFAULT_MARKS, FULL_MARKS
from shared.auth.hands import Hands, are_of, joined
from shared.calendar.periods import CalendarMonth
from shared.refusal import Conflict, FieldFault, Forbidden, Invalid, NotFound, Stale
from shared.rule import ALWAYS, Rule, refuse
from shared.rule import field as of_field

NOTHING = Decimal(0)
_PLACES = Decimal("0.01")


class SchemeNotFound(NotFound):
    code = "assessment-scheme-not-found"
    zh = "没有这个考评办法。"
    en = "There is no such scheme of assessment."


class SchemeChanged(Stale):
    """Somebody changed it after it was shown."""

    code = "assessment-scheme-changed"
    zh = "该考评办法在您办理期间已有变动，请核对后再办理。"
    en = "Somebody changed the scheme meanwhile. Look at how it stands now, then decide."


class SchemeNotADraft(Conflict):
    code = "assessment-scheme-not-a-draft"
    zh = "该考评办法已启用或者撤回，不能更改；启用的只能停用，由新的办法代替。"
    en = "The scheme was brought into force or withdrawn, and is not changed. One in force is ended and replaced."


class SchemeNotInForce(Conflict):
    code = "assessment-scheme-not-in-force"
    zh = "该考评办法未启用或者已停用。"
    en = "The scheme was not brought into force, or it was ended."


class SchemesOverlap(Conflict):
    code = "assessment-schemes-overlap"
    zh = "适用期间与第{number}版考评办法重叠，请先停用该版或者更改日期。"
    en = "The days overlap those of version {number}; end that one first, or change the days."


class SchemeOfPastMonth(Conflict):
    """Stations would be assessed by what they could not know."""

    code = "assessment-scheme-of-a-past-month"
    zh = "已经结束的月份不能再定考评办法：生效日应不早于{first}。"
    en = "A month that is over gets no scheme any more: it may hold from {first} on."


class OwnScheme(Forbidden):
    """Whoever wrote it does not bring it into force."""

    code = "own-assessment-scheme"
    zh = "起草、修改过该办法的（含代行），不能启用，须由他人核对后启用。"
    en = "Who wrote it, or stands in for who did, does not bring it into force: somebody else does."


class SchemeInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "assessment-scheme-invalid"
    zh = "考评办法有误，原因见各字段。"
    en = "The scheme is wrong; the fields tell why."


def rounded(points: Decimal) -> Decimal:
    """To two places, half up."""
    return points.quantize(_PLACES, ROUND_HALF_UP)


def worded(points: Decimal) -> str:
    """Without zeros that say nothing: 10, 8.5."""
    return f"{points.normalize():f}"


@dataclass(frozen=True, slots=True)
class Terms:
    """`marks`: indicator → full marks, none that is 0. A report that is `late`, `missed` or `wrong` costs so much of
    the discipline of reporting; `bonus`, `deduction`: the most that may be added to a total or taken off; `veto`: what
    is left at most of the total of who is vetoed. `inspectors`: indicator → the account that alone scores it; whoever
    inspects may score the others."""

    marks: Mapping[str, Decimal]
    late: Decimal
    missed: Decimal
    wrong: Decimal
    bonus: Decimal
    deduction: Decimal
    veto: Decimal
    inspectors: Mapping[str, UUID] = field(default_factory=dict)

    @classmethod
    def default(cls) -> Self:
        return cls(DEFAULT_MARKS, **DEFAULT_CAPS, inspectors={})

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """From what `kept` has written; what was not known to it yet costs nothing."""
        marks = {code: Decimal(mark) for code, mark in kept["marks"].items()}
        named = {code: UUID(account) for code, account in kept.get("inspectors", {}).items()}
        return cls(marks, **{name: Decimal(kept.get(name, 0)) for name in DEFAULT_CAPS}, inspectors=named)

    def kept(self) -> dict[str, Any]:
        """As a table keeps it and people read it: decimals as text."""
        caps = {name: worded(getattr(self, name)) for name in DEFAULT_CAPS}
        named = {code: str(account) for code, account in self.inspectors.items()}
        return {"marks": {code: worded(mark) for code, mark in self.marks.items()}, **caps, "inspectors": named}


@dataclass(frozen=True, slots=True)
class Validity:
    """From a day on, until another one where that is known."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps(self, other: "Validity") -> bool:
        return (other.last is None or self.first <= other.last) and (self.last is None or other.first <= self.last)


@dataclass(frozen=True, slots=True)
class Scheme:
    """`number` counts the schemes that were brought into force; `version`: what was done with this one;
    `written_by`: who drafted and corrected it."""

    scheme_id: UUID
    terms: Terms
    validity: Validity
    document: str
    state: str = "draft"
    number: int | None = None
    version: int = 1
    written_by: tuple[UUID, ...] = field(default=())

    def must_be(self, version: int | None) -> None:
        """Raises `SchemeChanged`."""
        if version not in {None, self.version}:
            raise SchemeChanged

    def must_be_a_draft(self) -> None:
        """Raises `SchemeNotADraft`."""
        if self.state != "draft":
            raise SchemeNotADraft

    def corrected(self, terms: Terms, validity: Validity, document: str, by: Hands) -> Self:
        """Raises `SchemeNotADraft`."""
        self.must_be_a_draft()
        writers = joined(self.written_by, by)
        return replace(
            self, terms=terms, validity=validity, document=document, version=self.version + 1, written_by=writers
        )

    def adopted(self, number: int, by: Hands, today: date) -> Self:
        """Raises `SchemeNotADraft`, `OwnScheme`, `SchemeOfPastMonth`."""
        self.must_be_a_draft()
        if are_of(by, self.written_by):
            raise OwnScheme
        first = CalendarMonth.of(today).first
        if self.validity.first < first:
            raise SchemeOfPastMonth(first=first)
        return replace(self, state="adopted", number=number, version=self.version + 1)

    def withdrawn(self) -> Self:
        """A draft is given up. Raises `SchemeNotADraft`."""
        self.must_be_a_draft()
        return replace(self, state="withdrawn", version=self.version + 1)

    def ended(self, last: date, today: date) -> Self:
        """Raises `SchemeNotInForce`, `SchemeInvalid`: it would last longer, end before it begins, or not have held in a
        month that is over."""
        if self.state != "adopted":
            raise SchemeNotInForce
        refuse(SchemeInvalid, ENDINGS, Ending(self.validity, last, today), on=last)
        return replace(self, state="ended", validity=Validity(self.validity.first, last), version=self.version + 1)


@dataclass(frozen=True, slots=True)
class Ending:
    """A scheme is to hold until `last`."""

    validity: Validity
    last: date
    today: date


_SOURCE = "the county's scheme of assessment (考评办法)"
RULES: tuple[Rule[tuple[Terms, Validity]], ...] = (
    Rule("marks-not-full", _SOURCE, ALWAYS,
         f"各项满分合计应为 {FULL_MARKS} 分。", f"All full marks together must be {FULL_MARKS}.",
         of_field("weight", lambda facts: sum(facts[0].marks.values()) == FULL_MARKS)),
    Rule("unknown-indicator", _SOURCE, ALWAYS,
         "没有这项考评指标。", "There is no such indicator.",
         of_field("weight", lambda facts: facts[0].marks.keys() <= BY_INDICATOR.keys())),
    Rule("ends-before-it-begins", _SOURCE, ALWAYS,
         "终止日不能早于生效日。", "The last day lies before the first.",
         of_field("valid_until", lambda facts: facts[1].last is None or facts[1].first <= facts[1].last)),
)  # fmt: skip
ENDINGS: tuple[Rule[Ending], ...] = (
    Rule("not-earlier", _SOURCE, ALWAYS,
         "该办法原定的终止日更早。", "It ends before that day already.",
         of_field("last", lambda end: end.validity.last is None or end.last <= end.validity.last)),
    Rule("ends-before-it-begins", _SOURCE, ALWAYS,
         "终止日不能早于生效日。", "The last day lies before the first.",
         of_field("last", lambda end: end.validity.first <= end.last)),
    Rule("of-a-past-month", _SOURCE, ALWAYS,
         "不能早于上月末：已经结束的月份仍按该办法考评。", "Months that are over are assessed by it.",
         of_field("last", lambda end: end.last >= CalendarMonth.of(end.today).preceding.last)),
)  # fmt: skip


def no_inspector(code: str) -> FieldFault:
    zh, en = "该账号现在没有评分的授权。", "This account has no grant by which it may score."
    return FieldFault(f"{code.lower()}_inspector", "not-an-inspector", zh, en)


def inspector_disabled(code: str) -> FieldFault:
    zh = "该账号已停用，不能指定为评分人；已重新启用的，几秒后再试。"
    en = "This account is disabled: nobody can score with it. If it was just enabled again, try again in seconds."
    return FieldFault(f"{code.lower()}_inspector", "account-disabled", zh, en)


def must_be_possible(terms: Terms, validity: Validity, *, today: date) -> None:
    """Raises `SchemeInvalid` naming every broken rule."""
    refuse(SchemeInvalid, RULES, (terms, validity), on=today)
