"""Conditions, weighed against what is known. Pure.

Three values, as in Kleene's logic: what is not known decides nothing. So nobody is refused for a fact that is missing,
and who learns more never has to take back what was decided (`tests/benefits/conditions` tries it).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What comes of a condition."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Range:
    """A number that is known only to lie between two, both included; None is open. So is an age, which is known by the
    birthdays that were told."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """From a day on, and before another; `until` None goes on."""

    since: date
    until: date | None = None

    def touches_month(self, day: date) -> bool:
        """Whether any day of the month that `day` is in belongs to it."""
        first = day.replace(day=1)
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return self.since < following and (self.until is None or self.until > first)


UNSET = object()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a case `on` a day: facts by name, of which one that is missing is not known and one that is None
    is known not to be there; and the county's parameters as of that day. `salt`: of the key under which the facts are
    kept that files alone tell; nothing rests on it but the digest of a decision."""

    on: date
    facts: Mapping[str, Any]
    parameters: Mapping[str, Any]
    salt: str = ""

    def value_of(self, leaf: "Leaf") -> Any:
        """What the fact is compared with; `UNSET` where the county has not set it for that day."""
        is_set_apart = isinstance(leaf.value, Parameter)
        return self.parameters.get(leaf.value.name, UNSET) if is_set_apart else leaf.value


@dataclass(frozen=True, slots=True)
class Parameter:
    """In the place of a value: one that the county sets, and sets anew from some day on."""

    name: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A fact compared with a value."""

    fact: str
    op: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class All:
    """Each of them must hold."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of them must hold."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """It must not hold."""

    part: "Condition"


Condition = Leaf | All | Some | Not


@dataclass(frozen=True, slots=True)
class Weighed:
    """What came of a condition, and the comparisons that it rests on: those that failed, those whose fact is missing,
    or those that were met."""

    verdict: Verdict
    because: tuple[Leaf, ...]


def weigh(condition: Condition, known: Known) -> Weighed:
    """Whether it holds."""
    match condition:
        case Leaf():
            return Weighed(_compared(condition, known), (condition,))
        case All(parts):
            return _first_of((Verdict.FAILED, Verdict.UNKNOWN, Verdict.PASSED), [weigh(part, known) for part in parts])
        case Some(parts):
            return _first_of((Verdict.PASSED, Verdict.UNKNOWN, Verdict.FAILED), [weigh(part, known) for part in parts])
        case Not(part):
            inner = weigh(part, known)
            return Weighed(_INVERSE[inner.verdict], inner.because)


_INVERSE = {
    Verdict.PASSED: Verdict.FAILED,
    Verdict.FAILED: Verdict.PASSED,
    Verdict.UNKNOWN: Verdict.UNKNOWN,
}


def _first_of(order: Sequence[Verdict], parts: Sequence[Weighed]) -> Weighed:
    """The first verdict of the order that any part has, and what those parts rest on."""
    verdict = next((each for each in order if any(part.verdict is each for part in parts)), order[-1])
    return Weighed(verdict, tuple(leaf for part in parts if part.verdict is verdict for leaf in part.because))


def _compared(leaf: Leaf, known: Known) -> Verdict:
    value = known.value_of(leaf)
    if leaf.fact not in known.facts or value is UNSET:
        return Verdict.UNKNOWN
    fact = known.facts[leaf.fact]
    if leaf.op in PRESENCE:
        return _verdict((fact is not None) is PRESENCE[leaf.op])
    if fact is None:
        return _verdict(leaf.op == "ne")
    if isinstance(fact, Range):
        return _within(fact, leaf.op, value)
    return _verdict(OPERATORS[leaf.op](fact, value, known.on))


def _verdict(holds: bool) -> Verdict:
    return Verdict.PASSED if holds else Verdict.FAILED


def _within(fact: Range, op: str, value: Any) -> Verdict:
    """A comparison that holds for every number of the range is met, one that holds for none is not."""
    low, high = fact.least, fact.most
    if low is not None and low == high:
        return _verdict(OPERATORS[op](low, value, date.min))
    least, most = value if op == "between" else _BOUNDS[op](value)
    is_inside = (least is None or (low is not None and low >= least)) and (
        most is None or (high is not None and high <= most)
    )
    is_outside = (least is not None and high is not None and high < least) or (
        most is not None and low is not None and low > most
    )
    inside, outside = (Verdict.FAILED, Verdict.PASSED) if op == "ne" else (Verdict.PASSED, Verdict.FAILED)
    return inside if is_inside else outside if is_outside else Verdict.UNKNOWN


_BOUNDS: Mapping[str, Callable[[int], tuple[int | None, int | None]]] = {
    "gte": lambda value: (value, None),
    "gt": lambda value: (value + 1, None),
    "lte": lambda value: (None, value),
    "lt": lambda value: (None, value - 1),
    "eq": lambda value: (value, value),
    "ne": lambda value: (value, value),
}

PRESENCE: Mapping[str, bool] = {"exists": True, "not-exists": False}

OPERATORS: Mapping[str, Callable[[Any, Any, date], bool]] = {
    "eq": lambda fact, value, on: fact == value,
    "ne": lambda fact, value, on: fact != value,
    "in": lambda fact, value, on: fact in value,
    "gte": lambda fact, value, on: fact >= value,
    "gt": lambda fact, value, on: fact > value,
    "lte": lambda fact, value, on: fact <= value,
    "lt": lambda fact, value, on: fact < value,
    "between": lambda fact, value, on: value[0] <= fact <= value[1],
    "overlaps": lambda fact, value, on: not frozenset(fact).isdisjoint(value),
    "overlaps_month": lambda fact, value, on: any(period.touches_month(on) for period in fact),
}


def leaves_of(condition: Condition) -> Iterable[Leaf]:
    """Every comparison in it."""
    match condition:
        case Leaf():
            yield condition
        case All(parts) | Some(parts):
            for part in parts:
                yield from leaves_of(part)
        case Not(part):
            yield from leaves_of(part)
