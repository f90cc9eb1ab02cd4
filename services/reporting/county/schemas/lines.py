"""Figures as they stand on a page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from services.reporting.county.parameters import GROUPS, HERE, UNPLACED, Group
from services.reporting.figures.domain import BY_CODE, Change
from services.reporting.figures.parameters import FIGURES, TOTAL, Figure
from services.reporting.figures.parameters.shares import Read, Share
from services.reporting.figures.queries.parts import Held, Part
from services.reporting.units.domain import Unit
from services.reporting.units.schemas import name_of
from shared.language import Text
from shared.web.heat import Cell, Line


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the numbers of a page open to, all as of the day that it shows, as known on the other."""

    as_of: date
    known_on: date | None = None

    def unit(self, code: str) -> str:
        """All figures of a unit."""
        return f"/reporting/county?{self._of(code)}"

    def figure(self, figure_code: str, unit_code: str) -> str:
        """One figure of a unit."""
        return f"/reporting/county/figures/{figure_code}?{self._of(unit_code)}"

    def periods(self, figure_code: str, unit_code: str) -> str:
        """The figure by periods."""
        return f"/reporting/county/figures/{figure_code}/periods?{self._of(unit_code)}"

    def trends(self, unit_code: str) -> str:
        """How its key figures came along."""
        return f"/reporting/county/trends?{self._of(unit_code)}"

    def coverage(self, unit_code: str) -> str:
        """How much of what is to be covered is."""
        return f"/reporting/coverage?{self._of(unit_code)}"

    def subjects(self, figure_code: str, unit_code: str) -> str:
        """The ids behind it."""
        return f"/reporting/county/figures/{figure_code}/subjects?{self._of(unit_code)}"

    def _of(self, unit_code: str) -> str:
        return _query(unit_code, self.as_of, self.known_on)


@lru_cache(maxsize=1024)  # a page has an address for each figure of a unit
def _query(unit_code: str, as_of: date, known_on: date | None) -> str:
    known = {"known_on": known_on} if known_on else {}
    return urlencode({"unit": unit_code, "as_of": as_of, **known})


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a group, and the lines with these alone."""

    name: Text
    figures: Sequence[Figure]
    lines: Sequence[Line]

    @property
    def heads(self) -> list[Text]:
        return [figure.name for figure in self.figures]


def tables_of(whole: Unit, totals: Mapping[str, Change], held: Sequence[Held], to: Addresses) -> list[Table]:
    """A table for each group of figures, in the order in which they are read: the total, what the unit holds by itself,
    and every unit directly below.

    What belongs to units not known yet is a line of its own where there is any.
    """
    rows = [(TOTAL, None, False, _cells(totals, to, whole.code)), *(_row(each, to) for each in held)]
    return [_table(group, rows) for group in GROUPS]


def compared_by(tables: Sequence[Table], chosen: Figure) -> list[tuple[Line, Cell]]:
    """The units by one figure, the largest first: what a phone shows instead of the whole table."""
    table = next(each for each in tables if chosen in each.figures)
    place = table.figures.index(chosen)
    cells = [(line, line.cells[place]) for line in table.lines if line.is_compared]
    return sorted(cells, key=lambda each: each[1].value or 0, reverse=True)


def shared_parts(
    code: str, share: Share | None, found: Mapping[str, Sequence[Part]]
) -> list[tuple[Part, Read | None]]:  # fmt: skip
    """The parts of a figure, each with its share where the figure has one: then those too that have nothing of it."""
    if share is None:
        return [(part, None) for part in found[code] if part.change.events]
    values: dict[tuple[str | None, bool], dict[str, int]] = {}
    for each, parts in found.items():
        for part in parts:
            values.setdefault((_key(part), part.is_here), {})[each] = part.change.delta
    read = [(part, share.read(_value(values[_key(part), part.is_here]))) for part in found[code]]
    return [(part, shared) for part, shared in read if part.change.events or shared.whole]


def _value(values: Mapping[str, int]) -> Callable[[str], int]:
    return lambda code: values.get(code, 0)


def _key(part: Part) -> str | None:
    return part.unit.path if part.unit else None


# What a line is called, what it opens to, whether it is compared with others, and its cells by figure: those alone in
# which there is something.
_Row = tuple[Text, str | None, bool, Mapping[str, Cell]]


def _table(group: Group, rows: Sequence[_Row]) -> Table:
    nothing = [NOTHING_IN[code] for code in group.codes]
    lines = [
        Line(label, tuple(map(cells.get, group.codes, nothing)), path, is_compared)
        for label, path, is_compared, cells in rows
    ]
    return Table(group.name, [BY_CODE[code] for code in group.codes], lines)


def _row(held: Held, to: Addresses) -> _Row:
    if held.unit is None:
        return UNPLACED, None, False, _cells(held.changes, to, None)
    if held.is_here:
        return HERE, None, False, _cells(held.changes, to, None)
    code = held.unit.code
    return name_of(held.unit), to.unit(code), True, _cells(held.changes, to, code)


def _cells(changes: Mapping[str, Change], to: Addresses, unit_code: str | None) -> dict[str, Cell]:
    """A number opens to what it is made of; where there is nothing, there is nothing to open."""
    return {code: _cell(change, BY_CODE[code], to, unit_code) for code, change in changes.items()}


def _cell(change: Change, figure: Figure, to: Addresses, unit_code: str | None) -> Cell:
    path = to.figure(figure.code, unit_code) if change.events and unit_code else None
    return Cell(change.delta, path, figure.worded(change.delta))


NOTHING_IN = {figure.code: Cell(0, words=figure.worded(0)) for figure in FIGURES}
