"""Coverage by HTTP, in a workbook and in a browser."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import httpx2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Table, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.daily_reports.tables import DAILY_REPORT, ROOM_LINE
from shared.auth.roles import Role
from shared.events.contract import Event
from shared.events.registry.county import staff
from shared.ids import new_id
from tests.browsers import links_of, words_of
from tests.given import CENTRE
from tests.reporting.conftest import ClientFor
from tests.reporting.daily_reports.given import opened
from tests.reporting.given import (
    DONGZHAO,
    QIANGAO,
    RECORDED_AT,
    ROOMS,
    SHIAN,
    STATIONS,
    UNIT,
    UNIT_ROOM,
    WAIZI,
    YANGYING,
    case_resolved,
    code_of,
    fold,
    given_progress,
    role_assumed,
    role_ended,
    small_county,
    unit_closed,
    veteran_registered,
)
from tests.reporting.moves import goes_below

BEFORE = date(2018, 12, 31)
MARCH, FIRST, LAST = date(2019, 3, 1), date(2019, 4, 1), date(2019, 4, 30)
AS_OF = LAST.isoformat()
Rows = dict[tuple[str, str], tuple[int, int, int]]


def in_post(path: str, on: date = BEFORE) -> Event:
    """A clerk begins there."""
    planned = staff.StaffPost(
        entry_id=new_id(), org_code=code_of(path), org_path=path, post="clerk", staff_number="N-1", planned_on=on
    )
    own = {name: getattr(planned, name) for name in planned.__struct_fields__}
    return staff.StaffInPost(**{**own, "in_post_on": on}, before=planned)


async def read(client: httpx2.AsyncClient, **asked: str) -> Any:
    answer = await client.get("/coverage", params={"as_of": AS_OF, **asked})
    assert answer.status_code == 200, answer.text
    return answer.json()


def rows(answer: Any) -> Rows:
    return {
        (each["axis"], each["code"]): (each["denominator"], each["nominal"], each["effective"])
        for each in answer["metrics"]
    }


async def handed_in(engine: AsyncEngine, table: Table, path: str, day: date) -> None:
    """What the unit owes of that day is there in time."""
    own = update(table).where(table.c.org_code == code_of(path), table.c.day == day)
    async with engine.begin() as connection:
        done = await connection.execute(own.values(state="submitted", edition=1, handed_in_at=table.c.due_at))
        assert done.rowcount == 1


@pytest.fixture(autouse=True)
async def _county(reporting_engine: AsyncEngine) -> None:
    """Somebody is in post everywhere but at a room; two rooms and a station did something in April."""
    posts = [in_post(path) for path in (CENTRE, *STATIONS, *ROOMS) if path != DONGZHAO]
    veterans = [veteran_registered(path, MARCH) for path in (YANGYING, YANGYING, DONGZHAO, QIANGAO)]
    work = [case_resolved(YANGYING, FIRST), case_resolved(SHIAN, LAST), case_resolved(DONGZHAO, LAST)]
    await fold(reporting_engine, [*small_county(), *posts, *veterans, *work])


class TestCoverage:
    async def test_is_told_axis_by_axis_with_its_shares(self, client_for: ClientFor) -> None:
        answer = await read(await client_for())
        assert (answer["period"], answer["first"], answer["last"]) == ("2019-04", "2019-04-01", AS_OF)
        assert rows(answer) == {
            ("horizontal", "all"): (8, 8, 2),
            ("horizontal", "county"): (1, 1, 0),
            ("horizontal", "township"): (2, 2, 1),
            ("horizontal", "county-direct-unit"): (2, 2, 0),
            ("horizontal", "village"): (3, 3, 1),
            ("vertical", "centre"): (1, 1, 0),
            ("vertical", "station"): (3, 3, 1),
            ("vertical", "room"): (4, 4, 1),
            ("vertical", "chain"): (4, 4, 0),
            ("persons", "veterans"): (4, 4, 3),
            ("station", "411329104"): (2, 2, 1),
            ("station", "411329105"): (1, 1, 0),
            ("station", "411329U01"): (1, 1, 0),
        }
        [stations] = [each for each in answer["metrics"] if each["code"] == "station"]
        assert (stations["nominal_percent"], stations["effective_percent"]) == ("100.0", "33.3")
        assert stations["name"] == {"zh": "服务站", "en": "service station"}

    async def test_counts_what_was_done_within_the_period_up_to_the_day(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        client = await client_for()
        rooms = {
            ("2019-04-30", "month"): (1, 1),
            ("2019-04-29", "month"): (1, 0),
            ("2019-04-30", "ten-days"): (0, 1),
            ("2019-04-10", "ten-days"): (1, 0),
            ("2019-04-11", "ten-days"): (0, 0),
            ("2019-05-05", "week"): (0, 1),
            ("2019-05-06", "week"): (0, 0),
            ("2019-04-07", "week"): (1, 0),
        }
        found = {}
        for as_of, grain in rooms:
            told = rows(await read(client, as_of=as_of, grain=grain))
            found[as_of, grain] = (told["vertical", "room"][2], told["vertical", "station"][2])
        assert found == rooms
        # Veterans were registered in March, and in January units and Party organisations were set up, no more.
        assert rows(await read(client, as_of="2019-03-31"))["horizontal", "all"] == (8, 8, 2)
        assert rows(await read(client, as_of="2019-01-31"))["horizontal", "all"] == (8, 8, 0)
        # What was taken back on the same day is none.
        assumed = role_assumed(WAIZI, LAST)
        await fold(reporting_engine, [assumed, role_ended(assumed, LAST)])
        assert rows(await read(client))["vertical", "station"] == (3, 3, 1)
        # Who begins on the day on which another ends are two facts, though the figure stays.
        before = role_assumed(WAIZI, MARCH)
        await fold(reporting_engine, [before, role_ended(before, LAST), role_assumed(WAIZI, LAST)])
        assert rows(await read(client))["vertical", "station"] == (3, 3, 2)

    async def test_counts_reports_of_stations_and_lines_of_rooms(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        client = await client_for()
        for day in (FIRST, LAST):
            await opened(reporting_engine, day)
        assert rows(await read(client))["horizontal", "all"] == (8, 8, 2)
        await handed_in(reporting_engine, DAILY_REPORT, WAIZI, FIRST)
        await handed_in(reporting_engine, ROOM_LINE, UNIT_ROOM, LAST)
        found = rows(await read(client))
        assert (found["vertical", "station"], found["vertical", "room"]) == ((3, 3, 2), (4, 4, 2))
        assert (found["persons", "veterans"], found["station", "411329U01"]) == ((4, 4, 4), (1, 1, 1))
        assert rows(await read(client, grain="ten-days"))["vertical", "station"] == (3, 3, 1)
        await fold(reporting_engine, [case_resolved(CENTRE, LAST)])
        assert rows(await read(client))["vertical", "chain"] == (4, 4, 1)

    async def test_follows_units_that_move_and_that_are_closed(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        client = await client_for()
        await goes_below(reporting_engine, YANGYING, WAIZI, date(2019, 4, 20))
        await fold(reporting_engine, [unit_closed(DONGZHAO, LAST)])
        found = rows(await read(client))
        assert (found["station", "411329104"], found["station", "411329105"]) == ((1, 0, 0), (2, 2, 1))
        assert found["persons", "veterans"] == (4, 3, 2)
        # What the room took along on the last day of these ten is no work of its own.
        assert rows(await read(client, as_of="2019-04-20", grain="ten-days"))["vertical", "room"] == (4, 4, 0)
        assert rows(await read(client, as_of="2019-05-31"))["vertical", "room"] == (3, 3, 0)

    async def test_is_told_as_it_was_known_on_a_day(self, client_for: ClientFor, reporting_engine: AsyncEngine) -> None:
        client = await client_for()
        known, later = await read(client), datetime(2019, 5, 10, 4, tzinfo=UTC)
        facts = [in_post(DONGZHAO), case_resolved(WAIZI, LAST), veteran_registered(QIANGAO, MARCH)]
        await fold(reporting_engine, facts, time=later)
        now = await read(client)
        found = rows(now)
        assert (found["vertical", "room"], found["vertical", "station"]) == ((4, 4, 2), (3, 3, 2))
        assert found["persons", "veterans"] == (5, 5, 5)
        then = await read(client, known_on="2019-05-09")
        assert (now["known_on"], then["known_on"]) == (None, "2019-05-09")
        assert then["last_event_at"] == known["last_event_at"] == RECORDED_AT.isoformat().replace("+00:00", "Z")
        assert then["metrics"] == known["metrics"]
        assert (await read(client, known_on="2019-05-10"))["metrics"] == now["metrics"]
        # What was taken back since was known then.
        role = role_assumed(UNIT_ROOM, LAST)
        await fold(reporting_engine, [role], time=later)
        await fold(reporting_engine, [role_ended(role, LAST)], time=later + timedelta(days=1))
        assert (await read(client))["metrics"] == now["metrics"]
        assert rows(await read(client, known_on="2019-05-10"))["vertical", "room"] == (4, 4, 3)
        # A report is known once it is handed in, a unit once it is told.
        await opened(reporting_engine, LAST)
        await handed_in(reporting_engine, DAILY_REPORT, UNIT, LAST)
        for known_on, stations in (("2019-04-29", 1), ("2019-04-30", 2)):
            assert rows(await read(client, known_on=known_on))["vertical", "station"] == (3, 3, stations)
        unknown = await client.get("/coverage", params={"as_of": AS_OF, "known_on": "2019-03-31"})
        assert unknown.status_code == 404

    async def test_is_for_who_answers_for_the_unit(self, client_for: ClientFor, anonymous: httpx2.AsyncClient) -> None:
        station = await client_for(Role.STATION_STAFF, SHIAN)
        answer = await read(station)
        assert (answer["unit"]["code"], rows(answer)["vertical", "room"]) == ("411329104", (2, 2, 1))
        assert (await station.get("/coverage", params={"unit": code_of(UNIT)})).status_code == 403
        assert (await (await client_for()).get("/coverage", params={"unit": "411329999"})).status_code == 404
        assert (await (await client_for()).get("/coverage", params={"grain": "year"})).status_code == 422
        assert (await (await client_for(Role.VETERAN)).get("/coverage")).status_code == 403
        assert (await anonymous.get("/coverage")).status_code == 401


class TestThePage:
    async def test_is_opened_from_the_figures_and_leads_to_each_station(self, browser_for: ClientFor) -> None:
        browser = await browser_for()
        figures = await browser.get(f"/reporting/county?as_of={AS_OF}")
        address = f"/reporting/coverage?unit=411329&as_of={AS_OF}"
        assert address in links_of(figures)
        page = await browser.get(address)
        said = words_of(page)
        assert "活动按 2019-04-01 至 2019-04-30 计" in said
        assert "村、社区 3 3 100.0% 1 33.3%" in said
        assert "中心、站、室三级贯通的服务室 4 4 100.0% 0 0.0%" in said
        assert "合计 4 4 1 25.0%" in said
        assert "411329104服务机构 2 2 1 50.0%" in said
        own = f"/reporting/coverage?unit=411329104&as_of={AS_OF}&grain=month"
        assert own in links_of(page)
        station = words_of(await browser.get(own))
        assert "411329104210服务机构 1 有 有效" in station
        assert "411329104211服务机构 0 有 有形" in station

    async def test_keeps_the_day_on_which_things_were_known(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        browser, known = await browser_for(), f"as_of={AS_OF}&known_on=2019-05-09"
        await fold(reporting_engine, [case_resolved(QIANGAO, LAST)], time=datetime(2019, 5, 10, 4, tzinfo=UTC))
        address = f"/reporting/coverage?unit=411329&{known}"
        assert address in links_of(await browser.get(f"/reporting/county?{known}"))
        page = await browser.get(address)
        assert "只计 2019-05-09 及以前登记的事实。" in words_of(page)
        assert "合计 4 4 1 25.0%" in words_of(page)
        assert f"/reporting/county?unit=411329&{known}" in links_of(page)
        station = f"/reporting/coverage?unit=411329105&{known}&grain=month"
        assert station in links_of(page)
        assert "411329105200服务机构 1 无 有形" in words_of(await browser.get(station))

    async def test_is_read_in_english_and_by_a_room(self, browser_for: ClientFor) -> None:
        browser = await browser_for(Role.ROOM_STAFF, YANGYING)
        browser.cookies.set("language", "en")
        said = words_of(await browser.get(f"/reporting/coverage?as_of={AS_OF}&grain=ten-days"))
        assert "activity from 2019-04-21 to 2019-04-30" in said
        assert "registered veterans 2 2 100.0% 2 100.0%" in said
        assert "service centre 0 0 — 0 —" in said
        assert "411329104210服务机构 1 no nominal" in said

    async def test_says_how_far_events_are_counted_and_that_some_are_missing(
        self, browser_for: ClientFor, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        browser, address = await browser_for(), f"/reporting/coverage?unit=411329&as_of={AS_OF}"
        await given_progress(reporting_engine, lag=3)
        said = words_of(await browser.get(address))
        assert "暂定" in said
        assert "还有3条事件未计入。" in said
        assert (await read(await client_for()))["last_event_at"] == RECORDED_AT.isoformat().replace("+00:00", "Z")
        await given_progress(reporting_engine)
        said = words_of(await browser.get(address))
        assert "已全部计入" in said
        assert "已计入的最新事件" in said
        await fold(reporting_engine, [unit_closed(DONGZHAO, LAST)])
        closed = await browser.get(f"/reporting/coverage?unit={code_of(DONGZHAO)}&as_of={AS_OF}")
        assert f"已撤销 {AS_OF}" in words_of(closed)

    async def test_is_taken_away(self, browser_for: ClientFor, reporting_engine: AsyncEngine) -> None:
        browser = await browser_for()
        page = await browser.get(f"/reporting/coverage?unit=411329&as_of={AS_OF}")
        assert f"/reporting/coverage/export?unit=411329&as_of={AS_OF}" in links_of(page)
        asked = {"purpose": "上报市局", "unit": "411329", "as_of": AS_OF, "grain": "month"}
        taken = await browser.post("/reporting/coverage/export", data=asked)
        sheet = CalamineWorkbook.from_filelike(BytesIO(taken.content)).get_sheet_by_index(0)
        mark, _, head, every, *rest = sheet.to_python()
        assert "上报市局" in str(mark[0])
        assert dict(zip(head, every, strict=True)) == {
            "截止日": AS_OF,
            "首日": "2019-04-01",
            "末日": AS_OF,
            "维度": "横向到边：按依托单位",
            "代码": "all",
            "对象": "合计",
            "总数": 8,
            "有形覆盖": 8,
            "有形覆盖率（%）": 100,
            "有效覆盖": 2,
            "有效覆盖率（%）": 25,
        }
        assert [row[4] for row in rest][-3:] == ["411329104", "411329105", "411329U01"]
        async with reporting_engine.connect() as connection:
            acts = await connection.scalars(text("SELECT purpose FROM audit WHERE action = 'export-service-coverage'"))
            assert acts.all() == ["上报市局"]
