"""Nothing of a file outlives thirty days."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.imports.commands.forgetting import FORGET_IMPORTS, KEPT
from tests.registry.given import given_network
from tests.registry.imports.files import count, given_import, people, work_off
from tests.shared.schedule.given import run_at

# 03:40 on 2 June 2026 in Shanghai.
DUE = datetime(2026, 6, 1, 19, 40, tzinfo=UTC)
TABLES = ("register_import", "import_chunk", "import_first_row", "import_row")


async def forget(engine: AsyncEngine) -> None:
    await run_at(engine, FORGET_IMPORTS, now=DUE - timedelta(hours=1))
    await run_at(engine, FORGET_IMPORTS, now=DUE)


async def requested(engine: AsyncEngine, age: timedelta) -> None:
    """All imports there are were asked for so long before."""
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE register_import SET requested_at = :at"), {"at": DUE - age})


class TestForgettingImports:
    @pytest.mark.parametrize("is_worked_off", [True, False])
    async def test_leaves_nothing_of_an_import_but_the_people(
        self, registry_engine: AsyncEngine, is_worked_off: bool
    ) -> None:
        await given_network(registry_engine)
        await given_import(registry_engine, people(5), rows_per_chunk=2)
        if is_worked_off:
            await work_off(registry_engine)
        await requested(registry_engine, KEPT + timedelta(minutes=1))
        await forget(registry_engine)
        assert [await count(registry_engine, table) for table in TABLES] == [0, 0, 0, 0]
        assert await count(registry_engine, "veteran") == (5 if is_worked_off else 0)

    async def test_goes_on_in_parts_until_all_old_ones_are_gone(
        self, registry_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.registry.imports.commands.forgetting.ROWS_AT_ONCE", 2)
        await given_network(registry_engine)
        for first in (0, 10):
            await given_import(registry_engine, people(5, first))
        await work_off(registry_engine)
        await requested(registry_engine, KEPT + timedelta(days=3))
        await forget(registry_engine)
        assert [await count(registry_engine, table) for table in TABLES] == [0, 0, 0, 0]

    async def test_keeps_what_is_younger(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_import(registry_engine, people(3))
        await work_off(registry_engine)
        await requested(registry_engine, KEPT - timedelta(minutes=1))
        await forget(registry_engine)
        assert (await count(registry_engine, "register_import"), await count(registry_engine, "import_row")) == (1, 3)
