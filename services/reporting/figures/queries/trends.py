"""How key figures came along over the last ten-day periods."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.figures.parameters.trends import KEY_FIGURES, periods_up_to
from services.reporting.figures.queries.periods import Part, list_periods
from shared.calendar.periods import TenDays


async def list_trends(
    connection: AsyncConnection,
    path: str,
    as_of: date,
    known_before: datetime | None = None,
    *,
    codes: Iterable[str] = KEY_FIGURES,
) -> Mapping[str, Sequence[Part]]:
    """Of a unit and all below it, by figure: at the end of each period, of the last one as of the day.

    Only figures that were something at one of them.
    """
    periods = periods_up_to(TenDays.of(as_of))
    found: dict[str, Sequence[Part]] = {}
    for code in codes:
        parts = await list_periods(connection, path, code, periods, as_of=as_of, known_before=known_before)
        if any(part.value for part in parts):
            found[code] = parts
    return found
