"""Figures in a real database: what the projection writes and what the queries read back."""

import asyncio
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.reporting.figures.domain import Change, sum_of
from services.reporting.figures.parameters import FIGURES
from services.reporting.figures.projection import FIGURES_BY_UNIT_AND_DAY
from services.reporting.figures.queries.parts import list_parts
from services.reporting.figures.queries.standing import find_freshness, get_standing
from services.reporting.figures.queries.tree import list_tree
from services.reporting.figures.tables import FIGURE_CHANGE
from services.reporting.units.queries import get_unit
from shared.events.contract import Event
from tests.given import CENTRE
from tests.races import until_waiting
from tests.reporting.figures.events import PLACES, days, places, streams
from tests.reporting.given import (
    AS_OF,
    OURS,
    RECORDED_AT,
    ROOMS,
    SHIAN,
    STATIONS,
    UNIT,
    WAIZI,
    YANGYING,
    apply,
    content,
    counted_singly,
    delivered,
    fold,
    role_assumed,
    role_ended,
    small_county,
    unit_established,
    veteran_registered,
)
from tests.shared.wire import counted

MARCH = date(2019, 3, 1)
FIGURES_ONLY = (FIGURES_BY_UNIT_AND_DAY,)
# Each example empties the tables it fills, so the fixture may serve all of them.
with_database = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


async def emptied(connection: AsyncConnection) -> None:
    for projection in OURS:
        for table in projection.tables:
            await connection.execute(delete(table))


async def figures_of(connection: AsyncConnection, path: str, as_of: date) -> dict[str, Change]:
    """As the county's page shows them."""
    return dict((await get_standing(connection, path.rpartition(".")[2], as_of)).figures)


class TestTheProjection:
    @with_database
    @given(streams, st.randoms(use_true_random=False), st.integers(1, 9))
    async def test_holds_the_same_rows_after_any_order_and_any_batches(
        self, reporting_engine: AsyncEngine, told: list[Event], random: Random, size: int
    ) -> None:
        in_order = [delivered(event) for event in told]
        shuffled = list(in_order)
        random.shuffle(shuffled)
        contents: list[Any] = []
        for deliveries, batch in ((in_order, 1_000), (shuffled, size)):
            async with reporting_engine.begin() as connection:
                await emptied(connection)
                for start in range(0, len(deliveries), batch):
                    await apply(connection, deliveries[start : start + batch])
                contents.append(await content(connection, FIGURES_ONLY))
        assert contents[0] == contents[1]

    async def test_takes_six_statements_for_a_batch_of_any_size(self, reporting_engine: AsyncEngine) -> None:
        events = [
            veteran_registered(path, MARCH + timedelta(days=number), party_member=number % 2 == 0)
            for number in range(200)
            for path in ROOMS
        ]
        async with reporting_engine.connect() as connection, connection.begin():
            with counted(reporting_engine) as statements:
                await FIGURES_BY_UNIT_AND_DAY.apply(connection, [delivered(event) for event in events])
        assert len(statements) == 6

    async def test_keeps_sums_by_unit_and_day_not_by_person(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [veteran_registered(YANGYING, MARCH) for _ in range(300)])
        async with reporting_engine.connect() as connection:
            rows = await content(connection, FIGURES_ONLY)
        assert rows[FIGURE_CHANGE.name] == [(YANGYING, "F01", MARCH, 0, 300, 300)]

    async def test_makes_nobody_wait_who_counts_another_partition(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, small_county())
        async with reporting_engine.begin() as one, reporting_engine.begin() as other:
            await apply(one, [delivered(veteran_registered(YANGYING, MARCH), partition=0)])
            counting = asyncio.create_task(apply(other, [delivered(veteran_registered(YANGYING, MARCH), partition=1)]))
            await until_waiting(one, [counting])
            assert counting.done()
        async with reporting_engine.connect() as connection:
            for path in (YANGYING, SHIAN, CENTRE):
                assert (await get_standing(connection, path.rpartition(".")[2], AS_OF)).figures["F01"] == Change(2, 2)

    async def test_waits_for_the_former_owner_of_its_partition_instead_of_deadlocking(
        self, reporting_engine: AsyncEngine
    ) -> None:
        await fold(reporting_engine, small_county())
        first, middle, last = (delivered(veteran_registered(path, MARCH)) for path in sorted(ROOMS)[:3])
        async with reporting_engine.connect() as connection:
            # Whoever comes to the one in the middle stops there for now, with one of the others counted.
            await FIGURES_BY_UNIT_AND_DAY.apply(connection, [middle])
            batches = [[first, middle, last], [last, middle, first]]
            tasks = [asyncio.create_task(applied(reporting_engine, batch)) for batch in batches]
            await until_waiting(connection, tasks)
            await connection.rollback()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert {type(end) for end in ends} == {type(None), IntegrityError}
        assert (await standing(reporting_engine, CENTRE))["F01"] == Change(3, 3)

    async def test_counts_no_event_twice(self, reporting_engine: AsyncEngine) -> None:
        batch = [delivered(veteran_registered(YANGYING, MARCH))]
        await applied(reporting_engine, batch)
        before = await rows_of(reporting_engine)
        with pytest.raises(IntegrityError):
            await applied(reporting_engine, batch)
        assert await rows_of(reporting_engine) == before

    async def test_takes_a_batch_in_which_nothing_counts(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [role_assumed(YANGYING, MARCH, kind="of-a-later-release")])
        async with reporting_engine.connect() as connection:
            rows = await content(connection, FIGURES_ONLY)
            assert await find_freshness(connection) == RECORDED_AT
        assert rows[FIGURE_CHANGE.name] == []

    async def test_is_as_fresh_as_its_latest_event_whatever_came_last(self, reporting_engine: AsyncEngine) -> None:
        later = RECORDED_AT + timedelta(hours=1)
        for time in (RECORDED_AT, later, RECORDED_AT):
            await fold(reporting_engine, [veteran_registered(YANGYING, MARCH)], time=time)
        assert await freshness(reporting_engine) == later

    async def test_has_no_freshness_before_the_first_event(self, reporting_engine: AsyncEngine) -> None:
        assert await freshness(reporting_engine) is None


