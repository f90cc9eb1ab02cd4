"""How figures are counted: what an event adds, for whom, where and when."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, Literal, NamedTuple, Protocol, TypeVar

from shared.events.contract import Event
from shared.language import Text

E = TypeVar("E", bound=Event)

TEN_THOUSAND = 10_000
Qualifier = Literal["exact", "at-least", "approximate"]
# A stock is what there is on a day (who is registered, which units stand), a flow what happened up to it; a transfer is
# a stock that another unit takes over, which is none of what happened in a period.
Kind = Literal["stock", "flow", "transfer"]
# Whose ids stand behind a figure.
# `entry`: of a book of registry; `benefits-entry`: of one of benefits.
Subject = Literal["person", "case", "org-unit", "party-organisation", "entry", "benefits-entry"]
OF_PERSONS: frozenset[Subject] = frozenset({"person", "case"})  # personal, although ids alone


class Place(NamedTuple):
    """Where and when a counted fact holds: the path of the responsible org unit, the calendar day (Asia/Shanghai)."""

    org_path: str
    day: date


@dataclass(frozen=True, slots=True)
class Count(Generic[E]):
    """Each `contract` for which `where` holds adds `delta` at `at`, for `subject`, else for the event's key.

    What takes a subject out again (-1) names the same subject as what brought it in.
    """

    contract: type[E]
    at: Callable[[E], Place]
    delta: int = 1
    where: Callable[[E], bool] = lambda _: True
    subject: Callable[[E], str] | None = None
    kind: None = None

    def added(self, event: E, key: str) -> Iterable[tuple[str, Place, int]]:
        """For whom, where, when and how much."""
        subject = self.subject(event) if self.subject else key
        return ((subject, self.at(event), self.delta),) if self.where(event) else ()


@dataclass(frozen=True, slots=True)
class PeriodCount(Generic[E]):
    """Each `contract` adds `delta` on the days of the periods for which `where` holds, for `subject` of each, for that
    of the event (`of`), else for the event's key."""

    contract: type[E]
    periods: Callable[[E], Sequence[Any]]
    delta: int
    where: Callable[[Any], bool]
    kind: Kind | None = None
    subject: Callable[[Any], str] | None = None
    of: Callable[[E], str] | None = None

    def added(self, event: E, key: str) -> Iterable[tuple[str, Place, int]]:
        """For whom, where and when they begin and end, and how much; nothing where one ends as the next begins."""
        added: Counter[tuple[str, Place]] = Counter()
        for period in filter(self.where, self.periods(event)):
            subject = self.subject(period) if self.subject else self.of(event) if self.of else key
            added[subject, Place(period.org_path, period.starts_on)] += self.delta
            if period.ends_on is not None:
                added[subject, Place(period.org_path, period.ends_on)] -= self.delta
        return [(subject, place, delta) for (subject, place), delta in added.items() if delta]


class Counting(Protocol):
    """How one contract is counted in a figure."""

    @property
    def contract(self) -> type[Any]: ...

    @property
    def kind(self) -> Kind | None: ...

    def added(self, event: Any, key: str) -> Iterable[tuple[str, Place, int]]:
        """For whom, where, when and how much."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the figure catalogue; `counts` is its formula over events.

    `parts`: so many of its values make one of the unit of measure, as fen make a yuan. `formula` goes up by one when
    `counts` of a figure that was released change: until the figures are rebuilt, a worker says that it is not ready. A
    figure that is new says so by itself. `made_of`: codes of those that say how certain what it adds up is.
    """

    code: str
    name: Text
    unit_of_measure: Text
    qualifier: Qualifier
    counts: tuple[Counting, ...]
    subject: Subject = "person"
    kind: Kind = "stock"
    formula: int = 1
    parts: int = 1
    made_of: tuple[str, ...] = ()

    def measured(self, value: int) -> int | Decimal:
        """In its unit of measure."""
        return value // self.parts if value % self.parts == 0 else Decimal(value) / self.parts

    def number(self, value: int) -> str:
        """In its unit of measure: 18,636; of amounts that are no whole yuan 5,000.50."""
        if self.parts == 1:
            return f"{value:,}"
        measured = self.measured(value)
        return f"{measured:,}" if isinstance(measured, int) else f"{measured:,.{len(str(self.parts)) - 1}f}"

    def worded(self, value: int) -> Text:
        """As the figure is to be read: 18,636; of what is known as a lower bound, 80余万 or ≥ 2."""
        number = self.number(value)
        if self.qualifier == "exact" or not value:
            return Text(number, number)
        if self.qualifier == "approximate":
            return Text(f"约 {number}", f"about {number}")
        whole = value // self.parts
        zh = f"{whole // TEN_THOUSAND}余万" if whole >= TEN_THOUSAND else f"≥ {number}"
        return Text(zh, f"≥ {number}")
