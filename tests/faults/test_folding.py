"""The fold of the topics: repeats left out, whatever the batches; and it tells a table that diverged."""

from dataclasses import replace

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from faults.oracle.facts import Position
from faults.oracle.folding import Raw, digests, in_order, projections_of
from faults.poison import renamed

PROJECTIONS = tuple(each for each in projections_of("reporting") if each.name == "units")


def at(raw: Raw, offset: int) -> Raw:
    return replace(raw, position=Position(raw.position.topic, raw.position.partition, offset))


def given_topic() -> list[Raw]:
    """Two names of one unit, the first of them written twice."""
    first, second = renamed("411329U01", 1, "甲"), renamed("411329U01", 2, "乙")
    return [at(first, 0), at(first, 1), at(second, 2)]


async def live(engine: AsyncEngine, raws: list[Raw]) -> None:
    async with engine.begin() as connection:
        for projection in PROJECTIONS:
            await projection.apply(connection, in_order(raws))


class TestTheOrder:
    def test_leaves_repeats_out(self) -> None:
        assert [event.offset for event in in_order(given_topic())] == [0, 2]

    def test_is_the_logs_within_a_partition_whatever_comes_first(self) -> None:
        other = at(renamed("411329U02", 1, "丙"), 3)
        mixed = in_order([*given_topic(), other], lambda raw: -raw.position.partition)
        assert [event.offset for event in mixed if event.key == "411329U01"] == [0, 2]


class TestTheFold:
    async def test_equals_what_was_applied(self, reporting_engine: AsyncEngine, postgres: Postgres) -> None:
        topic = given_topic()
        await live(reporting_engine, topic)
        for at_once in (1, 100):
            found = await digests(postgres.admin_url("reporting"), PROJECTIONS, in_order(topic), at_once=at_once)
            assert set(found) == {
                "org_unit",
                "org_unit_name",
                "org_unit_place",
                "org_unit_move",
                "org_unit_establishment",
                "org_unit_closure_revoked",
            }
            assert all(here == folded for here, folded in found.values())

    async def test_differs_from_a_row_that_was_tampered_with(
        self, reporting_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        topic = given_topic()
        await live(reporting_engine, topic)
        async with reporting_engine.begin() as connection:
            await connection.execute(text("UPDATE org_unit_name SET name = '丁' WHERE name = '乙'"))
        found = await digests(postgres.admin_url("reporting"), PROJECTIONS, in_order(topic))
        assert [table for table, (here, folded) in found.items() if here != folded] == ["org_unit_name"]

    async def test_leaves_no_trace_in_the_database(self, reporting_engine: AsyncEngine, postgres: Postgres) -> None:
        await digests(postgres.admin_url("reporting"), PROJECTIONS, in_order(given_topic()))
        async with reporting_engine.connect() as connection:
            schemas = (await connection.execute(text("SELECT nspname FROM pg_namespace"))).scalars().all()
            assert "oracle" not in schemas
            assert (await connection.execute(text("SELECT count(*) FROM org_unit_name"))).scalar_one() == 0
