"""Engines: bounded waits, no idle questions, healed by themselves after an outage."""

import asyncio
import decimal
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import bindparam, column, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from shared.database.engine import create_engine
from shared.database.failures import constraint, is_conflict, is_outage, is_timeout, is_transient, sqlstate
from tests.given import loopback_url


@pytest_asyncio.fixture
async def engine(postgres: Postgres, kernel_engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """One of its own, whose connections may be killed."""
    made = create_engine(
        loopback_url(postgres, "kernel"), pool_size=3, application_name="engine tests", statement_timeout_seconds=1
    )
    yield made
    await made.dispose()


async def answer(engine: AsyncEngine) -> Any:
    async with engine.connect() as connection:
        return (await connection.execute(text("SELECT 42"))).scalar()


def terminate(postgres: Postgres) -> None:
    ours = "FROM pg_stat_activity WHERE application_name = 'engine tests'"
    postgres.psql("kernel", f"SELECT pg_terminate_backend(pid) {ours}")


class TestAfterItsConnectionsWereCut:
    async def test_it_answers_the_very_next_question(self, engine: AsyncEngine, postgres: Postgres) -> None:
        await asyncio.gather(*(answer(engine) for _ in range(3)))
        terminate(postgres)
        await asyncio.sleep(0.05)  # the loop must get to see the sockets close
        assert await asyncio.gather(*(answer(engine) for _ in range(6))) == [42] * 6

    async def test_a_statement_under_way_fails_as_an_outage(self, engine: AsyncEngine, postgres: Postgres) -> None:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
            terminate(postgres)
            with pytest.raises(DBAPIError) as cut:
                await connection.execute(text("SELECT 1"))
        assert is_outage(cut.value)
        assert await answer(engine) == 42


class TestASessionThatNobodyUses:
    """The server gives its memory free; who comes next gets another one, also just before that."""

    @pytest_asyncio.fixture
    async def brief(self, postgres: Postgres, kernel_engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
        url = loopback_url(postgres, "kernel")
        made = create_engine(url, pool_size=3, application_name="engine tests", idle_session_seconds=1)
        yield made
        await made.dispose()

    async def session(self, engine: AsyncEngine) -> Any:
        async with engine.connect() as connection:
            return (await connection.execute(text("SELECT pg_backend_pid()"))).scalar()

    async def test_is_closed_and_replaced(self, brief: AsyncEngine, postgres: Postgres) -> None:
        await asyncio.gather(*(answer(brief) for _ in range(3)))
        await asyncio.sleep(1.3)
        ours = "FROM pg_stat_activity WHERE application_name = 'engine tests'"
        assert postgres.psql("kernel", f"SELECT count(*) {ours}") == "0"
        assert await asyncio.gather(*(answer(brief) for _ in range(3))) == [42] * 3

    async def test_is_used_no_more_when_it_is_about_to_be_closed(self, brief: AsyncEngine) -> None:
        first = await self.session(brief)
        assert await self.session(brief) == first
        await asyncio.sleep(0.95)  # from the last use on, however long that took
        assert await self.session(brief) != first


class TestAServerThatIsNotThere:
    async def test_is_an_outage(self) -> None:
        nobody = create_engine("postgresql://a:b@127.0.0.1:9/c", pool_size=1, application_name="x")
        with pytest.raises(ConnectionRefusedError) as refused:
            await answer(nobody)
        assert is_outage(refused.value)
        await nobody.dispose()


class TestAPoolWithoutAFreeConnection:
    async def test_gives_up_as_an_outage(self, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(engine.pool, "_timeout", 0.05)
        held = [await engine.connect() for _ in range(3)]
        with pytest.raises(PoolExhausted) as waited:
            await answer(engine)
        assert is_outage(waited.value)
        for connection in held:
            await connection.close()


class TestAConnection:
    async def test_names_itself_and_limits_its_statements(self, engine: AsyncEngine) -> None:
        names = ("application_name", "statement_timeout", "idle_in_transaction_session_timeout", "timezone")
        settings = ", ".join(f"current_setting('{name}')" for name in names)
        async with engine.connect() as connection:
            found = (await connection.execute(text(f"SELECT {settings}"))).one()
        assert tuple(found) == ("engine tests", "1s", "15s", "UTC")

    async def test_cuts_a_statement_that_takes_too_long(self, engine: AsyncEngine) -> None:
        async with engine.connect() as connection:
            with pytest.raises(DBAPIError) as cut:
                await connection.execute(text("SELECT pg_sleep(5)"))
        assert sqlstate(cut.value) == "57014"
        assert is_transient(cut.value)
        assert not is_outage(cut.value)

    async def test_waits_for_a_lock_less_long_than_a_statement_may_take(self, engine: AsyncEngine) -> None:
        async with engine.connect() as holding, engine.connect() as waiting:
            await holding.execute(text("SELECT pg_advisory_xact_lock(4242)"))
            with pytest.raises(DBAPIError) as cut:
                await waiting.execute(text("SELECT pg_advisory_xact_lock(4242)"))
        assert sqlstate(cut.value) == "55P03"
        assert is_transient(cut.value)
        assert not is_timeout(cut.value)

    async def test_carries_json_both_ways(self, engine: AsyncEngine) -> None:
        sent = {"名": ["张", 1, None, True], "d": decimal.Decimal("1.5")}
        async with engine.connect() as connection:
            value = bindparam("value", sent, JSONB)
            statement = text("SELECT :value AS value").bindparams(value).columns(column("value", JSONB))
            found = (await connection.execute(statement)).scalar()
        assert found == {"名": ["张", 1, None, True], "d": "1.5"}

    async def test_asks_the_server_nothing_it_need_not(self, engine: AsyncEngine, postgres: Postgres) -> None:
        """Checked by the server's own count of transactions: an autocommit reading makes one, and no more."""
        reader = engine.execution_options(isolation_level="AUTOCOMMIT")
        async with reader.connect() as connection:
            pid = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar()
        async with reader.connect() as connection:
            assert (await connection.execute(text("SELECT pg_backend_pid()"))).scalar() == pid
        last = postgres.psql("kernel", f"SELECT query, state FROM pg_stat_activity WHERE pid = {pid}")
        assert last == "SELECT pg_backend_pid()|idle"

    async def test_shows_no_values_in_its_errors(self, engine: AsyncEngine) -> None:
        async with engine.connect() as connection:
            with pytest.raises(DBAPIError) as failed:
                await connection.execute(text("SELECT CAST(:value AS text), 1 / 0"), {"value": "999123199001010012"})
        assert "999123199001010012" not in str(failed.value)


class TestAFailure:
    async def test_names_the_constraint_it_broke(self, engine: AsyncEngine) -> None:
        statement = text("INSERT INTO idempotency VALUES (gen_random_uuid(), 'k', 'a', '', NULL, now())")
        broken = text("INSERT INTO access_grant SELECT gen_random_uuid(), gen_random_uuid(), '', '', '', now(), now()")
        async with engine.connect() as connection:
            await connection.execute(statement)
            with pytest.raises(DBAPIError) as failed:
                await connection.execute(broken)
        assert constraint(failed.value) == "ck_access_grant_period"
        assert not is_transient(failed.value)

    async def test_is_a_conflict_when_a_migration_changed_the_table_underneath(
        self, engine: AsyncEngine, postgres: Postgres
    ) -> None:
        postgres.psql("kernel", "CREATE TABLE changing AS SELECT 1 AS a; GRANT SELECT ON changing TO kernel")
        async with engine.connect() as connection:
            await connection.execute(text("SELECT * FROM changing"))
            await connection.commit()
            postgres.psql("kernel", "ALTER TABLE changing ALTER COLUMN a TYPE text")
            with pytest.raises(DBAPIError) as stale:
                await connection.execute(text("SELECT * FROM changing"))
        postgres.psql("kernel", "DROP TABLE changing")
        assert is_conflict(stale.value)
