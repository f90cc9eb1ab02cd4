"""How far the visits of a festival have come: by unit, and who was not visited yet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, func, or_, select

from services.benefits.directory.queries import survivors
from services.benefits.directory.tables import MERGED_VETERAN, ORG_UNIT, VETERAN
from services.benefits.entries.queries import OF_A_PERSON
from services.benefits.visits.parameters import FIRST_YEAR, LAST_YEAR, SPRING_FESTIVAL
from services.benefits.visits.tables import VISIT
from shared.auth.scope import within
from shared.clock import local_date
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.entries.domain import REVOKED
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WantedFestival:
    """The visits of a festival of a year, to persons of `unit` and all below it."""

    year: int
    occasion: str
    unit: str | None = None


def wanted_festival(reading: Reading, year: int | None, occasion: str | None, unit: str | None) -> WantedFestival:
    """What was not said: the Spring Festival, of this year."""
    this_year = min(max(local_date(reading.now).year, FIRST_YEAR), LAST_YEAR)
    return WantedFestival(year or this_year, occasion or SPRING_FESTIVAL, unit)


async def fetch_coverage(
    reading: Reading, wanted: WantedFestival, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """By unit, those who are in the register and live here, those visited, still to be visited, without a plan. Raises
    `OrgUnitNotKnownYet`."""
    found = await _coverage(reading, wanted)
    by = [found.selected_columns.org_code]
    return await fetch_page(reading.connection, found, by=by, cursor=cursor, limit=limit, view=view)


async def fetch_unvisited(
    reading: Reading, wanted: WantedFestival, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Who was not visited yet, by unit; of whom a visit is planned or was missed, with its day. Raises
    `OrgUnitNotKnownYet`."""
    found = await _unvisited(reading, wanted)
    by = [found.selected_columns.org_code, found.selected_columns.person_id]
    return await fetch_page(reading.connection, found, by=by, cursor=cursor, limit=limit, view=view)


async def count_unvisited(reading: Reading, wanted: WantedFestival) -> int:
    """How many the same list has."""
    return await count_rows(reading.connection, await _unvisited(reading, wanted))


async def _coverage(reading: Reading, wanted: WantedFestival) -> Select[Any]:
    visited = _visited(wanted)
    known = await _register(reading, wanted, visited)
    persons = known.add_columns(visited.c.made_on, visited.c.planned_on, visited.c.missed_on).subquery("person")
    of = persons.c
    numbers = {
        "persons": func.count(),
        "made": func.count(of.made_on),
        "planned": func.count().filter(of.made_on.is_(None), of.planned_on.is_not(None)),
        "missed": func.count().filter(of.made_on.is_(None), of.planned_on.is_(None), of.missed_on.is_not(None)),
    }
    counted = select(of.org_code, *(number.label(name) for name, number in numbers.items())).group_by(of.org_code)
    each = counted.subquery("unit")
    return select(each, ORG_UNIT.c.name).outerjoin(ORG_UNIT, ORG_UNIT.c.org_code == each.c.org_code)


async def _unvisited(reading: Reading, wanted: WantedFestival) -> Select[Any]:
    visited = _visited(wanted)
    known = await _register(reading, wanted, visited)
    return known.add_columns(visited.c.planned_on, visited.c.missed_on).where(visited.c.made_on.is_(None))


async def _register(reading: Reading, wanted: WantedFestival, visited: Subquery) -> Select[Any]:
    """Persons in the register who live and are here, in the caller's scope, beside their visits."""
    path, today, of = await OF_A_PERSON.find_path(reading, wanted.unit), local_date(reading.now), VETERAN.c
    return (
        select(of.veteran_id.label("person_id"), of.org_code)
        .outerjoin(visited, visited.c.person_id == of.veteran_id)
        .outerjoin(MERGED_VETERAN, MERGED_VETERAN.c.veteran_id == of.veteran_id)
        .where(
            within(of.org_path, reading.caller),
            when(path, lambda at: at_or_below(of.org_path, at)),
            MERGED_VETERAN.c.veteran_id.is_(None),
            of.erased.is_(False),
            *(_not_by(day, today) for day in (of.deceased_on, of.away_since, of.deregistered_on)),
        )
    )


def _not_by(day: ColumnElement[date], today: date) -> ColumnElement[bool]:
    return or_(day.is_(None), day > today)


def _visited(wanted: WantedFestival) -> Subquery:
    """By the file that goes on, the last day of visits that were made, the first of those planned, the last missed."""
    led, said = survivors(), VISIT.c
    who = func.coalesce(led.c.goes_on, said.person_id)
    days = {
        "made_on": func.max(said.made_on),
        "planned_on": func.min(said.planned_on).filter(said.state == "planned"),
        "missed_on": func.max(said.missed_on),
    }
    return (
        select(who.label("person_id"), *(day.label(name) for name, day in days.items()))
        .outerjoin(led, led.c.veteran_id == said.person_id)
        .where(and_(said.year == wanted.year, said.occasion == wanted.occasion, said.state != REVOKED.code))
        .group_by(who)
        .subquery("visited")
    )
