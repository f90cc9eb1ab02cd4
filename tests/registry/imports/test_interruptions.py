"""That an import comes out the same whatever happens meanwhile: crashes, several workers, other writers."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from services.registry.imports.commands import judge_chunk
from services.registry.imports.loop import ImportLoop
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.clock import now
from shared.command import Work
from tests.given import given_caller
from tests.registry.given import audited, given_network, published
from tests.registry.imports.files import (
    count,
    given_import,
    people,
    progress,
    verdicts,
    work_off,
)
from tests.registry.persons import (
    REGISTRAR,
    given_veteran,
)


class TestAnImportThatIsInterrupted:
    async def test_goes_on_at_the_next_chunk(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        import_id = await given_import(registry_engine, people(25), rows_per_chunk=10)
        work = await self._work_of(registry_engine, import_id)
        assert await judge_chunk(work, import_id, registrar=REGISTRAR) == {
            "accepted": 10,
            "proposed": 0,
            "duplicate": 0,
            "ambiguous": 0,
            "rejected": 0,
        }
        half = await progress(registry_engine, import_id)
        assert (half["state"], half["next_chunk"], half["accepted_count"]) == ("running", 1, 10)
        await work_off(registry_engine)
        assert (await progress(registry_engine, import_id))["accepted_count"] == 25
        assert len(await published(registry_engine, "veteran-registered")) == 25

    @pytest.mark.parametrize("moment", ["person", "import_row", "outbox", "register_import"])
    async def test_leaves_nothing_of_a_chunk_that_was_cut_off(
        self, registry_engine: AsyncEngine, databases: Any, moment: str
    ) -> None:
        """The server ends the connection when the chunk comes to `moment`, as when the worker is killed there."""
        await given_network(registry_engine)
        import_id = await given_import(registry_engine, people(20), rows_per_chunk=10)
        work = await self._work_of(registry_engine, import_id)
        await judge_chunk(work, import_id, registrar=REGISTRAR)
        admin = databases._admins["registry"]
        await admin.execute(
            f"""
            CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
            $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
            CREATE TRIGGER cut_off BEFORE INSERT OR UPDATE ON {moment} EXECUTE FUNCTION cut_off();
            """
        )
        try:
            with pytest.raises(Exception, match="connection"):
                await judge_chunk(work, import_id, registrar=REGISTRAR)
        finally:
            await admin.execute(f"DROP TRIGGER cut_off ON {moment}; DROP FUNCTION cut_off()")
        assert await count(registry_engine, "person") == 10
        assert await count(registry_engine, "import_row") == 10
        await work_off(registry_engine)
        assert {row["outcome"] for row in await verdicts(registry_engine, import_id)} == {"accepted"}
        assert await count(registry_engine, "person") == 20
        assert len(await published(registry_engine, "veteran-registered")) == 20

    async def test_is_worked_off_once_by_several_workers(
        self, registry_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.registry.imports.loop.CHUNKS_AT_ONCE", 1)
        await given_network(registry_engine)
        import_id = await given_import(registry_engine, people(60), rows_per_chunk=5)
        await asyncio.gather(*(work_off(registry_engine) for _ in range(3)))
        assert (await progress(registry_engine, import_id))["accepted_count"] == 60
        assert len(await published(registry_engine, "veteran-registered")) == 60
        assert len(await audited(registry_engine, "judge-chunk")) >= 12

    async def test_meets_the_counter_and_another_import_without_registering_anybody_twice(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        for _ in range(2):
            await given_import(registry_engine, people(40), rows_per_chunk=10)
        at_the_counter = [given_veteran(registry_engine, id_number=row[1], name=row[0]) for row in people(40)[::4]]
        await asyncio.gather(
            work_off(registry_engine), work_off(registry_engine), *at_the_counter, return_exceptions=True
        )
        assert await count(registry_engine, "veteran") == 40
        assert len(await published(registry_engine, "veteran-registered")) == 40

    async def test_is_given_up_when_a_defect_stops_it_three_times_while_others_go_on(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        broken = await given_import(registry_engine, people(3))
        async with registry_engine.begin() as connection:
            await connection.execute(text("UPDATE import_chunk SET sealed = '\\x00'"))
        sound = await given_import(registry_engine, people(3))
        await work_off(registry_engine)
        assert [(await progress(registry_engine, each))["state"] for each in (broken, sound)] == ["failed", "done"]
        assert (await progress(registry_engine, broken))["failure"] == "defect"

    async def test_and_what_stands_before_the_defect_is_taken_in(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        broken = await given_import(registry_engine, people(25), rows_per_chunk=10)
        async with registry_engine.begin() as connection:
            await connection.execute(text("UPDATE import_chunk SET sealed = '\\x00' WHERE number = 1"))
        await work_off(registry_engine)
        found = await progress(registry_engine, broken)
        assert (found["state"], found["failure"], found["accepted_count"]) == ("failed", "defect", 10)

    async def _work_of(self, engine: AsyncEngine, import_id: Any) -> Work:
        account_id = (await progress(engine, import_id))["account_id"]
        caller: Caller = given_caller(Role.CENTRE_STAFF, account_id=account_id)
        return Work(engine, caller, now())


class TestTheLoop:
    async def test_compares_what_comes_with_the_register_by_its_index_though_that_was_small(
        self, registry_engine: AsyncEngine, databases: Any
    ) -> None:
        """The server plans what foreign keys ask for the few there are, and keeps the plan until it counts anew."""
        await given_network(registry_engine)
        await given_import(registry_engine, people(60), rows_per_chunk=10)
        await databases._admins["registry"].execute("ANALYZE person, data_key")
        alone = create_async_engine(registry_engine.url, pool_size=1, max_overflow=0)
        try:
            before = await read_one_after_the_other(alone)
            await work_off(alone)
            assert await read_one_after_the_other(alone) == before
        finally:
            await alone.dispose()

    async def test_reports_what_is_pending(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        loop = ImportLoop(registry_engine, REGISTRAR)
        await given_import(registry_engine, people(1))
        assert await loop.flow() == {"imports_pending": 1}
        await work_off(registry_engine)
        assert await loop.flow() == {"imports_pending": 0}
        assert [check.ok for check in await loop.checks()] == [True]

    async def test_ends_when_it_is_told_to(self, registry_engine: AsyncEngine) -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(ImportLoop(registry_engine, REGISTRAR).run(stop))
        await asyncio.sleep(0)
        stop.set()
        await asyncio.wait_for(running, 5)


async def read_one_after_the_other(engine: AsyncEngine) -> int:
    """How many persons and keys the only connection has read, one after the other."""
    async with engine.connect() as connection:
        await connection.execute(text("SELECT pg_stat_force_next_flush()"))
        await connection.commit()
        known = "SELECT sum(seq_tup_read)::int FROM pg_stat_user_tables WHERE relname IN ('person', 'data_key')"
        return int(await connection.scalar(text(known)) or 0)
