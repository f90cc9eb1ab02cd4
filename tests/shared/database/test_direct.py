"""Statements sent by the driver: same connection, same transaction, same errors as SQLAlchemy's own."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.recording import recorded
from deploy.embedded.postgres import Postgres
from shared.database.direct import Direct, commit, connected
from shared.database.engine import create_engine
from shared.database.failures import constraint, is_conflict, is_outage
from tests.given import NOW, loopback_url

GIVEN = Direct("INSERT INTO rebuild.deed (name, done_at) VALUES (:name, :done_at) RETURNING name")


@pytest_asyncio.fixture
async def engine(postgres: Postgres, kernel_engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """One of its own, whose connections may be killed; on a table of its own."""
    async with kernel_engine.begin() as connection:
        await connection.execute(text("CREATE TABLE rebuild.deed (name text PRIMARY KEY, done_at timestamptz)"))
    made = create_engine(loopback_url(postgres, "kernel"), pool_size=2, application_name="direct tests")
    yield made
    await made.dispose()
    async with kernel_engine.begin() as connection:
        await connection.execute(text("DROP TABLE rebuild.deed"))


async def deeds(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list((await connection.execute(text("SELECT name FROM rebuild.deed ORDER BY name"))).scalars())


def deed(name: str) -> dict[str, object]:
    return {"name": name, "done_at": NOW}


class TestADirectStatement:
    async def test_begins_the_transaction_and_ends_with_it(self, engine: AsyncEngine) -> None:
        async with engine.connect() as connection:
            [row] = await GIVEN.fetch(connection, deed("a"))
            assert row["name"] == "a"
            assert await deeds(engine) == []
            await connection.commit()
            await GIVEN.fetch(connection, deed("b"))
            await connection.rollback()
            await GIVEN.fetch(connection, deed("c"))
        assert await deeds(engine) == ["a"]

    async def test_shares_the_transaction_of_other_statements(self, engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO rebuild.deed VALUES ('a', now())"))
            await GIVEN.fetch(connection, deed("b"))
            seen = await connection.execute(text("SELECT count(*) FROM rebuild.deed"))
            assert seen.scalar_one() == 2
            assert await deeds(engine) == []
            with recorded(engine) as sent:
                await GIVEN.fetch(connection, deed("c"))
            assert sent == []
        assert await deeds(engine) == ["a", "b", "c"]

    async def test_is_undone_with_a_savepoint(self, engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            await GIVEN.fetch(connection, deed("a"))
            inner = await connection.begin_nested()
            await GIVEN.fetch(connection, deed("b"))
            await inner.rollback()
        assert await deeds(engine) == ["a"]

    async def test_begins_nothing_on_a_connection_that_commits_by_itself(self, engine: AsyncEngine) -> None:
        unbound = engine.execution_options(isolation_level="AUTOCOMMIT")
        with recorded(engine) as sent:
            async with unbound.connect() as connection:
                await GIVEN.fetch(connection, deed("a"))
                await asyncio.sleep(0)
        assert [each.sql for each in sent] == [GIVEN.sql]
        assert await deeds(engine) == ["a"]

    async def test_wants_every_value(self, engine: AsyncEngine) -> None:
        async with engine.connect() as connection:
            with pytest.raises(KeyError):
                await GIVEN.fetch(connection, {"name": "a"})


class TestAsking:
    async def test_sends_nothing_but_the_statement_and_gives_the_connection_back(self, engine: AsyncEngine) -> None:
        with recorded(engine) as sent:
            for name in "abc":  # more often than there are connections
                [row] = await GIVEN.ask(engine, deed(name))
                assert row["name"] == name
            await asyncio.sleep(0)
        assert [each.sql for each in sent] == [GIVEN.sql] * 3
        assert await deeds(engine) == ["a", "b", "c"]

    async def test_leaves_the_connection_free_after_a_failure(self, engine: AsyncEngine) -> None:
        await GIVEN.ask(engine, deed("a"))
        for _ in range(3):
            with pytest.raises(IntegrityError):
                await GIVEN.ask(engine, deed("a"))
        assert await deeds(engine) == ["a"]

    async def test_takes_no_answer_of_one_who_hung_up(self, engine: AsyncEngine) -> None:
        slow = Direct("SELECT pg_sleep(5)")
        for _ in range(3):
            asking = asyncio.create_task(slow.ask(engine, {}))
            await asyncio.sleep(0.05)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            assert asking.cancelled()
        assert await deeds(engine) == []


class TestAConnection:
    async def test_keeps_what_was_committed_and_forgets_the_rest(self, engine: AsyncEngine) -> None:
        for name in "abc":  # more often than there are connections
            async with connected(engine) as connection:
                await GIVEN.fetch(connection, deed(name))
                await commit(connection)
                assert not connection.in_transaction()
                await GIVEN.fetch(connection, deed(f"{name} again"))
        assert await deeds(engine) == ["a", "b", "c"]

    async def test_commits_what_others_wrote(self, engine: AsyncEngine) -> None:
        async with connected(engine) as connection:
            await connection.execute(text("INSERT INTO rebuild.deed VALUES ('a', now())"))
            await commit(connection)
        assert await deeds(engine) == ["a"]

    async def test_tells_of_a_commit_that_failed(self, engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            await connection.execute(
                text("ALTER TABLE rebuild.deed ADD CONSTRAINT once UNIQUE (done_at) DEFERRABLE INITIALLY DEFERRED")
            )
        async with connected(engine) as connection:
            await GIVEN.fetch(connection, deed("a"))
            await GIVEN.fetch(connection, deed("b"))
            with pytest.raises(IntegrityError) as violated:
                await commit(connection)
        assert constraint(violated.value) == "once"
        assert await deeds(engine) == []

    async def test_is_not_used_again_when_its_work_was_abandoned(self, engine: AsyncEngine) -> None:
        async def work() -> None:
            async with connected(engine) as connection:
                await GIVEN.fetch(connection, deed("a"))
                await Direct("SELECT pg_sleep(5)").fetch(connection, {})

        for _ in range(3):
            working = asyncio.create_task(work())
            await asyncio.sleep(0.1)
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
        assert await deeds(engine) == []


class TestItsFailure:
    async def test_names_the_constraint_and_quotes_no_value(self, engine: AsyncEngine) -> None:
        async with engine.connect() as connection:
            await GIVEN.fetch(connection, deed("secret"))
            with pytest.raises(IntegrityError) as violated:
                await GIVEN.fetch(connection, deed("secret"))
        assert constraint(violated.value) == "deed_pkey"
        assert violated.value.params is None
        assert await deeds(engine) == []

    async def test_is_an_outage_when_the_connection_was_cut(self, engine: AsyncEngine, postgres: Postgres) -> None:
        async with engine.connect() as connection:
            await GIVEN.fetch(connection, deed("a"))
            postgres.psql(
                "kernel",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'direct tests'",
            )
            with pytest.raises(DBAPIError) as cut:
                await GIVEN.fetch(connection, deed("b"))
        assert is_outage(cut.value)
        assert await deeds(engine) == []

    async def test_is_a_conflict_when_a_migration_came_between(self, engine: AsyncEngine) -> None:
        every = Direct("SELECT * FROM rebuild.deed")
        async with engine.connect() as connection:
            await every.fetch(connection, {})
            await connection.commit()
            async with engine.begin() as other:
                await other.execute(text("ALTER TABLE rebuild.deed ADD COLUMN more text"))
            with pytest.raises(DBAPIError) as stale:
                await every.fetch(connection, {})
            assert is_conflict(stale.value)
            await connection.rollback()
            assert await every.fetch(connection, {}) == []
