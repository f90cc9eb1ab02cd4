"""Figures of a unit as of a day: sums over a few dozen rows, never a count over persons."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    Select,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.figures.domain import BY_CODE, NOTHING, Change, Sums, sum_of
from services.reporting.figures.tables import BYTES, FIGURE_BELOW, FIGURE_CHANGE, FIGURE_FRESHNESS
from services.reporting.units.domain import Unit
from services.reporting.units.queries import AS_OF, list_directly_below, unit_from, units_with_facts

MONTH: ColumnElement[date] = bindparam("month", type_=Date)
PATHS: ColumnElement[Any] = bindparam("paths", type_=ARRAY(BYTES))
CODES: ColumnElement[Any] = bindparam("codes", type_=ARRAY(BYTES))


@dataclass(frozen=True, slots=True)
class Node:
    """A unit of the tree and its figures by code; a figure without any event is missing."""

    unit: Unit
    figures: Mapping[str, Sums]

    @property
    def totals(self) -> dict[str, Change]:
        """With everything below the unit."""
        return {code: sums.total for code, sums in self.figures.items()}


@dataclass(frozen=True, slots=True)
class Part:
    """What a unit directly below adds to a figure, or the unit asked about by itself (`is_here`).

    `unit` is None for what lies below units whose establishment has not arrived: topics are not ordered among each
    other.
    """

    unit: Unit | None
    is_here: bool
    change: Change


async def get_figures(connection: AsyncConnection, org_path: str, as_of: date) -> Mapping[str, Change]:
    """Value and number of events by figure code, of the unit and all below it; nothing where no event was counted."""
    asked = {**upto(as_of), "paths": [org_path], "codes": list(BY_CODE)}
    found: dict[str, Change] = defaultdict(lambda: NOTHING)
    for _, code, *sums in await connection.execute(SUMS_OF_SOME, asked):
        found[code] = sums_from(*sums).total
    return found


async def list_parts(connection: AsyncConnection, figure_code: str, unit: Unit, as_of: date) -> list[Part]:
    """The unit by itself, then every unit directly below in order of code. Together they are the unit's figure."""
    below = await list_directly_below(connection, unit.path, as_of)
    asked = {**upto(as_of), "paths": [unit.path, *(child.path for child in below)], "codes": [figure_code]}
    found: dict[str, Sums] = defaultdict(Sums)
    for path, _, *sums in await connection.execute(SUMS_OF_SOME, asked):
        found[path] = sums_from(*sums)
    asked_about = found[unit.path]
    parts = [Part(unit, True, asked_about.here), *(Part(child, False, found[child.path].total) for child in below)]
    return [*parts, *_unplaced(asked_about.total, parts)]


async def list_tree(connection: AsyncConnection, as_of: date) -> dict[str, Node]:
    """Every unit with its figures, by path: one statement, so of one instant even outside a snapshot."""
    units: dict[str, Unit] = {}
    figures: dict[str, dict[str, Sums]] = defaultdict(dict)
    for *unit, code, here, events_here, below, events_below in await connection.execute(TREE, upto(as_of)):
        path = unit[1]
        units[path] = unit_from(unit)
        if code is not None:
            figures[path][code] = sums_from(here, events_here, below, events_below)
    return {path: Node(unit, figures[path]) for path, unit in units.items()}


async def find_freshness(connection: AsyncConnection) -> datetime | None:
    """The time of the latest event the figures have taken in; None before the first."""
    found: datetime | None = await connection.scalar(FRESHNESS)
    return found


def upto(as_of: date) -> dict[str, date]:
    """The parameters of these statements that tell the last day counted."""
    return {"as_of": as_of, "month": as_of.replace(day=1)}


def sums_from(delta_here: int, events_here: int, delta_below: int, events_below: int) -> Sums:
    """Sums from the columns of these statements after `org_path` and `figure_code`."""
    return Sums(Change(delta_here, events_here), Change(delta_below, events_below))


def _sums(conditions_here: Sequence[Any] = (), conditions_below: Sequence[Any] = ()) -> Select[Any]:
    here, below = FIGURE_CHANGE.c, FIGURE_BELOW.c
    # Whole months before the month of the day, and the days of that month: each fact below once.
    spans = or_(
        and_(below.grain == "month", below.starts_on < MONTH),
        and_(below.grain == "day", below.starts_on >= MONTH, below.starts_on <= AS_OF),
    )
    row = union_all(
        select(here.org_path, here.figure_code, literal(True).label("is_here"), here.delta, here.events)
        .where(here.day <= AS_OF, *conditions_here),
        select(below.org_path, below.figure_code, literal(False), below.delta, below.events)
        .where(spans, *conditions_below),
    ).subquery().c  # fmt: skip
    return select(
        row.org_path,
        row.figure_code,
        _whole_sum(row.delta, row.is_here).label("delta_here"),
        _whole_sum(row.events, row.is_here).label("events_here"),
        _whole_sum(row.delta, ~row.is_here).label("delta_below"),
        _whole_sum(row.events, ~row.is_here).label("events_below"),
    ).group_by(row.org_path, row.figure_code)


def _whole_sum(column: ColumnElement[int], condition: ColumnElement[bool]) -> ColumnElement[int]:
    """PostgreSQL's own sum of bigint is a decimal."""
    return cast(func.sum(case((condition, column), else_=0)), BigInteger)


def _some(columns: Any) -> tuple[ColumnElement[bool], ...]:
    return (columns.org_path == any_(PATHS), columns.figure_code == any_(CODES))


def _unplaced(total: Change, parts: Sequence[Part]) -> list[Part]:
    rest = total.minus(sum_of(part.change for part in parts))
    return [] if rest == NOTHING else [Part(None, False, rest)]


# Built once, for building a statement costs more than running it. One statement each, so that sums are of one instant.
SUMS_OF_SOME = _sums(_some(FIGURE_CHANGE.c), _some(FIGURE_BELOW.c))
TREE = units_with_facts(_sums().subquery())
FRESHNESS = select(FIGURE_FRESHNESS.c.last_event_at)
