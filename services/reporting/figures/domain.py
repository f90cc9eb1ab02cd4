"""How events become sums: pure, without clock, database or float.

A figure is a sum of whole numbers, each placed at one org unit on one calendar day. Sums do not depend on order, so
events may come in any order and any batch and give the same content.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from typing import Any, Literal, NamedTuple, TypeVar

from services.reporting.figures.parameters import FIGURES, Count, Figure
from shared.events.contract import Event
from shared.refusal import NotFound

K = TypeVar("K")


class FigureNotFound(NotFound):
    code = "figure-not-found"
    zh = "没有编号为{figure}的指标。"
    en = "There is no figure {figure}."


class Change(NamedTuple):
    """What is added to a figure, and how many events stand behind it."""

    delta: int
    events: int

    def plus(self, other: "Change") -> "Change":
        return Change(self.delta + other.delta, self.events + other.events)

    def minus(self, other: "Change") -> "Change":
        return Change(self.delta - other.delta, self.events - other.events)


NOTHING = Change(0, 0)


def sum_of(changes: Iterable[Change]) -> Change:
    """All of them together."""
    return reduce(Change.plus, changes, NOTHING)


@dataclass(frozen=True, slots=True)
class Sums:
    """A figure of a unit: what the unit holds itself, and what the units below it hold."""

    here: Change = NOTHING
    below: Change = NOTHING

    @property
    def total(self) -> Change:
        return self.here.plus(self.below)


class Cell(NamedTuple):
    """The finest grain of a figure that is kept."""

    org_path: str
    figure_code: str
    day: date


class Span(NamedTuple):
    """A day or a month of everything below a unit, not counting the unit itself."""

    org_path: str
    figure_code: str
    grain: Literal["day", "month"]
    starts_on: date


Counts = Mapping[type[Event], tuple[tuple[str, Count[Any]], ...]]

BY_CODE: Mapping[str, Figure] = {figure.code: figure for figure in FIGURES}


def get_figure(code: str) -> Figure:
    """Raises FigureNotFound."""
    if code not in BY_CODE:
        raise FigureNotFound(figure=code)
    return BY_CODE[code]


def counts_by_contract(figures: Iterable[Figure]) -> Counts:
    """For each contract that any figure counts: the codes of these figures and how they count it."""
    counts: dict[type[Event], tuple[tuple[str, Count[Any]], ...]] = {}
    for figure in figures:
        for count in figure.counts:
            counts[count.contract] = (*counts.get(count.contract, ()), (figure.code, count))
    return counts


def contributions(event: Event, counts: Counts) -> list[tuple[Cell, int]]:
    """What one event adds, to every figure that counts it."""
    added = []
    for code, count in counts[type(event)]:
        if count.where(event):
            org_path, day = count.at(event)
            added.append((Cell(org_path, code, day), count.delta))
    return added


def folded(events: Iterable[Event], counts: Counts) -> dict[Cell, Change]:
    """The sum of a batch, cell by cell."""
    sums: dict[Cell, Change] = {}
    for event in events:
        for cell, delta in contributions(event, counts):
            _add(sums, cell, Change(delta, 1))
    return sums


def rolled_up(cells: Mapping[Cell, Change]) -> dict[Span, Change]:
    """The same sum as seen from every unit above, by day and by month."""
    sums: dict[Span, Change] = {}
    for (org_path, code, day), change in cells.items():
        month = day.replace(day=1)
        for above in paths_above(org_path):
            _add(sums, Span(above, code, "day", day), change)
            _add(sums, Span(above, code, "month", month), change)
    return sums


@lru_cache(maxsize=4096)
def paths_above(org_path: str) -> tuple[str, ...]:
    """`a.b.c` → `a`, `a.b`."""
    labels = org_path.split(".")
    return tuple(".".join(labels[:depth]) for depth in range(1, len(labels)))


def _add(sums: dict[K, Change], key: K, change: Change) -> None:
    before = sums.get(key)
    sums[key] = change if before is None else before.plus(change)


COUNTS = counts_by_contract(FIGURES)
