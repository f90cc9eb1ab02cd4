"""Opening figures of a unit that stood elsewhere on the days that they cover."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.openings.commands import correct_opening_figure, record_opening_figure
from services.reporting.openings.domain import Opening, OpeningFigureExists, OpeningFigureInvalid
from services.reporting.openings.tables import OPENING_FIGURE
from tests.given import given_work
from tests.reporting.figures.test_moved_units import MOVED_ON, UNDER_WAIZI, given_told
from tests.reporting.given import RECORDED_AT, UNIT, WAIZI, case_resolved, code_of, delivered, fold, small_county
from tests.reporting.moves import moved

COUNTED_ON = MOVED_ON - timedelta(days=8)
BEFORE = date(2018, 12, 31)


@pytest.fixture(autouse=True)
async def _county(reporting_engine: AsyncEngine) -> None:
    await fold(reporting_engine, small_county())


async def move(engine: AsyncEngine) -> None:
    await given_told(engine, [delivered(moved(UNIT, WAIZI, MOVED_ON), RECORDED_AT + timedelta(days=10), sequence=2)])


async def record(engine: AsyncEngine, counted_to: date = BEFORE) -> None:
    await record_opening_figure(given_work(engine), code_of(UNIT), Opening("F20", counted_to, 40, "调解台账"))


async def standing(engine: AsyncEngine) -> list[str]:
    held = OPENING_FIGURE.c
    async with engine.connect() as connection:
        return list((await connection.execute(select(held.org_path).where(held.ended_at.is_(None)))).scalars())


class TestAUnitThatMoved:
    async def test_had_done_it_where_it_stood_on_the_last_day(self, reporting_engine: AsyncEngine) -> None:
        await move(reporting_engine)
        await record(reporting_engine)
        assert await standing(reporting_engine) == [UNIT]

    async def test_had_done_it_where_it_stands_when_nothing_was_counted_until_then(
        self, reporting_engine: AsyncEngine
    ) -> None:
        await move(reporting_engine)
        await record(reporting_engine, MOVED_ON)
        assert await standing(reporting_engine) == [UNDER_WAIZI]

    async def test_has_none_of_days_on_which_it_was_counted_elsewhere(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [case_resolved(UNIT, COUNTED_ON)])
        await move(reporting_engine)
        for counted_to in (COUNTED_ON, MOVED_ON):
            with pytest.raises(OpeningFigureInvalid) as refused:
                await record(reporting_engine, counted_to)
            assert [each.code for each in refused.value.fields] == ["counted-already"]

    async def test_has_one_wherever_it_stood_when_that_was_recorded(self, reporting_engine: AsyncEngine) -> None:
        await record(reporting_engine)
        await move(reporting_engine)
        for counted_to in (BEFORE, MOVED_ON):
            with pytest.raises(OpeningFigureExists):
                await record(reporting_engine, counted_to)
        assert await standing(reporting_engine) == [UNIT]

    async def test_had_done_it_elsewhere_by_a_correction_of_the_last_day(self, reporting_engine: AsyncEngine) -> None:
        await move(reporting_engine)
        opening = Opening("F20", BEFORE, 40, "调解台账")
        first = await record_opening_figure(given_work(reporting_engine), code_of(UNIT), opening)
        await correct_opening_figure(
            given_work(reporting_engine), first, counted_to=MOVED_ON, value=41, document="更正说明"
        )
        assert await standing(reporting_engine) == [UNDER_WAIZI]
