"""How events become sums: pure, without clock, database or float.

A figure is a sum of whole numbers, each placed at one org unit on one calendar day and added for one subject: the
entries of a ledger. Neither they nor their sums depend on order: events may come in any order and any batch.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Literal, NamedTuple, TypeVar

from services.reporting.figures.parameters import FIGURES, Counting, Figure, Kind
from services.reporting.units.domain import Moves
from shared.events.contract import Event
from shared.places import Tree
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
    deltas = events = 0
    for change in changes:
        deltas += change.delta
        events += change.events
    return Change(deltas, events)


class Sums(NamedTuple):
    """A figure of a unit: what the unit holds itself, and what the units below it hold."""

    here: Change = NOTHING
    below: Change = NOTHING

    @property
    def total(self) -> Change:
        return self.here.plus(self.below)


class Entry(NamedTuple):
    """What one event adds to one figure for one subject: the id of a person, a case, a unit."""

    figure_code: str
    org_path: str
    subject: str
    day: date
    delta: int
    kind: Kind


class Carried(NamedTuple):
    """What follows from an entry because units moved, and since when both are known."""

    figure_code: str
    org_path: str
    subject: str
    day: date
    known_at: datetime
    kind: Kind
    delta: int


class Cell(NamedTuple):
    """The finest grain of sums."""

    org_path: str
    figure_code: str
    day: date


# A day or a month of everything below a unit, not counting the unit itself: its path, the figure, which of both, the
# first day. A plain tuple, for each event makes several.
Span = tuple[str, str, Literal["day", "month"], date]


Counts = Mapping[type[Event], tuple[tuple[Figure, Counting], ...]]

BY_CODE: Mapping[str, Figure] = {figure.code: figure for figure in FIGURES}


def get_figure(code: str) -> Figure:
    """Raises FigureNotFound."""
    if code not in BY_CODE:
        raise FigureNotFound(figure=code)
    return BY_CODE[code]


def counts_by_contract(figures: Iterable[Figure]) -> Counts:
    """For each contract that any figure counts: these figures and how they count it."""
    counts: dict[type[Event], tuple[tuple[Figure, Counting], ...]] = {}
    for figure in figures:
        for count in figure.counts:
            counts[count.contract] = (*counts.get(count.contract, ()), (figure, count))
    return counts


def claims(figures: Iterable[Figure]) -> dict[str, tuple[type[Event], ...]]:
    """What each figure must have been given every event of. A formula that changed is another one."""
    return {
        f"{figure.code}.{figure.formula}": tuple({count.contract: None for count in figure.counts})
        for figure in figures
    }


def contributions(event: Event, key: str, counts: Counts) -> list[Entry]:
    """What one event, of the aggregate `key`, adds to every figure that counts it."""
    added = []
    for figure, count in counts.get(type(event), ()):
        for subject, (org_path, day), delta in count.added(event, key):
            added.append(Entry(figure.code, org_path, subject, day, delta, count.kind or figure.kind))
    return added


def carried(entries: Iterable[Entry], known_at: datetime, moves: Moves) -> list[Carried]:
    """What follows from the entries of one event, recorded at `known_at`.

    A fact is booked where its unit stood on its own day, whatever path the event names; a stock is then carried along
    on the day of each move, a flow stays with whom it happened at. At each instant at which more became known, what is
    added makes the difference: so what was known before can still be told.
    """
    found: Counter[tuple[str, str, str, date, datetime, Kind]] = Counter()
    for entry in entries:
        if not moves.concern(entry.org_path):
            continue
        said = {(entry.org_path, entry.day, entry.kind): entry.delta}
        for instant in (known_at, *moves.instants_after(known_at)):
            holds = _placed(entry, moves.tree_at(instant))
            for path, day, kind in {**said, **holds}:
                difference = holds.get((path, day, kind), 0) - said.get((path, day, kind), 0)
                found[entry.figure_code, path, entry.subject, day, instant, kind] += difference
            said = holds
    return [Carried(*key, delta) for key, delta in found.items() if delta]


def _placed(entry: Entry, tree: Tree) -> dict[tuple[str, date, Kind], int]:
    """Where it counts from which day on."""
    path = tree.path_on(entry.org_path, entry.day)
    placed: dict[tuple[str, date, Kind], int] = {(path, entry.day, entry.kind): entry.delta}
    if entry.kind == "flow":
        return placed
    for day in tree.days_after(entry.day):
        if (then := tree.path_on(entry.org_path, day)) != path:
            placed[path, day, "transfer"] = -entry.delta
            placed[then, day, "transfer"] = entry.delta
            path = then
    return placed


def folded(entries: Iterable[Entry | Carried], sign: int = 1) -> dict[Cell, Change]:
    """The sum of a batch, cell by cell."""
    sums: dict[Cell, Change] = {}
    for entry in entries:
        _add(sums, Cell(entry.org_path, entry.figure_code, entry.day), Change(sign * entry.delta, sign))
    return sums


def of_all_days(cells: Mapping[Cell, Change]) -> dict[tuple[str, str], Change]:
    """What each unit holds itself, by path and figure."""
    held: dict[tuple[str, str], Change] = {}
    for (org_path, code, _), change in cells.items():
        _add(held, (org_path, code), change)
    return held


def sums_of_units(held: Mapping[tuple[str, str], Change]) -> dict[str, dict[str, Sums]]:
    """Path → figure → sums of the unit, for every unit that holds something and all above it: from what each holds
    itself, by path and figure."""
    sums: dict[str, dict[str, Sums]] = {}
    for (org_path, code), change in held.items():
        for path in (*paths_above(org_path), org_path):
            figures = sums.setdefault(path, {})
            before = figures.get(code, Sums())
            if path == org_path:
                figures[code] = Sums(before.here.plus(change), before.below)
            else:
                figures[code] = Sums(before.here, before.below.plus(change))
    return sums


def rolled_up(cells: Mapping[Cell, Change]) -> dict[Span, Change]:
    """The same sum as seen from every unit above, by day and by month."""
    sums: dict[Span, Change] = {}
    for (org_path, code, day), change in cells.items():
        month = day.replace(day=1)
        for above in paths_above(org_path):
            _add(sums, (above, code, "day", day), change)
            _add(sums, (above, code, "month", month), change)
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
