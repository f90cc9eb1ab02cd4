"""The ledger of figures: who stands behind a number, and what was known on another day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from faults.oracle.figures import COUNTED_TWICE
from services.reporting.figures.domain import Change, sum_of
from services.reporting.figures.parameters import FIGURES
from services.reporting.figures.queries.days import days_of
from services.reporting.figures.queries.ledger import subjects_of
from services.reporting.figures.queries.parts import list_parts
from services.reporting.figures.queries.standing import get_standing
from services.reporting.figures.queries.tree import list_tree, list_tree_known
from services.reporting.figures.tables import FIGURE_ENTRY
from services.reporting.units.domain import FOREVER, OrgUnitNotFound, end_of
from services.reporting.units.queries import get_unit
from shared.events.contract import Event
from shared.inbox.projection import Delivered
from tests.given import CENTRE
from tests.reporting.figures.events import days, places, streams
from tests.reporting.given import (
    AS_OF,
    OURS,
    RECORDED_AT,
    SHIAN,
    WAIZI,
    YANGYING,
    apply,
    counted_singly,
    delivered,
    fold,
    person,
    role_assumed,
    role_ended,
    small_county,
    unit_closed,
    unit_established,
    unit_renamed,
    veteran_registered,
)

MARCH, APRIL = date(2019, 3, 1), date(2019, 4, 1)
LATER = RECORDED_AT + timedelta(days=30)
MOMENTS = tuple(datetime(2019, 5, day, tzinfo=UTC) for day in (1, 2, 3))
with_database = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
moments = st.lists(st.sampled_from(MOMENTS), min_size=40, max_size=40)


async def subjects(
    engine: AsyncEngine, path: str, code: str, as_of: date = AS_OF, known_before: datetime | None = None
) -> list[tuple[str, str, int]]:
    """Path, subject, value."""
    async with engine.connect() as connection:
        rows = (await connection.execute(subjects_of(path, code, as_of, known_before))).all()
    return sorted((row.org_path, row.subject, row.value) for row in rows)


async def told_anew(connection: AsyncConnection, deliveries: Sequence[Delivered[Any]]) -> None:
    for table in (table for projection in OURS for table in projection.tables):
        await connection.execute(delete(table))
    await apply(connection, deliveries)


class TestAnEntry:
    async def test_says_which_event_added_what_for_whom_where_from_when_and_since_when_it_is_known(
        self, reporting_engine: AsyncEngine
    ) -> None:
        told = delivered(veteran_registered(YANGYING, MARCH, party_member=True, veteran_id=person(1)))
        async with reporting_engine.begin() as connection:
            await apply(connection, [told])
            rows = sorted(map(tuple, await connection.execute(select(FIGURE_ENTRY))))
        assert rows == [
            (code, YANGYING, str(person(1)), MARCH, told.id, 1, "stock", RECORDED_AT, None) for code in ("F01", "F02")
        ]


class TestAFigureThatIsOpened:
    @with_database
    @given(streams, places, days)
    async def test_shows_ids_that_add_up_to_it(
        self, reporting_engine: AsyncEngine, told: list[Event], path: str, as_of: date
    ) -> None:
        async with reporting_engine.begin() as connection:
            await told_anew(connection, [delivered(event) for event in told])
            for figure in FIGURES:
                rows = (await connection.execute(subjects_of(path, figure.code, as_of))).all()
                value = counted_singly(told, path, as_of).get(figure.code, Change(0, 0)).delta
                assert sum(row.value for row in rows) == value
                assert all(row.value and row.day <= as_of for row in rows)

    async def test_holds_who_is_there_on_the_day(self, reporting_engine: AsyncEngine) -> None:
        role = role_assumed(YANGYING, MARCH)
        await fold(reporting_engine, [role, role_ended(role, APRIL), unit_established(SHIAN, APRIL)])
        assert await subjects(reporting_engine, CENTRE, "F19", MARCH) == [(YANGYING, str(role.person_id), 1)]
        assert await subjects(reporting_engine, CENTRE, "F19", APRIL) == []
        assert await subjects(reporting_engine, CENTRE, "F03", APRIL) == [(SHIAN, "411329104", 1)]

    async def test_ends_where_the_unit_ends(self, reporting_engine: AsyncEngine) -> None:
        neighbours = [f"{SHIAN}0", f"{SHIAN}-1", f"{SHIAN}.1"]
        await fold(reporting_engine, [veteran_registered(path, MARCH) for path in (*neighbours, SHIAN, WAIZI)])
        assert {path for path, _, _ in await subjects(reporting_engine, SHIAN, "F01")} == {SHIAN, f"{SHIAN}.1"}

    async def test_can_be_read_in_the_order_of_the_index_however_many_there_are(
        self, reporting_engine: AsyncEngine
    ) -> None:
        await fold(reporting_engine, [veteran_registered(YANGYING, MARCH) for _ in range(3_000)])
        page = subjects_of(CENTRE, "F01", AS_OF)
        order = [page.selected_columns.org_path, page.selected_columns.subject]
        async with reporting_engine.begin() as connection:
            # A plan sorts only what no index gives in order; which is cheaper for 3,000 rows is a matter of the day.
            await connection.execute(text("SET LOCAL enable_sort = off"))
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
            statement = (
                page.order_by(*order)
                .limit(51)
                .compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
            )
            plan = "\n".join((await connection.execute(text(f"EXPLAIN {statement}"))).scalars())
        assert "pk_figure_entry" in plan
        assert "Sort" not in plan


class TestAPerson:
    @with_database
    @given(
        st.lists(st.tuples(places, st.integers(0, 40), st.integers(0, 40)), max_size=8),
        st.randoms(use_true_random=False),
    )
    async def test_is_counted_once_or_not_at_all_on_every_day_of_terms_that_follow_each_other(
        self, reporting_engine: AsyncEngine, terms: list[tuple[str, int, int]], random: Random
    ) -> None:
        told: list[Event] = [veteran_registered(YANGYING, MARCH, veteran_id=person(1))]
        day = MARCH
        for path, pause, length in terms:
            role = replace(role_assumed(path, day + timedelta(days=pause)), person_id=person(1))
            day = role.assumed_on + timedelta(days=length)
            told += [role, role_ended(role, day)]
        random.shuffle(told)
        async with reporting_engine.begin() as connection:
            await told_anew(connection, [delivered(event) for event in told])
            assert (await connection.execute(text(COUNTED_TWICE.query))).all() == []

    async def test_whose_terms_overlap_is_found(self, reporting_engine: AsyncEngine) -> None:
        first, second = (replace(role_assumed(path, MARCH), person_id=person(1)) for path in (YANGYING, WAIZI))
        await fold(reporting_engine, [first, second, role_ended(first, APRIL)])
        async with reporting_engine.connect() as connection:
            assert (await connection.execute(text(COUNTED_TWICE.query))).all() == [("F19", str(person(1)))]


class TestFiguresAsKnownOnAnotherDay:
    @with_database
    @given(streams, moments, st.sampled_from(MOMENTS), places, days)
    async def test_are_what_the_events_recorded_by_then_give(
        self,
        reporting_engine: AsyncEngine,
        told: list[Event],
        times: list[datetime],
        known_before: datetime,
        path: str,
        as_of: date,
    ) -> None:
        network = [delivered(event) for event in small_county()]
        timed = list(zip(told, times, strict=False))
        by_then = [*small_county(), *(event for event, time in timed if time < known_before)]
        async with reporting_engine.begin() as connection:
            await told_anew(connection, [*network, *(delivered(event, time) for event, time in timed)])
            unit = await get_unit(connection, path.rpartition(".")[2], as_of, known_before)
            standing = await get_standing(connection, unit.code, as_of, known_before)
            assert dict(standing.figures) == counted_singly(by_then, path, as_of)
            tree = await list_tree_known(connection, as_of, known_before)
            for figure in FIGURES:
                expected = counted_singly(by_then, path, as_of).get(figure.code, Change(0, 0))
                parts = await list_parts(connection, figure.code, unit, as_of, known_before)
                assert sum_of(part.change for part in parts) == expected
                changes = (await connection.execute(days_of(path, figure.code, as_of, known_before))).all()
                assert Change(sum(row.delta for row in changes), sum(row.events for row in changes)) == expected
                assert path not in tree or tree[path].totals.get(figure.code, Change(0, 0)) == expected

    @with_database
    @given(streams, days)
    async def test_are_those_of_the_sums_when_all_is_known(
        self, reporting_engine: AsyncEngine, told: list[Event], as_of: date
    ) -> None:
        async with reporting_engine.begin() as connection:
            await told_anew(connection, [delivered(event) for event in [*small_county()[:5], *told]])
            assert await list_tree_known(connection, as_of, FOREVER) == await list_tree(connection, as_of)

    async def test_leave_out_a_late_fact_that_belongs_to_an_earlier_day(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [*small_county(), veteran_registered(YANGYING, MARCH)])
        await fold(reporting_engine, [veteran_registered(YANGYING, MARCH)], time=LATER)
        async with reporting_engine.connect() as connection:
            for known_before, value in ((None, 2), (LATER, 1), (LATER + timedelta(seconds=1), 2), (RECORDED_AT, 0)):
                if value:
                    standing = await get_standing(connection, "411329104", AS_OF, known_before)
                    assert standing.figures["F01"] == Change(value, value)
                assert len(await subjects(reporting_engine, SHIAN, "F01", AS_OF, known_before)) == value

    async def test_know_the_network_as_it_was_known(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [unit_established(SHIAN, name="旧"), unit_established(CENTRE)])
        told_late = [unit_renamed(SHIAN, "新", MARCH), unit_closed(SHIAN, MARCH), unit_established(WAIZI, MARCH)]
        await fold(reporting_engine, told_late, time=LATER)
        async with reporting_engine.connect() as connection:
            before = await get_unit(connection, "411329104", AS_OF, LATER)
            now = await get_unit(connection, "411329104", AS_OF)
            assert [(unit.name, unit.closed_on) for unit in (before, now)] == [("旧", None), ("新", MARCH)]
            with pytest.raises(OrgUnitNotFound):
                await get_unit(connection, "411329105", AS_OF, LATER)
            assert set(await list_tree_known(connection, AS_OF, LATER)) == {CENTRE, SHIAN}

    def test_reach_to_the_end_of_the_day_in_shanghai(self) -> None:
        assert end_of(date(2019, 4, 30)) == datetime(2019, 4, 30, 16, tzinfo=UTC)
        assert end_of(None) is None
