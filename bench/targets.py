"""What a goal asks for, and whether a finding meets it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bench.measuring import Effort, Series
from bench.stage import Stage


class Verdict(StrEnum):
    MET = "met"
    MISSED = "missed"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Target:
    """`≥ number` or `≤ number`, of the ratio ours ÷ limit, or of ours itself where there is no limit."""

    number: float
    at_least: bool

    def holds(self, value: float) -> bool:
        return value >= self.number if self.at_least else value <= self.number

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.number:g}"


def at_least(number: float) -> Target:
    return Target(number, at_least=True)


def at_most(number: float) -> Target:
    return Target(number, at_least=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """Ours beside the limit of the same run. `against` says what the limit is; `facts` is what else was seen."""

    what: str
    unit: str
    target: Target
    ours: Series
    limit: Series | None = None
    against: str = ""
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def value(self) -> float:
        """What the target is about."""
        return self.ours.median / self.limit.median if self.limit else self.ours.median

    @property
    def extremes(self) -> tuple[float, float]:
        """The least and the greatest that any repetition of ours is, beside any of the limit's."""
        if self.limit is None:
            return self.ours.lowest, self.ours.highest
        return self.ours.lowest / self.limit.highest, self.ours.highest / self.limit.lowest

    @property
    def verdict(self) -> Verdict:
        if self.ours.is_void or (self.limit is not None and self.limit.is_void):
            return Verdict.VOID
        return Verdict.MET if self.target.holds(self.value) else Verdict.MISSED


Measure = Callable[[Stage, Effort], Awaitable[Sequence[Finding]]]


@dataclass(frozen=True, slots=True)
class Goal:
    """`code` as in docs/performance.md; `sentence` is the goal in words."""

    code: str
    sentence: str
    measure: Measure
