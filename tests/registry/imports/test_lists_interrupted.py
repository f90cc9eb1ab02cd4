"""A list of acts comes out the same whatever happens meanwhile: workers that die, several of them, the file again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.imports.commands import apply_chunk, fail_import
from services.registry.imports.parameters import ImportKind
from shared.auth.roles import Role
from shared.clock import now
from shared.command import Work
from tests.given import given_caller
from tests.registry.given import audited, given_network, published
from tests.registry.imports.files import count, given_import, people, progress, verdicts, work_off
from tests.registry.imports.lists import DUPLICATE, correction, death, done_with, given_list, move
from tests.registry.persons import REGISTRAR, ROOM, given_number, given_veteran

REGISTERED = people(20)


@pytest.fixture(autouse=True)
async def registered(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)
    await given_import(registry_engine, REGISTERED)
    await work_off(registry_engine)


def deaths() -> list[Any]:
    return [death(身份证号=row[1]) for row in REGISTERED]


async def work_of(engine: AsyncEngine, import_id: Any) -> Work:
    account_id = (await progress(engine, import_id))["account_id"]
    return Work(engine, given_caller(Role.CENTRE_STAFF, account_id=account_id), now())


@asynccontextmanager
async def dying(databases: Any, moment: str, when: str) -> AsyncIterator[None]:
    """The server ends whatever connection comes to write to this table, as when a worker is killed there."""
    admin = databases._admins["registry"]
    await admin.execute(
        f"""
        CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
        $$ BEGIN IF ({when}) THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$;
        CREATE TRIGGER cut_off BEFORE INSERT OR UPDATE ON {moment} EXECUTE FUNCTION cut_off();
        """
    )
    try:
        yield
    finally:
        await admin.execute(f"DROP TRIGGER cut_off ON {moment}; DROP FUNCTION cut_off()")


class TestAListThatIsInterrupted:
    @pytest.mark.parametrize("moment", ["death", "outbox", "import_row", "register_import"])
    async def test_is_done_to_its_end_by_the_next_worker_and_nothing_twice(
        self, registry_engine: AsyncEngine, databases: Any, moment: str
    ) -> None:
        """The server ends the connection when the seventh row, or the chunk, comes to `moment`: acts commit
        together, those of the chunk before its verdicts."""
        import_id = await given_list(registry_engine, ImportKind.DEATHS, deaths(), rows_per_chunk=10)
        work = await work_of(registry_engine, import_id)
        async with dying(databases, moment, "SELECT count(*) >= 6 FROM death"):
            with pytest.raises(Exception, match="connection"):
                await apply_chunk(work, import_id, acting=work, registrar=REGISTRAR)
        done = await count(registry_engine, "death")
        assert done <= 6 if moment in {"death", "outbox"} else done == 10
        assert await count(registry_engine, "import_row") == 20, "those of the registrations"
        await work_off(registry_engine)
        assert [row["outcome"] for row in await verdicts(registry_engine, import_id)] == ["accepted"] * 20
        assert await count(registry_engine, "death") == 20
        assert len(await published(registry_engine, "veteran-deceased")) == 20
        assert [result for _, result in await audited(registry_engine, "record-death")] == ["done"] * 20

    async def test_of_moves_knows_by_name_whom_it_has_moved_and_so_does_the_file_handed_in_again(
        self, registry_engine: AsyncEngine, databases: Any
    ) -> None:
        """Whom a row names at a unit is not there any more once the row was done."""
        days = [date(1970, 1, day) for day in (1, 2, 3)]
        for born_on in days:
            number = given_number(1, born_on)
            await given_veteran(registry_engine, id_number=number, name="张伟", registered_on="2019-03-01")
        named: dict[str, Any] = {"身份证号": "", "姓名": "张伟", "服务室代码或名称": ROOM}
        rows = [move(出生日期=born_on.isoformat(), **named) for born_on in days]
        import_id = await given_list(registry_engine, ImportKind.RELOCATIONS, rows)
        work = await work_of(registry_engine, import_id)
        async with dying(databases, "import_row", "SELECT count(*) = 3 FROM relocation"):
            with pytest.raises(Exception, match="connection"):
                await apply_chunk(work, import_id, acting=work, registrar=REGISTRAR)
        await work_off(registry_engine)
        assert [row["outcome"] for row in await verdicts(registry_engine, import_id)] == ["accepted"] * 3
        assert await done_with(registry_engine, ImportKind.RELOCATIONS, *rows) == [DUPLICATE] * 3
        assert len(await published(registry_engine, "veteran-relocated")) == 3

    @pytest.mark.parametrize("kind", [ImportKind.DEATHS, ImportKind.CORRECTIONS])
    async def test_and_given_up_has_a_verdict_of_all_that_it_did(
        self, registry_engine: AsyncEngine, databases: Any, kind: ImportKind
    ) -> None:
        """Who asked may no longer, once the worker has died within a chunk."""
        rows = deaths() if kind is ImportKind.DEATHS else [correction(身份证号=row[1]) for row in REGISTERED]
        import_id = await given_list(registry_engine, kind, rows, rows_per_chunk=10)
        work = await work_of(registry_engine, import_id)
        async with dying(databases, "import_row", "true"):
            with pytest.raises(Exception, match="connection"):
                await apply_chunk(work, import_id, acting=work, registrar=REGISTRAR)
        for _ in range(2):
            await fail_import(work, import_id, failure="grant-ended")
        event = "veteran-deceased" if kind is ImportKind.DEATHS else "veteran-profile-updated"
        done = len(await published(registry_engine, event))
        assert done == 10
        told = await verdicts(registry_engine, import_id)
        assert [(row["row_number"], row["outcome"]) for row in told] == [(n, "accepted") for n in range(2, 2 + done)]
        ended = await progress(registry_engine, import_id)
        assert (ended["state"], ended["accepted_count"], ended["failure"]) == ("failed", done, "grant-ended")
        if kind is ImportKind.DEATHS:
            assert all(row["veteran_id"] and row["record_id"] for row in told)

    async def test_is_done_once_by_several_workers(self, registry_engine: AsyncEngine) -> None:
        import_id = await given_list(registry_engine, ImportKind.DEATHS, deaths(), rows_per_chunk=4)
        await asyncio.gather(*(work_off(registry_engine) for _ in range(3)))
        ended = await progress(registry_engine, import_id)
        assert (ended["state"], ended["accepted_count"]) == ("done", 20)
        assert len(await published(registry_engine, "veteran-deceased")) == 20

    async def test_is_done_once_when_it_is_handed_in_twice_at_once(self, registry_engine: AsyncEngine) -> None:
        rows = [correction(身份证号=row[1]) for row in REGISTERED]
        handed_in = [
            await given_list(registry_engine, ImportKind.CORRECTIONS, rows, rows_per_chunk=7) for _ in range(2)
        ]
        await asyncio.gather(work_off(registry_engine), work_off(registry_engine))
        outcomes = [[row["outcome"] for row in await verdicts(registry_engine, each)] for each in handed_in]
        assert [sorted(pair) for pair in zip(*outcomes, strict=True)] == [["accepted", "duplicate"]] * 20
        assert len(await published(registry_engine, "veteran-profile-updated")) == 20
