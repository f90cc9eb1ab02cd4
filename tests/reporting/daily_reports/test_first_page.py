"""What the first page says of reports that wait, and the list behind it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.daily_reports.tables import DAILY_REPORT
from shared.clock import machine_now
from tests.browsers import links_of, words_of
from tests.reporting.conftest import ClientFor
from tests.reporting.daily_reports.given import MORNING, TODAY, closed, given_reports


class TestTheFirstPage:
    async def test_says_in_words_what_is_overdue_and_how_much_more_there_is(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine, county_clock: Callable[[timedelta], None]
    ) -> None:
        county_clock(MORNING - machine_now())
        first, *_ = days = [TODAY - timedelta(days=number) for number in range(5, -1, -1)]
        await given_reports(reporting_engine, *days)
        await closed(reporting_engine, MORNING)
        centre = await browser_for()
        page = await centre.get("/reporting/due")
        words = words_of(page)
        assert "逾期 5 天 漏报" in words
        assert "还有 8 项" in words
        rest = f"/reporting/daily?shown=waiting&from_on={first}"
        assert rest in links_of(page)
        assert (await centre.get(rest)).text.count('data-label="服务站"') == 18
        centre.cookies.set("language", "en")
        said = words_of(await centre.get("/reporting/due"))
        assert "5 days overdue" in said
        assert "8 more" in said


class TestALateReport:
    @pytest.mark.parametrize(
        ("minutes", "said"),
        [(59, "迟 59 分钟"), (150, "迟 2 小时 30 分钟"), (28_356, "迟 19 天 16 小时")],
    )
    async def test_is_late_by_days_and_hours_where_it_is_long(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine, minutes: int, said: str
    ) -> None:
        await given_reports(reporting_engine, TODAY)
        async with reporting_engine.begin() as connection:
            await connection.execute(update(DAILY_REPORT).values(minutes_late=minutes))
        page = await (await browser_for()).get("/reporting/daily", params={"from_on": str(TODAY)})
        assert said in words_of(page)
