"""Amounts in fen, by the day they hold on, and how a programme reckons with them. Pure.

An amount is a line of a table: it holds from a day on, until the next line of the same table and key does. What a
programme pays is a formula over lines and facts; it names every line and fact it rests on, and pays nothing where one
is missing.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.refusal import Conflict, FieldFault, Invalid, NotFound

PER_MILLE = 1_000
BASIS_POINTS = 10_000


class AmountExists(Conflict):
    """One value a day."""

    code = "amount-exists"
    zh = "该标准自该日起已有数额；有误的，请先撤回。"
    en = "This table has an amount from that day on. If it is wrong, withdraw it first."


class AmountInvalid(Invalid):
    """`fields` names the fault."""

    code = "amount-invalid"
    zh = "标准不符合规定，原因见各字段。"
    en = "The amount breaks a rule; the fields tell which."


MORE_THAN_THE_WHOLE = FieldFault(
    "value", "more-than-the-whole", "比例以千分之一计，不能超过1000。", "A share is in thousandths: 1000 at most."
)


class AmountNotFound(NotFound):
    """There is none with this id."""

    code = "amount-not-found"
    zh = "没有这条标准。"
    en = "There is no such amount."


class AmountWithdrawn(Conflict):
    """It was withdrawn before."""

    code = "amount-withdrawn"
    zh = "该标准已撤回。"
    en = "The amount was withdrawn already."


@dataclass(frozen=True, slots=True)
class Line:
    """`value` of a table from a day on: fen, or thousandths where the table is one of shares. `key` says for what, such
    as `war/3`; it is empty where the table has one value a day."""

    table: str
    key: str
    since: date
    value: int
    source: str


class Tables:
    """Lines by table and key."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines: dict[tuple[str, str], list[Line]] = {}
        for line in sorted(lines, key=lambda each: each.since):
            self._lines.setdefault((line.table, line.key), []).append(line)

    def find(self, table: str, key: str, on: date) -> Line | None:
        """The line that holds on the day."""
        lines = self._lines.get((table, key), [])
        place = bisect_right(lines, on, key=lambda each: each.since)
        return lines[place - 1] if place else None

    def standing(self, table: str, on: date) -> list[Line]:
        """The lines of a table that hold on the day, by key: `war/3` before `war/10`."""
        keys = sorted((key for code, key in self._lines if code == table), key=_in_order)
        return [line for key in keys if (line := self.find(table, key, on))]


def _in_order(key: str) -> list[tuple[str, int]]:
    return [("", int(part)) if part.isdigit() else (part, 0) for part in key.split("/")]


@dataclass(frozen=True, slots=True)
class Looked:
    """The line of a table whose key the facts say: `war/3` of `disability.cause` and `disability.grade`. Of a table
    with amounts of so many `months`, the part of one."""

    table: str
    by: tuple[str, ...] = ()
    months: int = 1


@dataclass(frozen=True, slots=True)
class Times:
    """So much for each of a fact's number: for each year of service."""

    of: "Formula"
    fact: str


@dataclass(frozen=True, slots=True)
class Share:
    """So many thousandths of an amount, half a fen rounded up."""

    of: "Formula"
    share: Looked


Formula = Looked | Times | Share


@dataclass(frozen=True, slots=True)
class Amount:
    """In fen, with the lines it was made of; None where `missing` names facts, or tables that have no such line."""

    fen: int | None
    lines: tuple[Line, ...] = ()
    missing: tuple[str, ...] = ()


def reckon(formula: Formula, facts: Mapping[str, Any], tables: Tables, on: date) -> Amount:
    """What a person is paid for the month or occasion of the day."""
    match formula:
        case Looked():
            return _looked(formula, facts, tables, on)
        case Times(of, fact):
            return _joined(reckon(of, facts, tables, on), _fact(facts, fact), lambda each, number: each * number)
        case Share(of, share):
            return _joined(reckon(of, facts, tables, on), _looked(share, facts, tables, on), part)


def part(fen: int, per_mille: int) -> int:
    """Thousandths of an amount, half a fen rounded up."""
    return rounded(fen * per_mille, PER_MILLE)


def rounded(fen: int, divisor: int) -> int:
    """A quotient of amounts that are not negative, half a fen rounded up."""
    return (2 * fen + divisor) // (2 * divisor)


def _looked(looked: Looked, facts: Mapping[str, Any], tables: Tables, on: date) -> Amount:
    missing = tuple(name for name in looked.by if facts.get(name) is None)
    if missing:
        return Amount(None, missing=missing)
    line = tables.find(looked.table, "/".join(str(facts[name]) for name in looked.by), on)
    return Amount(rounded(line.value, looked.months), (line,)) if line else Amount(None, missing=(looked.table,))


def _fact(facts: Mapping[str, Any], name: str) -> Amount:
    number = facts.get(name)
    return Amount(number) if isinstance(number, int) else Amount(None, missing=(name,))


def _joined(one: Amount, other: Amount, together: Any) -> Amount:
    missing = (*one.missing, *other.missing)
    fen = None if missing else together(one.fen, other.fen)
    return Amount(fen, (*one.lines, *other.lines), missing)
