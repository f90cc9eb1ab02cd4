"""What coverage is read off: units of the day, sums, the ledger, daily reports and lines of rooms."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import any_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.coverage.domain import County, Metric, cover
from services.reporting.coverage.parameters import ESTABLISHMENT, STAFF, VETERANS, Grain
from services.reporting.daily_reports.tables import DAILY_REPORT, ROOM_LINE
from services.reporting.figures.queries.periods import GRAINS
from services.reporting.figures.queries.standing import find_freshness
from services.reporting.figures.queries.sums import CODES, sums, sums_from, upto
from services.reporting.figures.tables import FIGURE_ENTRY
from services.reporting.units.domain import FOREVER, Unit, code_of
from services.reporting.units.queries import list_units, unit_asked_for
from shared.calendar.periods import Period
from shared.http.dependencies import Reading

_SUMS = sums(lambda columns: (columns.figure_code == any_(CODES),))


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
    entry = FIGURE_ENTRY.c
    facts = (
        select(entry.org_path)
        .where(
            entry.day.between(first, last),
            entry.figure_code.not_in(ESTABLISHMENT),
            entry.follows_from.is_(None),
        )
        .group_by(entry.org_path, entry.figure_code, entry.subject, entry.day)
        .having(func.sum(entry.delta) != 0)
    )
    paths = await connection.execute(select(facts.subquery().c.org_path).distinct())
    active = {code_of(path) for path in paths.scalars()}
    for table in (DAILY_REPORT, ROOM_LINE):
        handed_in = table.c.day.between(first, last), table.c.handed_in_at.is_not(None)
        active.update((await connection.execute(select(table.c.org_code).where(*handed_in).distinct())).scalars())
    return frozenset(active)
