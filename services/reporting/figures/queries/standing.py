"""All figures of one unit: the page that is asked for most."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, any_, func, literal_column, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.figures.domain import BY_CODE, NOTHING, Change
from services.reporting.figures.queries.ledger import get_known
from services.reporting.figures.queries.sums import CODES, sums, sums_from, upto
from services.reporting.figures.tables import FIGURE_FRESHNESS
from services.reporting.units.domain import OrgUnitNotFound, Unit
from services.reporting.units.queries import ONE, get_unit, unit_from


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """A unit's figures by code, nothing where no event was counted; the time of the latest event counted anywhere."""

    unit: Unit
    last_event_at: datetime | None
    figures: Mapping[str, Change]


async def get_standing(
    connection: AsyncConnection, code: str, as_of: date, known_before: datetime | None = None
) -> UnitFigures:
    """The figures of a unit, all below it included: one round trip. Raises OrgUnitNotFound.

    `known_before`: by what was recorded before that instant.
    """
    if known_before is not None:
        return await _get_known(connection, code, as_of, known_before)
    asked = {**upto(as_of), "code": code, "codes": list(BY_CODE)}
    rows = (await connection.execute(STANDING, asked)).all()
    if not rows:
        raise OrgUnitNotFound(unit=code)
    figures: dict[str, Change] = defaultdict(lambda: NOTHING)
    for *_, figure_code, here, events_here, below, events_below in rows:
        if figure_code is not None:
            figures[figure_code] = sums_from(here, events_here, below, events_below).total
    *unit, last_event_at, _, _, _, _, _ = rows[0]
    return UnitFigures(unit_from(unit), last_event_at, figures)


async def find_freshness(connection: AsyncConnection) -> datetime | None:
    """The time of the latest event the figures have taken in; None before the first."""
    found: datetime | None = await connection.scalar(FRESHNESS)
    return found


async def _get_known(connection: AsyncConnection, code: str, as_of: date, known_before: datetime) -> UnitFigures:
    unit = await get_unit(connection, code, as_of, known_before)
    known = await get_known(connection, unit.path, list(BY_CODE), as_of, known_before)
    figures = {code: sums.total for code, sums in known.figures.get(unit.path, {}).items()}
    return UnitFigures(unit, known.last_event_at, defaultdict(lambda: NOTHING, figures))


def _of_the_unit(columns: Any) -> tuple[ColumnElement[bool], ...]:
    """Of the unit that the lateral join has at hand."""
    path = literal_column("ltree2text(asked.path)", type_=Text)
    return (columns.org_path == path, columns.figure_code == any_(CODES))


FRESHNESS = select(func.max(FIGURE_FRESHNESS.c.last_event_at))
SUMS_OF_THE_UNIT = sums(_of_the_unit).lateral("sums")
ASKED = ONE.subquery("asked")
STANDING = select(ASKED, FRESHNESS.scalar_subquery(), *list(SUMS_OF_THE_UNIT.c)[1:]).select_from(
    ASKED.outerjoin(SUMS_OF_THE_UNIT, true())
)
