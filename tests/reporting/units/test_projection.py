"""The network as reporting learns it."""

from datetime import date, timedelta

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.units.domain import NoCentre, OrgUnitNotFound, Unit, UnitNotNamed
from services.reporting.units.queries import get_centre, get_unit, list_directly_below, unit_asked_for
from shared.auth.caller import Caller, OutOfScope
from shared.auth.roles import Role
from shared.events.registry.org_units import OrgUnitClosureRevoked
from tests.given import CENTRE, given_caller
from tests.reporting.given import (
    AS_OF,
    DONGZHAO,
    FOUNDED_ON,
    RECORDED_AT,
    SHIAN,
    UNIT,
    WAIZI,
    YANGYING,
    fold,
    small_county,
    unit_closed,
    unit_established,
    unit_renamed,
)
from tests.reporting.mended_units import move_revoked, unit_corrected
from tests.reporting.moves import moved

RENAMED_ON = date(2019, 3, 1)
DAY = timedelta(days=1)


async def unit_on(engine: AsyncEngine, code: str, as_of: date) -> Unit:
    async with engine.connect() as connection:
        return await get_unit(connection, code, as_of)


class TestAUnit:
    async def test_bears_the_name_of_the_day_asked_about(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [unit_established(SHIAN, name="旧"), unit_renamed(SHIAN, "新", RENAMED_ON)])
        assert (await unit_on(reporting_engine, "411329104", RENAMED_ON - DAY)).name == "旧"
        assert (await unit_on(reporting_engine, "411329104", RENAMED_ON)).name == "新"

    async def test_has_its_first_name_before_it_was_established(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [unit_established(SHIAN, name="旧")])
        assert (await unit_on(reporting_engine, "411329104", date(1990, 1, 1))).name == "旧"

    async def test_takes_the_last_of_two_names_of_one_day(self, reporting_engine: AsyncEngine) -> None:
        renamings = [unit_renamed(SHIAN, name, RENAMED_ON) for name in ("二", "三")]
        await fold(reporting_engine, [unit_established(SHIAN, name="一"), *renamings])
        await fold(reporting_engine, [unit_renamed(SHIAN, "四", RENAMED_ON)])
        assert (await unit_on(reporting_engine, "411329104", RENAMED_ON)).name == "四"

    async def test_is_closed_from_the_day_it_was_closed(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [unit_established(SHIAN), unit_closed(SHIAN, AS_OF)])
        assert (await unit_on(reporting_engine, "411329104", AS_OF - DAY)).closed_on is None
        assert (await unit_on(reporting_engine, "411329104", AS_OF)).closed_on == AS_OF

    @pytest.mark.parametrize("batch", [1, 100])
    async def test_stands_where_its_closure_was_none_and_was_known_as_closed_meanwhile(
        self, reporting_engine: AsyncEngine, batch: int
    ) -> None:
        none = OrgUnitClosureRevoked(org_code="411329104", org_path=SHIAN, kind="station", closed_on=AS_OF)
        await fold(reporting_engine, [unit_established(SHIAN), unit_closed(SHIAN, AS_OF)], batch=batch)
        again, later = [none, unit_closed(SHIAN, AS_OF + DAY)], RECORDED_AT + 2 * DAY
        await fold(reporting_engine, again, batch=batch, time=later)
        async with reporting_engine.connect() as connection:
            for known_before, days in (
                (RECORDED_AT + DAY, [AS_OF, AS_OF]),
                (later, [AS_OF, AS_OF]),
                (later + DAY, [None, AS_OF + DAY]),
            ):
                then = [await get_unit(connection, "411329104", day, known_before) for day in (AS_OF, AS_OF + DAY)]
                assert [unit.closed_on for unit in then] == days

    @pytest.mark.parametrize("batch", [1, 100])
    async def test_is_set_up_in_what_was_believed_then(self, reporting_engine: AsyncEngine, batch: int) -> None:
        """Corrections told together, and one that was told later."""
        first, second, third = "village", "county-direct-unit", "county"
        await fold(reporting_engine, [unit_established(SHIAN)], batch=batch)
        once = [unit_corrected(SHIAN, first), unit_corrected(SHIAN, second), unit_corrected(WAIZI, first)]
        await fold(reporting_engine, [unit_established(WAIZI), *once], batch=batch, time=RECORDED_AT + DAY)
        await fold(reporting_engine, [unit_corrected(SHIAN, third)], batch=batch, time=RECORDED_AT + 2 * DAY)
        async with reporting_engine.connect() as connection:
            for days, host in ((1, "township"), (2, second), (3, third)):
                known_before = RECORDED_AT + days * DAY
                assert (await get_unit(connection, "411329104", AS_OF, known_before)).host_kind == host
            assert (await get_unit(connection, "411329105", AS_OF)).host_kind == first
        assert (await unit_on(reporting_engine, "411329104", AS_OF)).host_kind == third

    @pytest.mark.parametrize("batch", [1, 100])
    async def test_that_moved_twice_stands_where_the_first_move_brought_it_once_the_second_was_none(
        self, reporting_engine: AsyncEngine, batch: int
    ) -> None:
        there = moved(YANGYING, WAIZI, RENAMED_ON)
        further = moved(there.org_path, UNIT, RENAMED_ON + DAY)
        told = [*small_county(), there, further, move_revoked(further)]
        await fold(reporting_engine, told, batch=batch)
        found = [(await unit_on(reporting_engine, "411329104210", RENAMED_ON + days * DAY)).path for days in (-1, 0, 1)]
        assert found == [YANGYING, there.org_path, there.org_path]

    async def test_may_be_of_a_kind_that_this_version_has_no_word_for(self, reporting_engine: AsyncEngine) -> None:
        outpost = msgspec.structs.replace(unit_established(SHIAN), kind="outpost", host_kind="enterprise")
        await fold(reporting_engine, [unit_established(CENTRE), outpost])
        found = await unit_on(reporting_engine, "411329104", AS_OF)
        assert (found.kind, found.host_kind) == ("outpost", "enterprise")
        await fold(reporting_engine, [msgspec.structs.replace(unit_closed(SHIAN, AS_OF), kind="outpost")])
        assert (await unit_on(reporting_engine, "411329104", AS_OF)).closed_on == AS_OF

    async def test_of_an_unknown_code_is_refused(self, reporting_engine: AsyncEngine) -> None:
        with pytest.raises(OrgUnitNotFound):
            await unit_on(reporting_engine, "411329999", AS_OF)

    @pytest.mark.parametrize("batch", [1, 2, 100])
    async def test_is_the_same_however_its_life_was_cut_into_batches(
        self, reporting_engine: AsyncEngine, batch: int
    ) -> None:
        life = [
            unit_established(SHIAN, name="一"),
            unit_renamed(SHIAN, "先", RENAMED_ON),
            unit_renamed(SHIAN, "二", RENAMED_ON),
            unit_closed(SHIAN, RENAMED_ON + DAY),
        ]
        await fold(reporting_engine, life, batch=batch)
        unit = await unit_on(reporting_engine, "411329104", AS_OF)
        assert unit == Unit("411329104", SHIAN, "station", "township", "二", RENAMED_ON + DAY)


