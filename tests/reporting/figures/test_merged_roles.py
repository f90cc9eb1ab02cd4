"""A person whose files were merged counts once in a role that both held, on every day; as known before, twice."""

from datetime import date, timedelta

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncEngine

from faults.oracle.figures import COUNTED_TWICE
from services.reporting.figures.queries.standing import get_standing
from shared.events.contract import Event
from shared.events.registry import RolePeriod
from tests.lives import veterans_merged, veterans_unmerged
from tests.reporting.given import (
    RECORDED_AT,
    YANGYING,
    apply,
    delivered,
    fold,
    person,
    role_assumed,
    role_ended,
    small_county,
)

MARCH, APRIL, MAY = (date(2019, month, 1) for month in (3, 4, 5))
LATER = RECORDED_AT + timedelta(days=30)


async def mediators(engine: AsyncEngine, as_of: date, *, before: bool = False) -> int:
    async with engine.connect() as connection:
        known_before = LATER - timedelta(days=1) if before else None
        return (await get_standing(connection, "411329104", as_of, known_before)).figures["F19"].delta


class TestTermsOfFilesThatWereMerged:
    async def test_count_once_on_each_day_and_as_known_before_twice_and_again_when_they_are_two(
        self, reporting_engine: AsyncEngine
    ) -> None:
        first, second = (
            replace(role_assumed(YANGYING, since), person_id=person(n)) for n, since in ((1, MARCH), (2, APRIL))
        )
        told: list[Event] = [*small_county(), first, role_ended(first, MAY), second]
        await fold(reporting_engine, told)
        lost = RolePeriod(
            person_id=second.person_id, kind="mediator", org_path=YANGYING, starts_on=APRIL, ends_on=MAY
        )  # fmt: skip
        merged = replace(
            veterans_merged(YANGYING, MARCH, merged_id=second.person_id),
            counted_before=(),
            roles_before=(lost, replace(lost, kind="of-a-later-release")),
        )
        days = (MARCH, APRIL, MAY)
        assert [await mediators(reporting_engine, day) for day in days] == [1, 2, 1]
        async with reporting_engine.begin() as connection:
            await apply(connection, [delivered(merged, LATER)])
            assert (await connection.exec_driver_sql(COUNTED_TWICE.query)).all() == []
        assert [await mediators(reporting_engine, day) for day in days] == [1, 1, 1]
        assert [await mediators(reporting_engine, day, before=True) for day in days] == [1, 2, 1]
        async with reporting_engine.begin() as connection:
            undone = replace(veterans_unmerged(merged), roles=merged.roles_before)
            await apply(connection, [delivered(undone, LATER)])
        assert [await mediators(reporting_engine, day) for day in days] == [1, 2, 1]

    async def test_count_again_after_the_one_that_counted_ended(self, reporting_engine: AsyncEngine) -> None:
        role = replace(role_assumed(YANGYING, MARCH), person_id=person(1))
        left = RolePeriod(person_id=person(2), kind="mediator", org_path=YANGYING, starts_on=APRIL, ends_on=MAY)
        await fold(reporting_engine, [*small_county(), role, replace(role_ended(role, APRIL), counted=(left,))])
        assert [await mediators(reporting_engine, day) for day in (MARCH, APRIL, MAY)] == [1, 1, 0]
