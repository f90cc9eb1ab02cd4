"""What one figure of a unit is made of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.figures.domain import NOTHING, Change, Sums, sum_of
from services.reporting.figures.queries.ledger import get_known
from services.reporting.figures.queries.sums import of_some, sums, sums_from, upto
from services.reporting.units.domain import Unit
from services.reporting.units.queries import list_directly_below

NO_SUMS = Sums()
SUMS_OF_SOME = sums(of_some)


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
    held = await list_held(connection, figure_codes, unit, as_of, known_before)
    return {
        code: [
            Part(each.unit, each.is_here, each.changes.get(code, NOTHING))
            for each in held
            if each.unit or code in each.changes
        ]
        for code in figure_codes
    }


async def list_held(
    connection: AsyncConnection,
    figure_codes: Sequence[str],
    unit: Unit,
    as_of: date,
    known_before: datetime | None = None,
) -> list[Held]:
    """The unit by itself, then every unit directly below in order of code, then the rest where there is one. Together
    they are the unit's figures.

    `known_before`: by what was recorded before that instant.
    """
    below = await list_directly_below(connection, unit.path, as_of, known_before)
    if known_before is None:
        found = await _sums_of([unit, *below], figure_codes, connection, as_of)
    else:
        found = (await get_known(connection, unit.path, figure_codes, as_of, known_before)).figures
    whole = found.get(unit.path, {})
    held = [Held(unit, True, {code: sums.here for code, sums in whole.items() if sums.here != NOTHING})]
    held += [Held(each, False, {code: sums.total for code, sums in found.get(each.path, {}).items()}) for each in below]
    rest = {code: whole.get(code, NO_SUMS).total.minus(_sum_of(code, held)) for code in figure_codes}
    unplaced = {code: change for code, change in rest.items() if change != NOTHING}
    return [*held, Held(None, False, unplaced)] if unplaced else held


async def _sums_of(
    units: Sequence[Unit], figure_codes: Sequence[str], connection: AsyncConnection, as_of: date
) -> Mapping[str, Mapping[str, Sums]]:
    """Path → figure → sums, of those that hold something."""
    found: dict[str, dict[str, Sums]] = defaultdict(dict)
    asked = {**upto(as_of), "paths": [unit.path for unit in units], "codes": list(figure_codes)}
    for path, code, *columns in await connection.execute(SUMS_OF_SOME, asked):
        found[path][code] = sums_from(*columns)
    return found


def _sum_of(code: str, held: Sequence[Held]) -> Change:
    return sum_of(each.changes[code] for each in held if code in each.changes)