class TestTheCentre:
    async def test_is_the_unit_above_all_others(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, small_county())
        async with reporting_engine.connect() as connection:
            assert (await get_centre(connection, AS_OF)).path == CENTRE

    async def test_is_missed_before_it_was_established(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, small_county())
        async with reporting_engine.connect() as connection:
            with pytest.raises(NoCentre):
                await get_centre(connection, FOUNDED_ON - DAY)


class TestTheUnitsDirectlyBelow:
    async def test_are_neither_the_unit_itself_nor_those_further_down(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, small_county())
        async with reporting_engine.connect() as connection:
            assert [unit.path for unit in await list_directly_below(connection, CENTRE, AS_OF)] == [SHIAN, WAIZI, UNIT]
            assert [unit.path for unit in await list_directly_below(connection, SHIAN, AS_OF)] == [YANGYING, DONGZHAO]
            assert await list_directly_below(connection, YANGYING, AS_OF) == []


class TestTheUnitAskedFor:
    async def asked(self, engine: AsyncEngine, caller: Caller, code: str | None) -> str:
        await fold(engine, small_county())
        async with engine.connect() as connection:
            return (await unit_asked_for(connection, caller, code, AS_OF)).path

    async def test_is_the_callers_own_when_none_is_named(self, reporting_engine: AsyncEngine) -> None:
        assert await self.asked(reporting_engine, given_caller(Role.STATION_STAFF, SHIAN), None) == SHIAN

    async def test_may_lie_anywhere_below_the_callers_own(self, reporting_engine: AsyncEngine) -> None:
        assert await self.asked(reporting_engine, given_caller(Role.STATION_STAFF, SHIAN), "411329104210") == YANGYING

    @pytest.mark.parametrize("code", ["411329", "411329105", "411329105200"])
    async def test_is_refused_outside_the_callers_scope(self, reporting_engine: AsyncEngine, code: str) -> None:
        with pytest.raises(OutOfScope):
            await self.asked(reporting_engine, given_caller(Role.STATION_STAFF, SHIAN), code)

    async def test_must_be_named_by_who_acts_for_several(self, reporting_engine: AsyncEngine) -> None:
        caller = given_caller(Role.STATION_STAFF, SHIAN, WAIZI)
        with pytest.raises(UnitNotNamed, match="411329104, 411329105"):
            await self.asked(reporting_engine, caller, None)
