"""That an import gives way to who is at work meanwhile."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.imports import loop
from services.registry.imports.commands import taking_up
from services.registry.imports.queries import Activity
from shared.stopping import sleep_until
from tests.registry.given import audited, given_network
from tests.registry.imports.files import given_import, people, progress, work_off


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """For how many seconds the loop had nothing to do, or gave way."""
    asked = list[float]()

    async def sleeping(stop: asyncio.Event, seconds: float) -> None:
        asked.append(seconds)
        await sleep_until(stop, min(seconds, 0.01))

    monkeypatch.setattr(loop, "sleep_until", sleeping)
    return asked


def given_others(monkeypatch: pytest.MonkeyPatch, *, at_work: bool) -> None:
    async def answered(self: Activity, *, but: object, since: object) -> bool:
        return at_work

    monkeypatch.setattr(Activity, "others_at_work", answered)


class TestGivingWay:
    async def test_is_not_done_where_nobody_else_is_at_work(
        self, registry_engine: AsyncEngine, pauses: list[float], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        given_others(monkeypatch, at_work=False)
        await given_network(registry_engine)
        import_id = await given_import(registry_engine, people(25), rows_per_chunk=10)
        await work_off(registry_engine)
        assert (await progress(registry_engine, import_id))["accepted_count"] == 25
        assert await audited(registry_engine, "judge-chunk") == [(f"import {import_id}", "done")]
        assert set(pauses) <= {loop.POLL_SECONDS}

    async def test_is_a_chunk_at_a_time_and_a_pause(
        self, registry_engine: AsyncEngine, pauses: list[float], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        given_others(monkeypatch, at_work=True)
        await given_network(registry_engine)
        import_id = await given_import(registry_engine, people(25), rows_per_chunk=10)
        await work_off(registry_engine)
        assert (await progress(registry_engine, import_id))["accepted_count"] == 25
        assert await audited(registry_engine, "judge-chunk") == [(f"import {import_id}", "done")] * 3
        assert len([each for each in pauses if each != loop.POLL_SECONDS]) == 3

    async def test_what_is_long_is_taken_up_a_chunk_at_a_time_anyway(
        self, registry_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(taking_up, "_BYTES_AT_ONCE", 1)
        given_others(monkeypatch, at_work=False)
        await given_network(registry_engine)
        import_id = await given_import(registry_engine, people(25), rows_per_chunk=10)
        await work_off(registry_engine)
        assert (await progress(registry_engine, import_id))["accepted_count"] == 25
        assert await audited(registry_engine, "judge-chunk") == [(f"import {import_id}", "done")] * 3
