"""Which units stand on a day, and what they are called then."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.units.queries import list_standing, name_units
from tests.given import CENTRE
from tests.reporting.given import (
    AS_OF,
    SHIAN,
    WAIZI,
    YANGYING,
    code_of,
    fold,
    unit_closed,
    unit_established,
    unit_renamed,
)

CLOSED_ON = AS_OF - timedelta(days=3)


@pytest.fixture(autouse=True)
async def network(reporting_engine: AsyncEngine) -> None:
    await fold(reporting_engine, [unit_established(path) for path in (CENTRE, WAIZI, SHIAN, YANGYING)])
    await fold(reporting_engine, [unit_renamed(SHIAN, "别名", AS_OF), unit_closed(WAIZI, CLOSED_ON)])


class TestAUnit:
    async def test_stands_until_the_day_before_it_is_closed(self, reporting_engine: AsyncEngine) -> None:
        async with reporting_engine.connect() as connection:
            before = await list_standing(connection, CLOSED_ON - timedelta(days=1), "station")
            after = await list_standing(connection, CLOSED_ON, "station")
        assert [unit.path for unit in before] == sorted((SHIAN, WAIZI), key=code_of)
        assert [unit.path for unit in after] == [SHIAN]

    async def test_stands_whatever_its_kind_where_none_is_asked_for(self, reporting_engine: AsyncEngine) -> None:
        async with reporting_engine.connect() as connection:
            found = await list_standing(connection, AS_OF)
        assert {unit.path for unit in found} == {CENTRE, SHIAN, YANGYING}

    async def test_is_called_as_on_that_day_closed_or_not(self, reporting_engine: AsyncEngine) -> None:
        codes = [code_of(SHIAN), code_of(WAIZI), code_of(SHIAN), "nobody"]
        async with reporting_engine.connect() as connection:
            named = await name_units(connection, AS_OF, codes)
            before = await name_units(connection, AS_OF - timedelta(days=1), codes)
            too_early = await name_units(connection, AS_OF.replace(year=2000), codes)
        assert set(named) == {code_of(SHIAN), code_of(WAIZI)}
        assert named[code_of(SHIAN)] == "别名" != before[code_of(SHIAN)]
        assert too_early == {}
