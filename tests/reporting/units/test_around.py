"""A unit with those around it, as a page of figures asks for them at once."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.units.domain import Around, OrgUnitNotFound
from services.reporting.units.queries import get_around, get_unit, list_above, list_directly_below
from shared.database.driver import autocommitting
from tests.given import CENTRE
from tests.reporting.figures.test_moved_units import MOVED_ON, given_told, told
from tests.reporting.given import (
    AS_OF,
    RECORDED_AT,
    ROOMS,
    SHIAN,
    STATIONS,
    YANGYING,
    code_of,
    fold,
    unit_closed,
    unit_established,
    unit_renamed,
)

BEFORE_MOVE = MOVED_ON - timedelta(days=1)
KNOWN_BEFORE_MOVE = RECORDED_AT + timedelta(days=9)


async def around(engine: AsyncEngine, path: str, day: date, known_before: datetime | None = None) -> Around:
    async with autocommitting(engine).connect() as connection:
        return await get_around(connection, code_of(path), day, known_before)


class TestTheUnitsAround:
    @pytest.mark.parametrize("known_before", [None, KNOWN_BEFORE_MOVE])
    @pytest.mark.parametrize("day", [BEFORE_MOVE, MOVED_ON, AS_OF])
    async def test_are_those_that_are_found_one_by_one(
        self, reporting_engine: AsyncEngine, day: date, known_before: datetime | None
    ) -> None:
        """Of units that moved, there and back, and of one that has another name and is closed by then."""
        await given_told(reporting_engine, told())
        await fold(reporting_engine, [unit_renamed(SHIAN, "别名", MOVED_ON), unit_closed(YANGYING, AS_OF)])
        for path in (CENTRE, *STATIONS, *ROOMS):
            found = await around(reporting_engine, path, day, known_before)
            async with reporting_engine.connect() as connection:
                unit = await get_unit(connection, code_of(path), day, known_before)
                above = await list_above(connection, unit.path, day, known_before)
                below = await list_directly_below(connection, unit.path, day, known_before)
            assert (found.unit, list(found.above), list(found.below)) == (unit, above, below)

    async def test_above_begin_with_the_centre(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [unit_established(path) for path in (YANGYING, SHIAN, CENTRE)])
        found = await around(reporting_engine, YANGYING, AS_OF)
        assert [unit.path for unit in found.above] == [CENTRE, SHIAN]
        assert [unit.path for unit in (await around(reporting_engine, CENTRE, AS_OF)).below] == [SHIAN]

    async def test_are_nobodys_where_the_unit_is_not_known(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [unit_established(CENTRE), unit_established(YANGYING)])
        assert (await around(reporting_engine, YANGYING, AS_OF)).above[0].path == CENTRE
        for path, known_before in ((SHIAN, None), (YANGYING, RECORDED_AT)):
            with pytest.raises(OrgUnitNotFound):
                await around(reporting_engine, path, AS_OF, known_before)
