"""Snapshots as people read them, and the form that freezes one."""

from datetime import date

import httpx2
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.snapshots.tables import SNAPSHOT
from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.reporting.conftest import ClientFor
from tests.reporting.given import SHIAN, YANGYING, fold, given_progress, small_county, veteran_registered

FORM = {"as_of": "2019年4月30日", "idempotency_key": "k-1"}


@pytest.fixture(autouse=True)
async def _county(reporting_engine: AsyncEngine) -> None:
    await fold(reporting_engine, [*small_county(), veteran_registered(YANGYING, date(2019, 3, 1))])


async def send(browser: httpx2.AsyncClient, **more: str) -> httpx2.Response:
    return await browser.post("/reporting/snapshots/new", data={**FORM, **more})


async def count(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(SNAPSHOT)) or 0


class TestTheForm:
    async def test_freezes_once_however_often_it_is_sent(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        browser = await browser_for()
        assert "生成快照" in words_of(await browser.get("/reporting/snapshots/new"))
        first, again = await send(browser), await send(browser)
        assert (first.status_code, again.status_code) == (303, 303)
        assert first.headers["location"] == again.headers["location"]
        assert await count(reporting_engine) == 1
        page = await browser.get(first.headers["location"])
        assert "截止日 2019-04-30" in words_of(page)
        assert "合计 1 0 3 4 3 4 0 0 0" in words_of(page)
        assert first.headers["location"] in links_of(await browser.get("/reporting/snapshots"))

    @pytest.mark.parametrize("as_of", ["", "2019-02-30", "tomorrow"])
    async def test_comes_back_with_the_mistake_at_its_field(self, browser_for: ClientFor, as_of: str) -> None:
        refused = await send(await browser_for(), as_of=as_of)
        assert refused.status_code == 422
        assert 'id="e-as_of"' in refused.text

    async def test_comes_back_for_a_day_that_has_not_come(self, browser_for: ClientFor) -> None:
        refused = await send(await browser_for(), as_of="2090-01-01")
        assert refused.status_code == 422
        assert "2090-01-01尚未到来，不能冻结当日数字。" in refused.text

    async def test_refuses_to_publish_what_is_provisional_and_says_what_is_missing(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        await given_progress(reporting_engine, lag=3)
        refused = await send(await browser_for(), for_publication="true")
        assert refused.status_code == 409
        assert "还有3条事件未计入。" in refused.text
        assert 'value="true" checked' in refused.text
        assert await count(reporting_engine) == 0


class TestASnapshot:
    async def test_is_read_within_ones_unit(self, browser_for: ClientFor) -> None:
        path = (await send(await browser_for())).headers["location"]
        station = await browser_for(Role.STATION_STAFF, SHIAN)
        page = await station.get(path)
        assert "合计 1 0 1 2 1 2 0 0 0" in words_of(page)
        assert f"{path}?unit=411329104210" in links_of(page)
        assert (await station.get(f"{path}?unit=411329")).status_code == 403

    async def test_that_is_not_there_is_a_page_that_says_so(self, browser_for: ClientFor) -> None:
        page = await (await browser_for()).get("/reporting/snapshots/00000000-0000-7000-8000-000000000000")
        assert page.status_code == 404
        assert "没有该快照。" in page.text


class TestWhoFreezes:
    @pytest.mark.parametrize("role", [Role.STATION_STAFF, Role.ROOM_STAFF, Role.AUDITOR])
    async def test_is_not_everybody_who_reads(self, browser_for: ClientFor, role: Role) -> None:
        browser = await browser_for(role)
        assert "/reporting/snapshots/new" not in links_of(await browser.get("/reporting/snapshots"))
        assert (await browser.get("/reporting/snapshots/new")).status_code == 403
        assert (await send(browser)).status_code == 403

    async def test_asks_from_this_site(self, browser_for: ClientFor, reporting_engine: AsyncEngine) -> None:
        browser = await browser_for()
        browser.headers["Sec-Fetch-Site"] = "cross-site"
        assert (await send(browser)).status_code == 403
        assert await count(reporting_engine) == 0
