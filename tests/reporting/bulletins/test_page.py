"""A bulletin in a browser."""

import re
from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.calendar.periods import TenDays
from tests.browsers import words_of
from tests.reporting.bulletins.given import DAY, MAY_13, NEXT, PERIOD, corrected, drafted, given_period, issued
from tests.reporting.conftest import ClientFor


@pytest.fixture(autouse=True)
async def _county(reporting_engine: AsyncEngine) -> None:
    await given_period(reporting_engine)


class TestThePage:
    async def test_calls_periods_by_their_names(self, browser_for: ClientFor, reporting_engine: AsyncEngine) -> None:
        await issued(reporting_engine, (await drafted(reporting_engine)).bulletin_id)
        await corrected(reporting_engine, 2)
        drafted_next = await drafted(reporting_engine, date(2019, 5, 1), MAY_13)
        browser, own = await browser_for(), f"/reporting/bulletins/{drafted_next.bulletin_id}"
        page = await browser.get(own)
        assert f">{TenDays.of(DAY).zh}</td>" in page.text
        assert PERIOD not in words_of(page)
        browser.cookies.set("language", "en")
        assert re.search(f"<h1>[^<]*{NEXT}", (await browser.get(own)).text)
        assert "月上旬" not in (await browser.get(own)).text