async def applied(engine: AsyncEngine, batch: list[Any]) -> None:
    async with engine.begin() as connection:
        await FIGURES_BY_UNIT_AND_DAY.apply(connection, batch)


async def rows_of(engine: AsyncEngine) -> dict[str, list[Any]]:
    async with engine.connect() as connection:
        return await content(connection, FIGURES_ONLY)


async def standing(engine: AsyncEngine, path: str) -> dict[str, Change]:
    async with engine.connect() as connection:
        return await figures_of(connection, path, AS_OF)


async def freshness(engine: AsyncEngine) -> datetime | None:
    async with engine.connect() as connection:
        return await find_freshness(connection)


class TestFiguresAsOfADay:
    @with_database
    @given(streams, places, days)
    async def test_are_what_counting_one_by_one_gives(
        self, reporting_engine: AsyncEngine, told: list[Event], path: str, as_of: date
    ) -> None:
        async with reporting_engine.begin() as connection:
            await emptied(connection)
            told = [*small_county(), *told]
            await apply(connection, [delivered(event) for event in told])
            assert await figures_of(connection, path, as_of) == counted_singly(told, path, as_of)

    @pytest.mark.parametrize(
        ("as_of", "value"),
        [
            (date(2019, 2, 28), 1),
            (date(2019, 3, 1), 2),
            (date(2019, 3, 30), 2),
            (date(2019, 3, 31), 3),
            (date(2019, 4, 1), 4),
            (date(2020, 1, 1), 4),
        ],
    )
    async def test_count_the_day_itself_and_nothing_after(
        self, reporting_engine: AsyncEngine, as_of: date, value: int
    ) -> None:
        registered_on = [date(2018, 12, 31), date(2019, 3, 1), date(2019, 3, 31), date(2019, 4, 1)]
        await fold(reporting_engine, [*small_county(), *(veteran_registered(YANGYING, day) for day in registered_on)])
        async with reporting_engine.connect() as connection:
            for path in (YANGYING, SHIAN, CENTRE):
                assert (await figures_of(connection, path, as_of))["F01"] == Change(value, value)

    async def test_count_what_ended_as_events_too(self, reporting_engine: AsyncEngine) -> None:
        role = role_assumed(YANGYING, MARCH)
        await fold(reporting_engine, [*small_county(), role, role_ended(role, AS_OF)])
        async with reporting_engine.connect() as connection:
            assert (await figures_of(connection, CENTRE, AS_OF - timedelta(days=1)))["F19"] == Change(1, 1)
            assert (await figures_of(connection, CENTRE, AS_OF))["F19"] == Change(0, 2)

    async def test_keep_a_late_fact_where_it_belongs(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [*small_county(), veteran_registered(YANGYING, AS_OF)])
        await fold(reporting_engine, [veteran_registered(YANGYING, date(1999, 12, 31))])
        async with reporting_engine.connect() as connection:
            assert (await figures_of(connection, CENTRE, date(2000, 1, 1)))["F01"].delta == 1
            assert (await figures_of(connection, CENTRE, AS_OF))["F01"].delta == 2


