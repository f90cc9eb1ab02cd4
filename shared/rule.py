"""Rules as data: what must hold, where that is written, and on which days it is in force."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from shared.refusal import FieldFault, Refusal

F = TypeVar("F")
Offenders = Callable[[F], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Period:
    """Calendar days (Asia/Shanghai), both ends included; None is an open end."""

    first: date | None
    last: date | None

    def covers(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


ALWAYS = Period(None, None)


@dataclass(frozen=True, slots=True)
class Limit:
    """An age or a period that a law or the county sets: the number, what it is called in docs/rules.md, where it is
    written, and on which days it is in force. One that is changed gets a `last` day, as a rule does."""

    number: int
    code: str
    source: str
    in_force: Period = ALWAYS


@dataclass(frozen=True, slots=True)
class Rule(Generic[F]):
    """What facts must satisfy. `offenders` names the fields of the request that break it; none when it holds. `told`:
    what of the facts fills its sentences in, as those of a `Refusal`.

    A rule that is changed gets a `last` day, and its successor stands beside it: what happened before is judged by what
    was in force then.
    """

    code: str
    source: str
    in_force: Period
    zh: str
    en: str
    offenders: Offenders[F]
    told: Callable[[F], Mapping[str, object]] | None = None

    def fault(self, name: str, facts: F) -> FieldFault:
        """That a field breaks it."""
        told = self.told(facts) if self.told else None
        zh, en = (each if told is None else each.format_map(told) for each in (self.zh, self.en))
        return FieldFault(name, self.code, zh, en)


def field(name: str, holds: Callable[[F], bool]) -> Offenders[F]:
    """For a rule about one field."""
    return lambda facts: () if holds(facts) else (name,)


def faults(rules: Sequence[Rule[F]], facts: F, *, on: date) -> tuple[FieldFault, ...]:
    """One fault per offending field and broken rule in force on the day, in the order of the rules."""
    return tuple(
        rule.fault(name, facts) for rule in rules if rule.in_force.covers(on) for name in rule.offenders(facts)
    )


def refuse(refusal: type[Refusal], rules: Sequence[Rule[F]], facts: F, *, on: date) -> None:
    """Raise the refusal with every broken rule in force on the day, if there is one."""
    if found := faults(rules, facts, on=on):
        raise refusal(fields=found)
