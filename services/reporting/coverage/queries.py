"""What coverage is read off: units of the day, sums, here and there the ledger, daily reports and lines of rooms."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import any_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.coverage.domain import County, Metric, cover
from services.reporting.coverage.parameters import ESTABLISHMENT, STAFF, VETERANS, Grain
from services.reporting.daily_reports.tables import DAILY_REPORT, ROOM_LINE
from services.reporting.figures.queries.periods import GRAINS
from services.reporting.figures.queries.standing import find_freshness
from services.reporting.figures.queries.sums import CODES, sums, sums_from, upto
from services.reporting.units.domain import FOREVER, Unit, code_of
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


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of a unit and all below it, as of a day and for the period in which that lies, up to that day; when the latest
    event happened that is counted anywhere."""

    unit: Unit
    day: date
    grain: Grain
    period: Period
    county: County
    metrics: tuple[Metric, ...]
    last_event_at: datetime | None


async def read_coverage(reading: Reading, unit_code: str | None, day: date, grain: Grain) -> Coverage:
    """Raises OrgUnitNotFound, UnitNotNamed, OutOfScope."""
    asked = await unit_asked_for(reading.connection, reading.caller, unit_code, day)
    period = GRAINS[grain].of(day)
    county = await get_county(reading.connection, period.first, day)
    metrics = tuple(cover(county, asked.path))
    return Coverage(asked, day, grain, period, county, metrics, await find_freshness(reading.connection))


async def get_county(connection: AsyncConnection, first: date, day: date) -> County:
    """As of a day, and what happened from the first day of the period on."""
    in_post: dict[str, int] = {}
    veterans: dict[str, int] = {}
    asked = {**upto(day), "codes": [VETERANS, *STAFF]}
    for path, code, *columns in await connection.execute(_SUMS, asked):
        held = veterans if code == VETERANS else in_post
        held[path] = held.get(path, 0) + sums_from(*columns).here.delta
    units = await list_units(connection, day, FOREVER, ())
    return County(first, day, units, in_post, veterans, await list_active(connection, first, day))


async def list_active(connection: AsyncConnection, first: date, last: date) -> frozenset[str]:
    """The codes of the units of which a fact holds from one of these days, or that handed a report or a line in for
    one. What was taken back is none, and so is what a unit that moves takes along."""
    paths = await connection.execute(_WITH_FACTS, {"first": first, "last": last, "besides": list(ESTABLISHMENT)})
    active = {code_of(path) for path in paths.scalars()}
    for table in (DAILY_REPORT, ROOM_LINE):
        handed_in = table.c.day.between(first, last), table.c.handed_in_at.is_not(None)
        active.update((await connection.execute(select(table.c.org_code).where(*handed_in).distinct())).scalars())
    return frozenset(active)
