"""Comparisons are asked for, taken in hand once, kept, and shown to those whose units they are about."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.main import create_app as create_benefits
from services.registry.main import create_app as create_registry
from services.reporting.comparisons.commands import (
    COMPARE_NIGHTLY,
    ask_comparison,
    claim_comparison,
    record_comparison,
)
from services.reporting.comparisons.domain import Difference, Result
from services.reporting.comparisons.tables import COMPARISON, PERSON_DIFFERENCE
from shared.auth.roles import Role
from shared.ids import new_id
from shared.schedule.scheduler import Scheduler
from tests.browsers import links_of, words_of
from tests.given import NOW, given_grant, given_work
from tests.reporting.conftest import ClientFor
from tests.reporting.given import QIANGAO, SHIAN, YANGYING, fold, small_county

HERE, THERE = UUID(int=1), UUID(int=2)
MISSING = Difference(YANGYING, HERE, "missing", date(2019, 3, 1))
UNEXPECTED = Difference(QIANGAO, THERE, "unexpected", None)
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
async def _county(reporting_engine: AsyncEngine) -> None:
    await fold(reporting_engine, small_county())


async def found(engine: AsyncEngine, *differences: Difference, service: str = "benefits", at: Any = NOW) -> None:
    """A comparison of the service found these."""
    work = given_work(engine, now=at)
    await ask_comparison(work)
    await record_comparison(work, service, Result(8, len(differences), 0, differences), wanted_at=at)


async def rows(engine: AsyncEngine, table: Any) -> list[Any]:
    async with engine.connect() as connection:
        return list((await connection.execute(select(table))).all())


class TestAComparison:
    async def test_is_asked_for_every_night(self, reporting_engine: AsyncEngine) -> None:
        scheduler = Scheduler(reporting_engine, [COMPARE_NIGHTLY], clock=lambda: NOW)
        await scheduler.keep()
        later = Scheduler(reporting_engine, [COMPARE_NIGHTLY], clock=lambda: NOW + timedelta(days=1))
        await later.run_what_is_due(asyncio.Event())
        assert {row.service for row in await rows(reporting_engine, COMPARISON) if row.wanted_at} == {
            "benefits",
            "reporting",
        }

    async def test_is_in_the_hands_of_one_worker_until_its_lease_is_over(self, reporting_engine: AsyncEngine) -> None:
        await ask_comparison(given_work(reporting_engine))

        async def claim(at: Any) -> Any:
            async with reporting_engine.begin() as connection:
                return await claim_comparison(connection, now=at, until=at + timedelta(minutes=30))

        first, second = await asyncio.gather(claim(NOW), claim(NOW))
        assert {first[0], second[0]} == {"benefits", "reporting"}
        assert await claim(NOW) is None
        assert await claim(LATER) is not None

    async def test_that_is_asked_for_while_one_is_under_way_is_done_once_more(
        self, reporting_engine: AsyncEngine
    ) -> None:
        await ask_comparison(given_work(reporting_engine))
        await ask_comparison(given_work(reporting_engine, now=LATER))
        await record_comparison(given_work(reporting_engine), "benefits", Result(8, 0, 0, ()), wanted_at=NOW)
        wanted = {row.service: row.wanted_at for row in await rows(reporting_engine, COMPARISON)}
        assert wanted == {"benefits": LATER, "reporting": LATER}

    async def test_keeps_since_when_a_difference_is_known_and_forgets_what_is_mended(
        self, reporting_engine: AsyncEngine
    ) -> None:
        await found(reporting_engine, MISSING, UNEXPECTED)
        await found(reporting_engine, MISSING, service="reporting")
        await found(reporting_engine, MISSING, at=LATER)
        kept = await rows(reporting_engine, PERSON_DIFFERENCE)
        assert sorted((row.service, row.person_id, row.found_at) for row in kept) == [
            ("benefits", HERE, NOW),
            ("reporting", HERE, NOW),
        ]

    async def test_of_a_table_that_was_emptied_keeps_thousands(self, reporting_engine: AsyncEngine) -> None:
        everybody = [Difference(YANGYING, UUID(int=number), "missing", None) for number in range(1, 20_001)]
        await found(reporting_engine, *everybody)
        await found(reporting_engine, *everybody[10_000:])
        assert len(await rows(reporting_engine, PERSON_DIFFERENCE)) == 10_000


class TestADifference:
    async def test_is_shown_by_id_to_those_whose_unit_it_is(
        self, client_for: ClientFor, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        await found(reporting_engine, MISSING, UNEXPECTED)
        [mine] = (await (await client_for(Role.STATION_STAFF, SHIAN)).get("/comparisons/differences")).json()["items"]
        assert mine == {
            "service": "benefits",
            "unit_code": YANGYING.rpartition(".")[2],
            "person_id": str(HERE),
            "kind": "missing",
            "day": "2019-03-01",
            "found_at": "2026-05-01T08:00:00Z",
        }
        everywhere = await client_for()
        assert len((await everywhere.get("/comparisons/differences")).json()["items"]) == 2
        assert (await everywhere.get("/comparisons/differences?service=reporting")).json()["items"] == []
        page = await (await browser_for(Role.STATION_STAFF, SHIAN)).get("/reporting/comparisons")
        assert "登记在册，该服务没有" in words_of(page)
        assert "2 个机构不一致" in words_of(page)
        assert f"/registry/persons/{HERE}" in links_of(page)
        assert str(THERE) not in page.text

    async def test_is_looked_for_at_once_when_the_county_asks(
        self, client_for: ClientFor, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        assert (await (await client_for(Role.STATION_STAFF, SHIAN)).post("/comparisons")).status_code == 403
        assert await rows(reporting_engine, COMPARISON) == []
        assert (await (await client_for()).post("/comparisons")).status_code == 204
        browser = await browser_for(Role.BUREAU_LEADER)
        sent = await browser.post("/reporting/comparisons/now", data={"idempotency_key": "k-1"})
        assert sent.headers["location"] == "/reporting/comparisons"
        shown = (await (await client_for()).get("/comparisons")).json()
        assert [each["service"] for each in shown] == ["benefits", "reporting"]
        assert all(each["wanted_at"] and each["compared_at"] is None for each in shown)


class TestWhomAServiceHolds:
    @pytest.mark.parametrize("role", [Role.BUREAU_LEADER, Role.SYSTEM_ADMINISTRATOR, Role.SUBSCRIBER])
    async def test_is_told_to_no_person_and_no_system_outside(
        self,
        role: Role,
        registry_engine: AsyncEngine,
        benefits_engine: AsyncEngine,
        settings_of: Callable[..., Any],
        token_for: Callable[[UUID], str],
        api_client: Callable[..., httpx2.AsyncClient],
    ) -> None:
        asked = {"org_path": YANGYING, "person_ids": []}
        for engine, app in (
            (registry_engine, create_registry(settings_of("registry"))),
            (benefits_engine, create_benefits(settings_of("benefits"))),
        ):
            account = new_id()
            await given_grant(engine, account, role)
            client = api_client(app, token_for(account))
            answers = [await client.get("/unit-digests"), await client.post("/unit-digests/persons", json=asked)]
            assert {answer.status_code for answer in answers} == {403}
