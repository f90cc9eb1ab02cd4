"""Working days by HTTP and in a browser."""

from datetime import date

import httpx2
import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.working_days.domain import NoticeNotFound, year_of
from shared.auth.roles import Role
from shared.calendar.notices import released_calendar
from shared.calendar.tables import WORKING_CALENDAR
from tests.browsers import words_of
from tests.given import CENTRE
from tests.registry.conftest import BrowserOf, ClientFor


class TestAYear:
    def test_differs_from_monday_to_friday_where_its_notice_says(self) -> None:
        """28 April 2019, a Sunday, was worked; 1 to 3 May were not."""
        found = year_of(released_calendar(), 2019)
        april, may = found.months[3:5]
        assert (april.working_days, april.worked) == (22, (date(2019, 4, 28),))
        assert april.off == (date(2019, 4, 5),)
        assert may.off == tuple(date(2019, 5, day) for day in (1, 2, 3))
        assert may.worked == (date(2019, 5, 5),)
        assert found.working_days == sum(month.working_days for month in found.months)

    def test_is_not_guessed(self) -> None:
        with pytest.raises(NoticeNotFound):
            year_of(released_calendar(), 2001)


class TestWorkingDays:
    async def test_are_read_by_everybody_as_the_county_entered_them(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        client = await client_for(Role.ROOM_STAFF, CENTRE)
        assert 2019 in (await client.get("/working-days")).json()
        known = (await client.get("/working-days/2019")).json()
        [april] = [each for each in known["months"] if each["month"] == "2019-04"]
        assert (april["working_days"], april["off"], april["worked"]) == (22, ["2019-04-05"], ["2019-04-28"])
        entered = {"year": 2019, "source": "新政办〔2019〕1号", "off": [date(2019, 4, 5)], "worked": []}
        async with registry_engine.begin() as connection:
            await connection.execute(insert(WORKING_CALENDAR).values(entered))
        amended = (await client.get("/working-days/2019")).json()
        assert amended["source"] == "新政办〔2019〕1号"
        assert (known["working_days"], amended["working_days"]) == (250, 260)
        missing = await client.get("/working-days/2001")
        assert (missing.status_code, missing.json()["code"]) == (404, "holiday-notice-not-found")
        assert (await client.get("/working-days/99999999999")).status_code == 422

    async def test_are_shown_by_month_and_what_is_missing(
        self, browser_of: BrowserOf, client_for: ClientFor, anonymous: httpx2.AsyncClient
    ) -> None:
        browser = await browser_of(Role.STATION_STAFF, f"{CENTRE}.411329104")
        said = words_of(await browser.get("/registry/working-days?year=2019"))
        assert "2019 年工作日" in said
        assert "全年 250 个工作日 依据：国办发明电〔2018〕15号、〔2019〕3号" in said
        assert "2019-04 22 2019-04-05 2019-04-28" in said
        assert (await browser.get("/registry/working-days?year=")).status_code == 200
        assert (await browser.get("/registry/working-days?year=2001")).status_code == 404
        assert (await (await client_for(Role.VETERAN)).get("/working-days")).status_code == 403
        assert (await anonymous.get("/working-days")).status_code == 401
