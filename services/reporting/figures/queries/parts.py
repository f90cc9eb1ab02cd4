"""What one figure of a unit is made of."""

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
    """The parts of several figures, by figure: the same units in the same order, but for a rest without a unit.

    `known_before`: by what was recorded before that instant.
    """
    below = await list_directly_below(connection, unit.path, as_of, known_before)
    found: dict[str, dict[str, Sums]] = {code: {} for code in figure_codes}
    if known_before is None:
        asked = {**upto(as_of), "paths": [unit.path, *(child.path for child in below)], "codes": list(figure_codes)}
        for path, code, *columns in await connection.execute(SUMS_OF_SOME, asked):
            found[code][path] = sums_from(*columns)
    else:
        known = await get_known(connection, unit.path, figure_codes, as_of, known_before)
        for path, figures in known.figures.items():
            for code, sums_of_unit in figures.items():
                found[code][path] = sums_of_unit
    return {code: _parts(sums_by_path, unit, below) for code, sums_by_path in found.items()}


def _parts(found: Mapping[str, Sums], unit: Unit, below: Sequence[Unit]) -> list[Part]:
    asked_about = found.get(unit.path, NO_SUMS)
    parts = [Part(unit, True, asked_about.here)]
    # Most units hold nothing of most figures.
    parts += [Part(child, False, found[child.path].total if child.path in found else NOTHING) for child in below]
    return [*parts, *_unplaced(asked_about.total, parts)]


def _unplaced(total: Change, parts: Sequence[Part]) -> list[Part]:
    rest = total.minus(sum_of(part.change for part in parts))
    return [] if rest == NOTHING else [Part(None, False, rest)]
