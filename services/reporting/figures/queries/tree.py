"""All units with all their figures, for snapshots and for rules between figures."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Subquery, Text, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.figures.domain import BY_CODE, Change, Sums
from services.reporting.figures.queries.ledger import get_known
from services.reporting.figures.queries.sums import sums, sums_from, upto
from services.reporting.units.domain import Unit
from services.reporting.units.queries import AS_OF, ESTABLISHED_THEN, UNITS, list_units, unit_from


@dataclass(frozen=True, slots=True)
class Node:
    """A unit of the tree and its figures by code; a figure without any event is missing."""

    unit: Unit
    figures: Mapping[str, Sums]

    @property
    def totals(self) -> dict[str, Change]:
        """With everything below the unit."""
        return {code: figure.total for code, figure in self.figures.items()}


async def list_tree(connection: AsyncConnection, as_of: date) -> dict[str, Node]:
    """Every unit with its figures, by path: one statement, so of one instant in any transaction."""
    units: dict[str, Unit] = {}
    figures: dict[str, dict[str, Sums]] = defaultdict(dict)
    for *unit, code, here, events_here, below, events_below in await connection.execute(TREE, upto(as_of)):
        path = unit[1]
        units[path] = unit_from(unit)
        if code is not None:
            figures[path][code] = sums_from(here, events_here, below, events_below)
    return {path: Node(unit, figures[path]) for path, unit in units.items()}


async def list_tree_known(connection: AsyncConnection, as_of: date, known_before: datetime) -> dict[str, Node]:
    """The same by what was recorded before an instant, counted from the ledger."""
    known = await get_known(connection, None, list(BY_CODE), as_of, known_before)
    units = await list_units(connection, as_of, known_before, known.figures)
    return {path: Node(unit, known.figures.get(path, {})) for path, unit in units.items()}


def _units_with_facts(facts: Subquery) -> Select[Any]:
    """The fields of `Unit`, then those of `facts` after its `org_path` (text); in no particular order.

    Holds every unit that stood by that day and every unit that facts name: one whose establishment has not arrived,
    because topics are not ordered among each other, has neither code nor kind nor name.
    """
    network = UNITS.add_columns(ESTABLISHED_THEN.label("established_on")).subquery()
    unit, values = network.c, facts.c
    path = func.ltree2text(unit.path, type_=Text())
    return (
        select(
            unit.code,
            func.coalesce(path, values.org_path),
            unit.kind,
            unit.host_kind,
            unit.name,
            unit.closed_on,
            *(column for column in values if column is not values.org_path),
        )
        .select_from(network.join(facts, path == values.org_path, full=True))
        .where(or_(unit.established_on <= AS_OF, values.org_path.is_not(None)))
    )


TREE = _units_with_facts(sums().subquery())
