"""A condition as a sentence of people: codes by their names, money in yuan, days as days. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.benefits.conditions.domain import PRESENCE, All, Condition, Leaf, Not, Parameter, Some
from services.benefits.conditions.parameters import FACTS, Fact, Kind
from shared.language import Text


@dataclass(frozen=True, slots=True)
class Names:
    """What only a county knows: what its parameters are called and come to, and the code of the county itself."""

    parameters: Mapping[str, Text] = field(default_factory=dict)
    county: str = ""


NOBODYS = Names()
AND, OR = Text("，并且", " and "), Text("，或者", " or ")
HERE = Text("本县", "this county")


def said_of(condition: Condition, names: Names) -> Text:
    """The whole condition."""
    match condition:
        case All(parts):
            return _joined(parts, names, AND)
        case Some(parts):
            return _joined(parts, names, OR)
        case Leaf():
            return _said_of_leaf(condition, names)
        case Not(Leaf() as leaf) if leaf.op in _OPPOSITES:
            return _said_of_leaf(Leaf(leaf.fact, _OPPOSITES[leaf.op], leaf.value), names)
        case Not(part):
            inner = said_of(part, names)
            return Text(f"不是（{inner.zh}）", f"not ({inner.en})")


def said_of_facts(facts: Iterable[str]) -> Text:
    """What they are called, one after the other."""
    found = [FACTS[each] for each in facts]
    return Text("、".join(each.zh for each in found), " and ".join(each.en for each in found))


def _joined(parts: Sequence[Condition], names: Names, word: Text) -> Text:
    said = [_bracketed(part, said_of(part, names)) for part in parts]
    return Text(word.zh.join(each.zh for each in said), word.en.join(each.en for each in said))


def _bracketed(part: Condition, said: Text) -> Text:
    """A part that has parts of its own."""
    is_joined = isinstance(part, All | Some) and len(part.parts) > 1
    return Text(f"（{said.zh}）", f"({said.en})") if is_joined else said


# How a comparison is said: {fact}, then {value}; of codes, days, and other values.
_CODES = {
    "eq": Text("{fact}为{value}", "{fact} is {value}"),
    "ne": Text("{fact}不为{value}", "{fact} is not {value}"),
    "in": Text("{fact}为{value}", "{fact} is {value}"),
    "not-in": Text("{fact}不为{value}", "{fact} is not {value}"),
    "overlaps": Text("{fact}中有{value}", "{fact} include {value}"),
    "not-overlaps": Text("{fact}中没有{value}", "{fact} do not include {value}"),
}
_DAYS = {
    "gte": Text("{fact}不早于{value}", "{fact} is not before {value}"),
    "gt": Text("{fact}晚于{value}", "{fact} is after {value}"),
    "lte": Text("{fact}不晚于{value}", "{fact} is not after {value}"),
    "lt": Text("{fact}早于{value}", "{fact} is before {value}"),
}
_SAID = {
    **_CODES,
    "gte": Text("{fact}不低于{value}", "{fact} is at least {value}"),
    "gt": Text("{fact}高于{value}", "{fact} is more than {value}"),
    "lte": Text("{fact}不高于{value}", "{fact} is at most {value}"),
    "lt": Text("{fact}低于{value}", "{fact} is less than {value}"),
    "between": Text("{fact}为{value}", "{fact} is {value}"),
    "overlaps_month": Text("当月有{fact}", "{fact} in the month"),
    "exists": Text("有{fact}", "{fact}: there is one"),
    "not-exists": Text("没有{fact}", "{fact}: none"),
}
_OPPOSITES = {
    "eq": "ne", "ne": "eq", "in": "not-in", "overlaps": "not-overlaps", "exists": "not-exists", "not-exists": "exists",
}  # fmt: skip
YES, NO = Text("是", "yes"), Text("否", "no")


def _said_of_leaf(leaf: Leaf, names: Names) -> Text:
    fact = FACTS[leaf.fact]
    if fact.kind is Kind.FLAG and leaf.op not in PRESENCE:
        answer = YES if leaf.value is (leaf.op == "eq") else NO
        return Text(f"{fact.zh}：{answer.zh}", f"{fact.en}: {answer.en}")
    form = _DAYS.get(leaf.op) if fact.kind is Kind.DAY else None
    said, value = form or _SAID[leaf.op], _said_of_value(fact, leaf.value, names)
    return Text(said.zh.format(fact=fact.zh, value=value.zh), said.en.format(fact=fact.en, value=value.en))


def _said_of_value(fact: Fact, value: Any, names: Names) -> Text:
    match value:
        case None:
            return Text("", "")
        case Parameter(name):
            return names.parameters[name]
        case frozenset():
            order = [code for code in fact.values if code in value] + sorted(value - fact.values.keys())
            found = [said_of_one(fact, each, names) for each in order]
            zh, en = [each.zh for each in found], [each.en for each in found]
            return Text(_listed(zh, "、", "或者"), _listed(en, ", ", " or "))
        case (least, most):
            low, high = said_of_one(fact, least, names), said_of_one(fact, most, names)
            return Text(f"{low.zh}至{high.zh}", f"from {low.en} to {high.en}")
    return said_of_one(fact, value, names)


def _listed(said: Sequence[str], between: str, last: str) -> str:
    return last.join([between.join(said[:-1]), said[-1]] if len(said) > 1 else said)


def said_of_one(fact: Fact, value: Any, names: Names = NOBODYS) -> Text:
    """One value of a fact."""
    if isinstance(value, date):
        return Text(f"{value.year}年{value.month}月{value.day}日", value.isoformat())
    if fact.kind is Kind.FEN:
        return said_of_fen(value)
    if fact.code == "domicile.county" and value == names.county:
        return HERE
    called = fact.values.get(value)
    return Text(called.zh, called.en) if called else Text(f"{value}{fact.unit.zh}", f"{value}{fact.unit.en}")


def said_of_fen(fen: int) -> Text:
    """1,234.50 yuan for 123450."""
    said = f"{fen // 100:,}.{fen % 100:02}"
    return Text(f"{said}元", f"{said} yuan")