class TestTheBreakdown:
    @with_database
    @given(streams, st.sampled_from((CENTRE, *STATIONS)), days)
    async def test_adds_up_to_the_figure_of_every_unit_on_every_day(
        self, reporting_engine: AsyncEngine, told: list[Event], path: str, as_of: date
    ) -> None:
        told = [*small_county(), *told]
        async with reporting_engine.begin() as connection:
            await emptied(connection)
            await apply(connection, [delivered(event) for event in told])
            whole = await figures_of(connection, path, as_of)
            unit = await get_unit(connection, path.rpartition(".")[2], as_of)
            for figure in FIGURES:
                here, *below = await list_parts(connection, figure.code, unit, as_of)
                assert sum_of(part.change for part in (here, *below)) == whole.get(figure.code, Change(0, 0))
                for part in below:
                    assert part.unit is not None
                    assert part.change == counted_singly(told, part.unit.path, as_of).get(figure.code, Change(0, 0))

    async def test_has_a_row_for_the_unit_itself_and_one_for_each_unit_directly_below(
        self, reporting_engine: AsyncEngine
    ) -> None:
        facts = [veteran_registered(path, MARCH) for path in (CENTRE, SHIAN, YANGYING, YANGYING)]
        await fold(reporting_engine, [*small_county(), *facts])
        rows = await parts_of(reporting_engine, CENTRE)
        assert rows == [(CENTRE, True, 1), (SHIAN, False, 3), (WAIZI, False, 0), (UNIT, False, 0)]
        assert (await parts_of(reporting_engine, YANGYING)) == [(YANGYING, True, 2)]

    async def test_has_a_row_for_what_lies_at_units_not_yet_known(self, reporting_engine: AsyncEngine) -> None:
        known = [unit_established(path) for path in (CENTRE, SHIAN)]
        await fold(reporting_engine, [*known, *(veteran_registered(path, MARCH) for path in (SHIAN, WAIZI, UNIT))])
        assert await parts_of(reporting_engine, CENTRE) == [(CENTRE, True, 0), (SHIAN, False, 1), (None, False, 2)]


class TestTheTree:
    @with_database
    @given(streams, days)
    async def test_holds_every_figure_of_every_unit(
        self, reporting_engine: AsyncEngine, told: list[Event], as_of: date
    ) -> None:
        async with reporting_engine.begin() as connection:
            await emptied(connection)
            await apply(connection, [delivered(event) for event in told])
            tree = await list_tree(connection, as_of)
        for path in PLACES:
            figures = tree[path].totals if path in tree else {}
            assert {code: change for code, change in figures.items() if change.events} == counted_singly(
                told, path, as_of
            )

    async def test_holds_units_without_figures_and_figures_without_units(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [unit_established(CENTRE), veteran_registered(WAIZI, MARCH)])
        async with reporting_engine.connect() as connection:
            tree = await list_tree(connection, AS_OF)
        assert tree[CENTRE].unit.kind == "centre"
        assert (tree[WAIZI].unit.code, tree[WAIZI].unit.kind, tree[WAIZI].unit.name) == ("411329105", None, None)

    async def test_leaves_out_what_is_established_later(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [unit_established(CENTRE), unit_established(WAIZI, AS_OF + timedelta(days=1))])
        async with reporting_engine.connect() as connection:
            assert set(await list_tree(connection, AS_OF)) == {CENTRE}


async def parts_of(engine: AsyncEngine, path: str) -> list[tuple[str | None, bool, int]]:
    """Path (None where unknown), whether it is the unit itself, value of F01."""
    async with engine.connect() as connection:
        unit = await get_unit(connection, path.rpartition(".")[2], AS_OF)
        parts = await list_parts(connection, "F01", unit, AS_OF)
    return [(part.unit.path if part.unit else None, part.is_here, part.change.delta) for part in parts]
