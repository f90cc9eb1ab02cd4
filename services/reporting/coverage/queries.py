"""What coverage is read off: units of the day, sums, here and there the ledger, daily reports and lines of rooms."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import any_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.coverage.domain import County, Metric, cover
from services.reporting.coverage.parameters import ESTABLISHMENT, STAFF, VETERANS, Grain
from services.reporting.daily_reports.tables import DAILY_REPORT, ROOM_LINE
from services.reporting.figures.domain import Sums
from services.reporting.figures.queries.ledger import Known, get_known
from services.reporting.figures.queries.periods import GRAINS
from services.reporting.figures.queries.standing import find_freshness
from services.reporting.figures.queries.sums import CODES, sums, sums_from, upto
from services.reporting.units.domain import FOREVER, Unit, code_of, end_of
from services.reporting.units.queries import list_units, unit_asked_for
from shared.calendar.periods import Period
from shared.http.dependencies import Reading

_SUMS = sums(lambda columns: (columns.figure_code == any_(CODES),))
# A sum of a day that is not nothing has a fact behind it; only behind one that is, the ledger is looked at, which has a
# row a person. What moves carry has sums of its own.
_WITH_FACTS = text("""
    WITH told AS (
        SELECT org_path, figure_code, day, sum(delta) AS net FROM figure_change
        WHERE day BETWEEN :first AND :last AND figure_code <> ALL (CAST(:besides AS text[])) AND partition >= 0
        GROUP BY org_path, figure_code, day
    )
    SELECT org_path FROM told WHERE net <> 0
    UNION
    SELECT org_path FROM (
        SELECT org_path FROM told JOIN figure_entry USING (org_path, figure_code, day)
        WHERE net = 0 AND follows_from IS NULL
        GROUP BY org_path, figure_code, day, subject HAVING sum(figure_entry.delta) <> 0
    ) AS facts
""")
# The same by what was recorded before an instant, of which there are no sums.
_WITH_FACTS_KNOWN = text("""
    SELECT DISTINCT org_path FROM (
        SELECT org_path FROM figure_entry
        WHERE day BETWEEN :first AND :last AND figure_code <> ALL (CAST(:besides AS text[]))
          AND follows_from IS NULL AND known_at < :known_before
        GROUP BY org_path, figure_code, day, subject HAVING sum(delta) <> 0
    ) AS facts
""")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of a unit and all below it, as of a day and for the period in which that lies, up to that day, as known on a day;
    when the latest event happened that is counted anywhere."""

    unit: Unit
    day: date
    known_on: date | None
    grain: Grain
    period: Period
    county: County
    metrics: tuple[Metric, ...]
    last_event_at: datetime | None


async def read_coverage(
    reading: Reading, unit_code: str | None, day: date, grain: Grain, known_on: date | None = None
) -> Coverage:
    """Raises OrgUnitNotFound, UnitNotNamed, OutOfScope."""
    known_before = end_of(known_on)
    asked = await unit_asked_for(reading.connection, reading.caller, unit_code, day, known_before)
    period = GRAINS[grain].of(day)
    counted = await _get_counted(reading.connection, day, known_before)
    at = {path: {code: sums.here.delta for code, sums in own.items()} for path, own in counted.figures.items()}
    county = County(
        period.first,
        day,
        units=await list_units(reading.connection, day, known_before or FOREVER, ()),
        in_post={path: sum(own.get(code, 0) for code in STAFF) for path, own in at.items()},
        veterans={path: own.get(VETERANS, 0) for path, own in at.items()},
        active=await _list_active(reading.connection, period.first, day, known_before),
    )
    metrics = tuple(cover(county, asked.path))
    return Coverage(asked, day, known_on, grain, period, county, metrics, counted.last_event_at)


async def _get_counted(connection: AsyncConnection, day: date, known_before: datetime | None) -> Known:
    """Veterans and staff of all units, by path and figure."""
    codes = [VETERANS, *STAFF]
    if known_before is not None:
        return await get_known(connection, None, codes, day, known_before)
    figures: dict[str, dict[str, Sums]] = defaultdict(dict)
    for path, code, *columns in await connection.execute(_SUMS, {**upto(day), "codes": codes}):
        figures[path][code] = sums_from(*columns)
    return Known(figures, await find_freshness(connection))


async def _list_active(
    connection: AsyncConnection, first: date, last: date, known_before: datetime | None
) -> frozenset[str]:
    """The codes of the units of which a fact holds from one of these days, or that handed a report or a line in for
    one. What was taken back is none, and so is what a unit that moves takes along."""
    asked: dict[str, Any] = {"first": first, "last": last, "besides": list(ESTABLISHMENT)}
    if known_before is None:
        paths = await connection.execute(_WITH_FACTS, asked)
    else:
        paths = await connection.execute(_WITH_FACTS_KNOWN, {**asked, "known_before": known_before})
    active = {code_of(path) for path in paths.scalars()}
    for table in (DAILY_REPORT, ROOM_LINE):
        handed_in = table.c.day.between(first, last), table.c.handed_in_at < (known_before or FOREVER)
        active.update((await connection.execute(select(table.c.org_code).where(*handed_in).distinct())).scalars())
    return frozenset(active)
