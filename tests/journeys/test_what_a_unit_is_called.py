"""A unit is called in reporting what registry says, however often that is put right, and as known on any day since."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.directory.projection import DIRECTORY
from services.benefits.directory.queries import names_of_units
from services.registry.network.commands import correct_org_unit, rename_org_unit
from services.registry.network.domain import Aspect, HostKind, Term
from services.registry.network.queries import list_terms
from services.registry.network.rules import Corrected
from services.reporting.units.projection import UNITS
from services.reporting.units.queries import get_unit
from shared.events.contract import Event
from tests.journeys.told import told
from tests.registry.given import SINCE, given_network, given_work
from tests.reporting.given import RECORDED_AT, delivered, fold

STATION = "411329104"
DAY = timedelta(days=1)
RENAMED, RIGHT, EARLIER = date(2019, 4, 10), date(2019, 4, 2), date(2019, 2, 1)
DAYS = (EARLIER, SINCE, RIGHT - DAY, RIGHT, RENAMED, date(2026, 12, 1))
Step = Callable[[AsyncEngine], Awaitable[object]]


def renamed(name: str, on: date) -> Step:
    return lambda engine: rename_org_unit(given_work(engine), STATION, name=name, renamed_on=on)


def corrected(*names: Term) -> Step:
    said = Corrected(names[0].since, HostKind.TOWNSHIP, STATION, names)
    return lambda engine: correct_org_unit(given_work(engine), STATION, said, document="新退〔2019〕7号")


FIRST = Term(SINCE, "甲")
STORIES: dict[str, Sequence[Step]] = {
    "the day of a rename, then its name": (
        renamed("乙", RENAMED), corrected(FIRST, Term(RIGHT, "乙")), corrected(FIRST, Term(RIGHT, "丙")),
    ),
    "the day of a rename, then that there was none": (
        renamed("乙", RENAMED), corrected(FIRST, Term(RIGHT, "乙")), corrected(FIRST),
    ),
    "a rename on the first day, then that there was none": (renamed("乙", SINCE), corrected(FIRST)),
    "established before, and renamed on the day that was taken for the first": (
        corrected(Term(EARLIER, "甲"), Term(SINCE, "乙")),
    ),
    "renamed once more afterwards": (
        renamed("乙", RIGHT), corrected(FIRST, Term(RENAMED, "乙")), corrected(FIRST), renamed("丙", RENAMED),
    ),
}  # fmt: skip


async def in_registry(engine: AsyncEngine) -> dict[date, str | None]:
    """Its name on each of the days, from its first one on."""
    async with engine.connect() as connection:
        terms = await list_terms(connection, STATION, Aspect.NAME)
    return {day: [each for each in terms if each.since <= day][-1].value for day in DAYS if day >= terms[0].since}


async def in_reporting(
    engine: AsyncEngine, days: Iterable[date], known_before: datetime | None = None
) -> dict[date, str | None]:
    async with engine.connect() as connection:
        return {day: (await get_unit(connection, STATION, day, known_before)).name for day in days}


async def in_benefits(engine: AsyncEngine, events: Sequence[Event]) -> str:
    """What it shows once it heard these as well."""
    async with engine.begin() as connection:
        await DIRECTORY.apply(connection, [delivered(event) for event in events])
        return (await names_of_units(connection, [STATION]))[STATION]


@pytest.mark.parametrize("story", STORIES)
async def test_after_every_step(
    registry_engine: AsyncEngine, reporting_engine: AsyncEngine, benefits_engine: AsyncEngine, story: str
) -> None:
    await given_network(registry_engine)
    said: dict[datetime, dict[date, str | None]] = {}
    heard = 0
    for number, step in enumerate(STORIES[story]):
        await step(registry_engine)
        everything, at = await told(registry_engine), RECORDED_AT + number * DAY
        new, heard = [event for event in everything[heard:] if isinstance(event, UNITS.contracts)], len(everything)
        await fold(reporting_engine, new, time=at)
        said[at] = await in_registry(registry_engine)
        assert await in_reporting(reporting_engine, said[at]) == said[at]
        assert await in_benefits(benefits_engine, new) == said[at][DAYS[-1]]
    for at, names in said.items():
        assert await in_reporting(reporting_engine, names, at + DAY) == names
