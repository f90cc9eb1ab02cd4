"""Measures what has been achieved, and how fresh that is."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.figures.domain import sum_of
from services.reporting.figures.queries.parts import list_parts_of_each
from services.reporting.figures.queries.standing import find_freshness
from services.reporting.metrics import FIGURE, FIGURE_BY_UNIT, FIGURES_LAST_EVENT_TIMESTAMP_SECONDS
from services.reporting.units.domain import NoCentre
from services.reporting.units.queries import get_centre
from shared.clock import local_date
from shared.privacy.small_cells import without_small_cells

# Registered veterans, disputes resolved: what the county is asked for first.
WATCHED = ("F01", "F20")


async def measure_freshness(connection: AsyncConnection, _now: datetime) -> None:
    """For the alert that figures stand still while events are under way."""
    last_event_at = await find_freshness(connection)
    FIGURES_LAST_EVENT_TIMESTAMP_SECONDS.set(last_event_at.timestamp() if last_event_at else 0)


async def measure_figures(connection: AsyncConnection, now: datetime) -> None:
    """Of the county, and of each unit directly below its centre; nothing before there is a centre."""
    today = local_date(now)
    try:
        centre = await get_centre(connection, today)
    except NoCentre:
        return
    found = await list_parts_of_each(connection, WATCHED, centre, today)
    FIGURE_BY_UNIT.clear()  # a unit that is hidden by now
    for figure, parts in found.items():
        FIGURE.labels(figure).set(sum_of(part.change for part in parts).delta)
        below = {part.unit.code: part.change.delta for part in parts if part.unit and not part.is_here}
        for unit, count in without_small_cells(below).items():
            FIGURE_BY_UNIT.labels(figure, unit).set(count)
