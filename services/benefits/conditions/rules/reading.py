"""Conditions as they are written: JSON read into `domain`, every mistake named with its place. Pure.

    {"all": [{"fact": "age", "op": "gte", "value": 60}, {"not": {"fact": "employer", "op": "exists"}}]}

A value `"param:hardship-line"` is what the county has set by that name as of the day.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from services.benefits.conditions.domain import PRESENCE, All, Condition, Leaf, Not, Parameter, Some
from services.benefits.conditions.parameters import FACTS, MOST, OPERATORS, Fact, Kind
from shared.refusal import FieldFault

DEEPEST = 8
"""Whoever writes a condition more nested than this should write two clauses."""
_PARAMETER = "param:"


def read_condition(
    said: object, at: str, parameters: frozenset[str], *, is_new: bool = False
) -> tuple[Condition | None, list[FieldFault]]:
    """The condition, and what is wrong with it: None where anything is. `at` is where it stands in what was sent;
    `parameters` are the names that the county has. What `is_new` names codes of the fact's list alone; of what was
    brought into force before, a code that is in no list stays as it is, and nobody has it."""
    reading = _Reading(parameters, is_new=is_new)
    condition = reading.condition(said, at, DEEPEST)
    return (None if reading.faults else condition), reading.faults


class _Reading:
    """Collects every fault instead of ending at the first."""

    def __init__(self, parameters: frozenset[str], *, is_new: bool) -> None:
        self.faults: list[FieldFault] = []
        self._parameters, self._is_new = parameters, is_new
        self._shapes: Mapping[str, Callable[[Any, str, int], Condition | None]] = {
            "all": self._all,
            "any": self._some,
            "not": self._not,
        }

    def condition(self, said: object, at: str, deeper: int) -> Condition | None:
        if not deeper:
            return self._wrong(at, TOO_DEEP)
        if not isinstance(said, Mapping):
            return self._wrong(at, NOT_A_CONDITION)
        if len(said) == 1 and (name := next(iter(said))) in self._shapes:
            return self._shapes[name](said[name], f"{at}.{name}", deeper - 1)
        return self._leaf(said, at)

    def _all(self, said: Any, at: str, deeper: int) -> Condition | None:
        parts = self._parts(said, at, deeper)
        return All(parts) if parts else None

    def _some(self, said: Any, at: str, deeper: int) -> Condition | None:
        parts = self._parts(said, at, deeper)
        return Some(parts) if parts else None

    def _not(self, said: Any, at: str, deeper: int) -> Condition | None:
        part = self.condition(said, at, deeper)
        return Not(part) if part else None

    def _parts(self, said: Any, at: str, deeper: int) -> tuple[Condition, ...]:
        if not isinstance(said, list) or not said:
            self._wrong(at, NO_PARTS)
            return ()
        found = [self.condition(each, f"{at}.{place}", deeper) for place, each in enumerate(said)]
        return tuple(each for each in found if each)

    def _leaf(self, said: Mapping[str, Any], at: str) -> Condition | None:
        if unknown := sorted(set(said) - {"fact", "op", "value"}):
            return self._wrong(f"{at}.{unknown[0]}", UNKNOWN_KEY)
        fact, op = FACTS.get(str(said.get("fact"))), str(said.get("op"))
        if fact is None:
            return self._wrong(f"{at}.fact", UNKNOWN_FACT)
        if op not in OPERATORS[fact.kind]:
            return self._wrong(f"{at}.op", UNKNOWN_OPERATOR)
        return self._compared(fact, op, said, f"{at}.value")

    def _compared(self, fact: Fact, op: str, said: Mapping[str, Any], at: str) -> Condition | None:
        if op in PRESENCE or op == "overlaps_month":
            return self._wrong(at, NO_VALUE) if "value" in said else Leaf(fact.code, op)
        value = said.get("value")
        if isinstance(value, str) and value.startswith(_PARAMETER):
            name = value.removeprefix(_PARAMETER)
            if name not in self._parameters:
                return self._wrong(at, UNKNOWN_PARAMETER)
            is_one_number = fact.kind in MOST and op not in _SHAPES
            return Leaf(fact.code, op, Parameter(name)) if is_one_number else self._wrong(at, WRONG_VALUE)
        try:
            found = _SHAPES.get(op, _single)(fact.kind, value)
        except (TypeError, ValueError):
            return self._wrong(at, WRONG_VALUE)
        listed = _as_listed(fact, found)
        if self._is_new and not _is_listed(fact, listed):
            return self._wrong(at, UNKNOWN_CODE)
        return Leaf(fact.code, op, listed)

    def _wrong(self, at: str, fault: tuple[str, str, str]) -> Condition | None:
        self.faults.append(FieldFault(at, *fault))
        return None


def _single(kind: Kind, value: Any) -> Any:
    """Raises ValueError, TypeError."""
    if kind is Kind.DAY:
        return date.fromisoformat(value)
    wanted = _TYPES[kind]
    if type(value) is not wanted:
        raise TypeError
    return value


def _several(kind: Kind, value: Any) -> frozenset[str]:
    if not isinstance(value, list) or not value:
        raise TypeError
    return frozenset(_single(Kind.CODE, each) for each in value)


def _bounds(kind: Kind, value: Any) -> tuple[Any, Any]:
    least, most = (_single(kind, each) for each in value)
    if least > most:
        raise ValueError
    return least, most


def _as_listed(fact: Fact, value: Any) -> Any:
    """Code lists are in small letters; the ministry's own code of a category may be written as it is: B1."""
    if isinstance(value, frozenset):
        return frozenset(_as_listed(fact, each) for each in value)
    return value.lower() if fact.values and value not in fact.values and value.lower() in fact.values else value


def _is_listed(fact: Fact, value: Any) -> bool:
    codes = value if isinstance(value, frozenset) else {value}
    return not fact.values or codes <= set(fact.values)


_SHAPES: Mapping[str, Callable[[Kind, Any], Any]] = {"in": _several, "overlaps": _several, "between": _bounds}
_TYPES: Mapping[Kind, type] = {Kind.CODE: str, Kind.FLAG: bool, Kind.NUMBER: int, Kind.FEN: int}

NOT_A_CONDITION = (
    "not-a-condition",
    "应为条件：all、any、not，或 fact、op、value。",
    "Must be all, any, not, or a fact.",
)
NO_PARTS = "no-parts", "应列出至少一个条件。", "Must list at least one condition."
TOO_DEEP = "too-deep", "条件嵌套过深，请分为几条。", "Nested too deep; write several clauses."
UNKNOWN_KEY = "unknown-key", "条件只有 fact、op、value。", "A comparison has fact, op and value only."
UNKNOWN_FACT = "unknown-fact", "没有这个事实项。", "There is no such fact."
UNKNOWN_OPERATOR = "unknown-operator", "该事实项不能这样比较。", "This fact is not compared so."
NO_VALUE = "no-value", "该比较不填值。", "This comparison takes no value."
WRONG_VALUE = "wrong-value", "值与该事实项、该比较不符。", "The value does not fit the fact and the comparison."
UNKNOWN_CODE = "unknown-code", "该事实项没有这个代码。", "The fact has no such code."
UNKNOWN_PARAMETER = "unknown-parameter", "县里没有这个参数。", "The county has no such parameter."
