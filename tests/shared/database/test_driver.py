"""Statements sent by the driver: in one transaction with SQLAlchemy's, on connections nobody else finds open."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.recording import recorded
from deploy.embedded.ports import free_port
from deploy.embedded.postgres import Postgres
from faults.proxy import Proxy
from shared.database.driver import DriverStatement, autocommitting, driver_of, transaction
from shared.database.engine import create_engine
from shared.database.failures import constraint, is_conflict, is_outage
from tests.given import NOW, loopback_url

GIVEN = DriverStatement("INSERT INTO rebuild.deed (name, done_at) VALUES (:name, :done_at) RETURNING name")


@pytest_asyncio.fixture
async def engine(postgres: Postgres, kernel_engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """One of its own, whose connections may be killed; on a table of its own."""
    async with kernel_engine.begin() as connection:
        await connection.execute(text("CREATE TABLE rebuild.deed (name text PRIMARY KEY, done_at timestamptz)"))
    made = create_engine(loopback_url(postgres, "kernel"), pool_size=2, application_name="driver tests")
    yield made
    await made.dispose()
    async with kernel_engine.begin() as connection:
        await connection.execute(text("DROP TABLE rebuild.deed"))


async def deeds(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list((await connection.execute(text("SELECT name FROM rebuild.deed ORDER BY name"))).scalars())


async def give(engine: AsyncEngine, *names: str) -> None:
    async with autocommitting(engine).connect() as connection, transaction(connection):
        for name in names:
            await GIVEN.fetch(connection, deed(name))


def deed(name: str) -> dict[str, object]:
    return {"name": name, "done_at": NOW}


class TestADriversStatement:
    async def test_is_in_one_transaction_with_those_of_sqlalchemy(self, engine: AsyncEngine) -> None:
        number = text("SELECT pg_current_xact_id()::text")
        async with autocommitting(engine).connect() as connection, transaction(connection):
            [row] = await GIVEN.fetch(connection, deed("a"))
            await connection.execute(text("INSERT INTO rebuild.deed VALUES ('b', now())"))
            first = await connection.scalar(number)
            [second] = await DriverStatement("SELECT pg_current_xact_id()::text AS id").fetch(connection, {})
            assert (row["name"], second["id"]) == ("a", first)
            assert await deeds(engine) == []
        assert await deeds(engine) == ["a", "b"]

    async def test_is_undone_with_those_of_sqlalchemy(self, engine: AsyncEngine) -> None:
        async def work() -> None:
            async with autocommitting(engine).connect() as connection, transaction(connection):
                await GIVEN.fetch(connection, deed("a"))
                await connection.execute(text("INSERT INTO rebuild.deed VALUES ('b', now())"))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await work()
        assert await deeds(engine) == []

    async def test_is_undone_with_a_savepoint(self, engine: AsyncEngine) -> None:
        async with autocommitting(engine).connect() as connection, transaction(connection):
            await GIVEN.fetch(connection, deed("a"))
            inner = await connection.begin_nested()
            await GIVEN.fetch(connection, deed("b"))
            await inner.rollback()
        assert await deeds(engine) == ["a"]

    async def test_shares_a_transaction_that_sqlalchemy_began(self, engine: AsyncEngine) -> None:
        async with engine.connect() as connection:
            await connection.execute(text("INSERT INTO rebuild.deed VALUES ('a', now())"))
            await GIVEN.fetch(connection, deed("b"))
            await connection.rollback()
        assert await deeds(engine) == []

    async def test_goes_alone_only_where_each_commits_by_itself(self, engine: AsyncEngine) -> None:
        with recorded(engine) as sent:
            async with autocommitting(engine).connect() as connection:
                await GIVEN.fetch(connection, deed("a"))
                await asyncio.sleep(0)
        assert [each.sql for each in sent] == [GIVEN.sql]
        async with engine.connect() as connection:
            with pytest.raises(RuntimeError, match="no transaction has begun"):
                await GIVEN.fetch(connection, deed("b"))
        assert await deeds(engine) == ["a"]

    async def test_wants_every_value(self, engine: AsyncEngine) -> None:
        async with autocommitting(engine).connect() as connection:
            with pytest.raises(KeyError):
                await GIVEN.fetch(connection, {"name": "a"})

    async def test_leaves_nothing_of_work_that_was_abandoned(self, engine: AsyncEngine) -> None:
        async def work() -> None:
            async with autocommitting(engine).connect() as connection, transaction(connection):
                await GIVEN.fetch(connection, deed("a"))
                await DriverStatement("SELECT pg_sleep(5)").fetch(connection, {})

        for _ in range(3):  # more often than there are connections
            working = asyncio.create_task(work())
            await asyncio.sleep(0.1)
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            assert working.cancelled()
        assert await deeds(engine) == []

    async def test_leaves_no_connection_that_takes_a_transaction_cut_off_for_begun(
        self, engine: AsyncEngine, postgres: Postgres
    ) -> None:
        async with Proxy(free_port(), postgres.port) as slow:
            url = make_url(loopback_url(postgres, "kernel")).set(port=slow.port).render_as_string(hide_password=False)
            through = create_engine(url, pool_size=1, application_name="cut off")
            async with through.connect() as connection:
                await connection.execute(text("SELECT 1"))
            slow.delay(0.2)
            working = asyncio.create_task(give(through, "a"))
            await asyncio.sleep(0.1)  # BEGIN is on its way
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            slow.heal()
            await asyncio.sleep(0.5)
            async with autocommitting(through).connect() as connection:
                assert not driver_of(connection).is_in_transaction()
            await through.dispose()
        assert await deeds(engine) == []


class TestAConnectionWhoseTransactionWasLeftOpen:
    async def test_is_closed_instead_of_given_to_the_next(self, engine: AsyncEngine) -> None:
        for _ in range(3):  # more often than there are connections
            async with autocommitting(engine).connect() as connection:
                await driver_of(connection).transaction().start()
                await GIVEN.fetch(connection, deed("a"))
        async with autocommitting(engine).connect() as connection:
            assert not driver_of(connection).is_in_transaction()
        assert await deeds(engine) == []


class TestItsFailure:
    async def test_names_the_constraint(self, engine: AsyncEngine) -> None:
        with pytest.raises(asyncpg.UniqueViolationError) as violated:
            await give(engine, "a", "a")
        assert constraint(violated.value) == "deed_pkey"
        assert await deeds(engine) == []

    async def test_comes_with_the_commit_where_the_constraint_is_deferred(self, engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            await connection.execute(
                text("ALTER TABLE rebuild.deed ADD CONSTRAINT once UNIQUE (done_at) DEFERRABLE INITIALLY DEFERRED")
            )
        with pytest.raises(asyncpg.UniqueViolationError) as violated:
            await give(engine, "a", "b")
        assert constraint(violated.value) == "once"
        assert await deeds(engine) == []

    async def test_is_an_outage_when_the_connection_was_cut(self, engine: AsyncEngine, postgres: Postgres) -> None:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'driver tests'"

        async def work() -> None:
            async with autocommitting(engine).connect() as connection, transaction(connection):
                await GIVEN.fetch(connection, deed("a"))
                postgres.psql("kernel", cut)
                await GIVEN.fetch(connection, deed("b"))

        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)) as failure:
            await work()
        assert is_outage(failure.value)
        assert await deeds(engine) == []

    async def test_is_a_conflict_when_a_migration_came_between(self, engine: AsyncEngine) -> None:
        every = DriverStatement("SELECT * FROM rebuild.deed")
        async with autocommitting(engine).connect() as connection:
            await every.fetch(connection, {})
            async with engine.begin() as other:
                await other.execute(text("ALTER TABLE rebuild.deed ADD COLUMN more text"))
            with pytest.raises(asyncpg.InvalidCachedStatementError) as stale:
                async with transaction(connection):
                    await every.fetch(connection, {})
            assert is_conflict(stale.value)
            async with transaction(connection):
                assert await every.fetch(connection, {}) == []
