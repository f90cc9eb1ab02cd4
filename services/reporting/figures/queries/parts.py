"""What one figure of a unit is made of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.figures.domain import NOTHING, Change, Sums
from services.reporting.figures.queries.ledger import Known, get_known
from services.reporting.figures.queries.standing import FRESHNESS
from services.reporting.figures.queries.sums import PATH, later_at, of_some, sums, sums_from, upto
from services.reporting.units.domain import Unit
from services.reporting.units.queries import list_directly_below
from shared.database.driver import DriverStatement

_FRESHNESS, _SUMS = FRESHNESS.subquery(), sums(of_some, later_at(PATH)).subquery()
# A row at least, of the freshness, with the sums beside it.
SUMS_OF_SOME = DriverStatement(select(_FRESHNESS, _SUMS).select_from(_FRESHNESS.outerjoin(_SUMS, true())))


@dataclass(frozen=True, slots=True)
class Part:
    """What a unit directly below adds to a figure, or the unit asked about by itself (`is_here`).

    `unit` is None for what lies below units whose establishment has not arrived: topics are not ordered among each
    other.
    """

    unit: Unit | None
    is_here: bool
    change: Change


@dataclass(frozen=True, slots=True)
class Held:
    """What a unit adds to several figures: those alone of which there is something. Otherwise like `Part`."""

    unit: Unit | None
    is_here: bool
    changes: Mapping[str, Change]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The unit by itself, then every unit directly below in order of code, then the rest where there is one; together
    they are the unit's figures (`totals`: those alone of which there is something). When the latest event happened that
    is counted anywhere."""

    held: Sequence[Held]
    totals: Mapping[str, Change]
    last_event_at: datetime | None


async def list_parts(
    connection: AsyncConnection, figure_code: str, unit: Unit, as_of: date, known_before: datetime | None = None
) -> list[Part]:
    """The unit by itself, then every unit directly below in order of code. Together they are the unit's figure."""
    return (await list_parts_of_each(connection, [figure_code], unit, as_of, known_before))[figure_code]


async def list_parts_of_each(
    connection: AsyncConnection,
    figure_codes: Sequence[str],
    unit: Unit,
    as_of: date,
    known_before: datetime | None = None,
) -> dict[str, list[Part]]:
    """The parts of several figures, by figure: the same units in the same order, but for a rest without a unit."""
    below = await list_directly_below(connection, unit.path, as_of, known_before)
    breakdown = await get_breakdown(connection, figure_codes, [unit, *below], as_of, known_before)
    return parts_of_each(figure_codes, breakdown)


def parts_of_each(figure_codes: Sequence[str], breakdown: Breakdown) -> dict[str, list[Part]]:
    """The same from what was read."""
    return {
        code: [
            Part(each.unit, each.is_here, each.changes.get(code, NOTHING))
            for each in breakdown.held
            if each.unit or code in each.changes
        ]
        for code in figure_codes
    }


async def get_breakdown(
    connection: AsyncConnection,
    figure_codes: Sequence[str],
    units: Sequence[Unit],
    as_of: date,
    known_before: datetime | None = None,
) -> Breakdown:
    """Of a unit, with which `units` begin; the others are all those directly below. One round trip.

    `known_before`: by what was recorded before that instant.
    """
    unit, *below = units
    if known_before is None:
        found = await _get_sums(connection, figure_codes, units, as_of)
    else:
        found = await get_known(connection, unit.path, figure_codes, as_of, known_before)
    whole = found.figures.get(unit.path, {})
    held = [Held(unit, True, {code: sums.here for code, sums in whole.items() if sums.here != NOTHING})]
    held += [Held(each, False, _totals(found.figures.get(each.path, {}))) for each in below]
    totals = _totals(whole)
    rest: dict[str, Change] = defaultdict(lambda: NOTHING, totals)
    for each in held:
        for code, change in each.changes.items():
            rest[code] = rest[code].minus(change)
    unplaced = {code: change for code, change in rest.items() if change != NOTHING}
    held += [Held(None, False, unplaced)] if unplaced else []
    return Breakdown(held, totals, found.last_event_at)


async def _get_sums(
    connection: AsyncConnection, figure_codes: Sequence[str], units: Sequence[Unit], as_of: date
) -> Known:
    """By all that is known."""
    paths = [unit.path for unit in units]
    asked = {**upto(as_of), "path": paths[0], "paths": paths, "codes": list(figure_codes)}
    rows = await SUMS_OF_SOME.fetch(connection, asked)
    figures: dict[str, dict[str, Sums]] = {}
    for _, path, code, *columns in rows:
        if path is not None:
            figures.setdefault(path, {})[code] = sums_from(*columns)
    return Known(figures, rows[0][0])


def _totals(figures: Mapping[str, Sums]) -> dict[str, Change]:
    return {code: sums.total for code, sums in figures.items()}
