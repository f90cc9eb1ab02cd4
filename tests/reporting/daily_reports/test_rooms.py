"""Rooms hand in to their station: what they owe, what the station sees of it, every refusal."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.daily_reports.commands.rooms import submit_room_line
from services.reporting.daily_reports.domain.rooms import (
    RoomLine,
    RoomLineChanged,
    RoomLineClosed,
    RoomLineInvalid,
    RoomLineNotFound,
    RoomState,
)
from services.reporting.daily_reports.domain.sheet import Sheet
from services.reporting.daily_reports.projection import DAILY_REPORTS_FOLLOW
from services.reporting.daily_reports.queries.rooms import list_line_editions, room_line_of
from services.reporting.daily_reports.tables import ROOM_LINE
from shared.auth.roles import Role
from shared.clock import machine_now
from tests.browsers import links_of, words_of
from tests.given import given_caller
from tests.reporting.conftest import ClientFor
from tests.reporting.daily_reports.given import (
    DAY,
    MORNING,
    NEXT,
    TODAY,
    ZERO,
    at,
    filled,
    given_reports,
    numbers,
    opened,
    report,
    sheet,
    work,
)
from tests.reporting.given import (
    DONGZHAO,
    QIANGAO,
    ROOMS,
    SHIAN,
    STATIONS,
    UNIT,
    UNIT_ROOM,
    WAIZI,
    YANGYING,
    code_of,
    fold,
    small_county,
    unit_closed,
    veteran_registered,
)
from tests.reporting.moves import goes_below

CLERK = given_caller(Role.ROOM_STAFF, YANGYING)


async def lines(engine: AsyncEngine, day: object = DAY) -> dict[str, RoomLine]:
    """Those of a day, by the code of the room."""
    async with engine.connect() as connection:
        rows = await connection.execute(select(ROOM_LINE).where(ROOM_LINE.c.day == day))
        return {row.org_code: room_line_of(row) for row in rows}


async def line(engine: AsyncEngine, path: str = YANGYING, day: object = DAY) -> RoomLine:
    return (await lines(engine, day))[code_of(path)]


async def handed_in(engine: AsyncEngine, now: object, said: Sheet, **more: object) -> RoomLine:
    """The room at Yangying does."""
    own = (await line(engine)).line_id
    return await submit_room_line(work(engine, now, CLERK), own, said, **more)  # type: ignore[arg-type]


def faults(refused: pytest.ExceptionInfo[RoomLineInvalid]) -> list[tuple[str, str]]:
    return [(each.field, each.code) for each in refused.value.fields]


class TestWhatARoomOwes:
    async def test_is_a_line_a_day_to_its_station(self, reporting_engine: AsyncEngine) -> None:
        await given_reports(reporting_engine)
        await fold(reporting_engine, [unit_closed(DONGZHAO, NEXT)])
        await opened(reporting_engine)
        await opened(reporting_engine, NEXT)
        found = await lines(reporting_engine)
        assert sorted(found) == sorted(code_of(path) for path in ROOMS)
        own = found[code_of(YANGYING)]
        assert (own.report_id, own.org_path) == ((await report(reporting_engine)).report_id, YANGYING)
        assert (own.state, own.due_at, own.closes_at) == (RoomState.DUE, at(16), at(9, day=NEXT))
        assert sorted(await lines(reporting_engine, NEXT)) == sorted(map(code_of, {*ROOMS} - {DONGZHAO}))

    async def test_goes_with_it_to_another_place(self, reporting_engine: AsyncEngine) -> None:
        await given_reports(reporting_engine)
        there = await goes_below(reporting_engine, UNIT, WAIZI, DAY, DAILY_REPORTS_FOLLOW)
        assert (await line(reporting_engine, UNIT_ROOM)).org_path == f"{there}.{code_of(UNIT_ROOM)}"


class TestHandingIn:
    async def test_keeps_every_sheet_and_how_punctual_the_first_was(self, reporting_engine: AsyncEngine) -> None:
        await given_reports(reporting_engine)
        await fold(
            reporting_engine, [veteran_registered(YANGYING, DAY), veteran_registered(DONGZHAO, DAY)], time=at(10)
        )
        with pytest.raises(RoomLineInvalid) as refused:
            await handed_in(reporting_engine, at(15), sheet(visited=2))
        assert faults(refused) == [("reason", "difference-unexplained")]
        first = await handed_in(reporting_engine, at(16, 1), sheet("巡访", visited=2, registered=1), edition=0)
        assert (first.state, first.minutes_late, first.edition) == (RoomState.LATE, 1, 1)
        with pytest.raises(RoomLineInvalid) as refused:
            await handed_in(reporting_engine, at(17), sheet(visited=3, registered=1))
        assert faults(refused) == [("reason", "correction-unexplained")]
        with pytest.raises(RoomLineChanged):
            await handed_in(reporting_engine, at(17), sheet(visited=3, registered=1), reason="漏计", edition=0)
        after = await handed_in(reporting_engine, at(17), sheet(visited=3, registered=1), reason="漏计", edition=1)
        assert after == await line(reporting_engine)
        assert (after.state, after.handed_in_at, after.edition) == (RoomState.LATE, at(16, 1), 2)
        async with reporting_engine.connect() as connection:
            kept = await list_line_editions(connection, after.line_id)
        assert [(each.edition, each.lines["visited"], each.text, each.reason) for each in kept] == [
            (2, 3, None, "漏计"),
            (1, 2, "巡访", None),
        ]
        assert [(each.written_by, each.counted) for each in kept] == [
            (CLERK.account_id, numbers({"registered": 1}))
        ] * 2

    async def test_is_refused_after_its_time_and_to_others(self, reporting_engine: AsyncEngine) -> None:
        await given_reports(reporting_engine)
        with pytest.raises(RoomLineClosed):
            await handed_in(reporting_engine, at(9, 0, 1, day=NEXT), sheet(visited=2))
        own = (await line(reporting_engine, DONGZHAO)).line_id
        for caller, line_id in ((CLERK, own), (CLERK, (await report(reporting_engine)).report_id)):
            with pytest.raises(RoomLineNotFound):
                await submit_room_line(work(reporting_engine, at(12), caller), line_id, sheet(visited=2))


class TestTheDay:
    """Over HTTP and in a browser without script: rooms, their station, the centre."""

    @pytest.fixture(autouse=True)
    async def _day(self, reporting_engine: AsyncEngine, county_clock: Callable[[timedelta], None]) -> None:
        county_clock(MORNING - machine_now())
        await given_reports(reporting_engine, TODAY)

    async def test_goes_from_rooms_to_their_station(
        self, client_for: ClientFor, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        room, station = await browser_for(Role.ROOM_STAFF, YANGYING), await browser_for(Role.STATION_STAFF, SHIAN)
        own = f"/reporting/daily/rooms/{(await line(reporting_engine, YANGYING, TODAY)).line_id}"
        of_station = f"/reporting/daily/{(await report(reporting_engine, SHIAN, TODAY)).report_id}"
        assert own in links_of(await room.get("/reporting/due"))
        assert own in links_of(await room.get("/reporting/daily/rooms"))
        assert f"{own}/sheet" in links_of(await room.get(own))
        wrong = await room.post(f"{own}/sheet", data={**filled(form=True, visited="drei"), "version": "0"})
        assert wrong.status_code == 422
        sent = await room.post(
            f"{own}/sheet", data={**filled(form=True, visited="4"), "text": "走访四户", "version": "0"}
        )
        assert (sent.status_code, sent.headers["location"]) == (303, own)
        stale = await room.post(
            f"{own}/sheet", data={**filled(form=True, visited="5"), "reason": "漏计", "version": "0"}
        )
        assert stale.status_code == 409
        assert "与现在不同的内容" in words_of(stale)
        assert own not in links_of(await room.get("/reporting/due"))
        assert "第 1 版" in words_of(await room.get(own))
        shown = words_of(await station.get(of_station))
        assert "已报 1 / 应报 2" in shown
        assert "走访四户" in shown
        assert "晚于本报告" not in shown
        begun = await station.get(f"{of_station}/submission")
        assert 'name="lines.visited" inputmode="numeric" autocomplete="off" value="4"' in begun.text
        assert "服务室应报 2，已报 1" in words_of(begun)
        await station.post(f"{of_station}/submission", data={**filled(form=True, visited="4"), "version": "1"})
        await room.post(f"{own}/sheet", data={**filled(form=True, visited="5"), "reason": "漏计", "version": "1"})
        assert "晚于本报告" in words_of(await station.get(of_station))
        assert f"{own}/sheet" not in links_of(await station.get(own))
        whole = (await (await client_for()).get(of_station.replace("/reporting/daily", "/daily-reports"))).json()
        said = {each["org_code"]: each["lines"] for each in whole["rooms"]}
        assert said == {code_of(YANGYING): {**ZERO, "visited": 5}, code_of(DONGZHAO): None}

    async def test_is_listed_for_each_as_far_as_he_may_see(
        self,
        client_for: ClientFor,
        browser_for: ClientFor,
        reporting_engine: AsyncEngine,
        county_clock: Callable[[timedelta], None],
    ) -> None:
        room, centre = await client_for(Role.ROOM_STAFF, YANGYING), await client_for()
        own = f"/daily-reports/room-lines/{(await line(reporting_engine, YANGYING, TODAY)).line_id}"
        first = await room.post(f"{own}/sheets", json={**filled(), "nothing": True, "edition": 0})
        assert (first.status_code, first.json()["state"], first.json()["is_zero"]) == (200, "submitted", True)
        assert (await centre.post(f"{own}/sheets", json=filled(visited=1))).status_code == 403
        whole = (await room.get(own)).json()
        assert (whole["line"]["edition"], whole["counted"], len(whole["editions"])) == (1, ZERO, 1)
        for client, asked, found in (
            (centre, {}, [YANGYING, DONGZHAO, QIANGAO, UNIT_ROOM]),
            (room, {}, [YANGYING]),
            (await client_for(Role.STATION_STAFF, WAIZI), {}, [QIANGAO]),
            (centre, {"unit": code_of(SHIAN), "from_on": str(TODAY)}, [YANGYING, DONGZHAO]),
            (centre, {"shown": "submitted", "to_on": str(TODAY)}, [YANGYING]),
            (centre, {"shown": "due"}, [DONGZHAO, QIANGAO, UNIT_ROOM]),
            (centre, {"shown": "missing"}, []),
            (centre, {"to_on": str(TODAY - timedelta(days=1))}, []),
        ):
            listed = await client.get("/daily-reports/room-lines", params=asked)
            assert [each["org_path"] for each in listed.json()["items"]] == found
        assert (await room.get("/daily-reports/room-lines", params={"unit": code_of(WAIZI)})).status_code == 403
        other = f"/daily-reports/room-lines/{(await line(reporting_engine, DONGZHAO, TODAY)).line_id}"
        assert (await room.get(other)).json()["code"] == "room-line-not-found"
        county_clock(MORNING + timedelta(days=1) - machine_now())
        listed = await centre.get("/daily-reports/room-lines", params={"shown": "missing"})
        assert len(listed.json()["items"]) == 3
        over = await room.post(f"{own}/sheets", json={**filled(visited=1), "reason": "漏计"})
        assert (over.status_code, over.json()["code"]) == (409, "room-line-closed")
        page = await (await browser_for()).get("/reporting/daily/rooms", params={"from_on": str(TODAY)})
        assert words_of(page).count("未报") >= 3


class TestAMonth:
    """Stations and days on one page."""

    async def test_shows_who_handed_in_when(
        self,
        client_for: ClientFor,
        browser_for: ClientFor,
        reporting_engine: AsyncEngine,
        county_clock: Callable[[timedelta], None],
    ) -> None:
        county_clock(MORNING - machine_now())
        await fold(reporting_engine, small_county(), time=MORNING)
        await opened(reporting_engine, TODAY)
        own = (await report(reporting_engine, SHIAN, TODAY)).report_id
        station = await client_for(Role.STATION_STAFF, SHIAN)
        await station.post(f"/daily-reports/{own}/submission", json={**filled(), "nothing": True})
        said = {"reason": "number-doubtful", "note": "请核对"}
        await (await client_for()).post(f"/daily-reports/{own}/return", json=said)
        centre = await browser_for()
        page = await centre.get("/reporting/daily/month")
        assert f"/reporting/daily/{own}" in links_of(page)
        assert "按 1 零 1 退 1" in words_of(page)
        assert "/reporting/daily/month?month=" not in str(links_of(page))
        one = await centre.get("/reporting/daily/month", params={"unit": code_of(WAIZI)})
        assert f"/reporting/daily/{own}" not in links_of(one)
        later = await centre.get("/reporting/daily/month", params={"month": "2099-01"})
        assert "没有符合条件的日报告。" in words_of(later)
        assert "/reporting/daily/month?month=2098-12" in links_of(later)
        assert (await centre.get("/reporting/daily/month", params={"month": "2019-13"})).status_code == 422
        assert f"/reporting/daily/{own}" in links_of(
            await (await browser_for(Role.STATION_STAFF, SHIAN)).get("/reporting/daily/month")
        )
        month = f"/daily-reports/months/{TODAY:%Y-%m}"
        api = (await (await client_for()).get(month)).json()
        assert (api["month"], [each["org_code"] for each in api["stations"]]) == (
            f"{TODAY:%Y-%m}",
            sorted(code_of(path) for path in STATIONS),
        )
        [said] = [each for each in api["stations"] if each["org_code"] == code_of(SHIAN)]
        assert said["counts"] == {"submitted": 1, "zero": 1, "returned": 1}
        assert said["days"] == [{
            "report_id": str(own), "day": str(TODAY), "state": "submitted", "is_overdue": False, "is_zero": True,
            "return_reason": "number-doubtful",
        }]  # fmt: skip
        assert {each["is_overdue"] for one in api["stations"] for each in one["days"]} == {False}
        yesterday = TODAY - timedelta(days=1)
        await opened(reporting_engine, yesterday)
        before = f"/daily-reports/months/{yesterday:%Y-%m}"
        of_waizi = await (await client_for()).get(before, params={"unit": code_of(WAIZI)})
        [only] = of_waizi.json()["stations"]
        first = only["days"][0]
        assert (first["day"], first["state"], first["is_overdue"]) == (str(yesterday), "due", True)
        assert (await station.get(month, params={"unit": code_of(WAIZI)})).status_code == 403
