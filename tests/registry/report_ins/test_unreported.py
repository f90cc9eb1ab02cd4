"""Who was discharged and has not reported in, and until when there is time."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.deaths.commands import Reported, record_death
from services.registry.report_ins.commands import revoke_report_in
from shared import clock
from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.families.given import keeper
from tests.registry.given import KEYRING, TODAY, given_network, given_work
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, ROOM_PATH
from tests.registry.report_ins.given import IN_TIME, given_discharged, reporting_in

LIST = "/unreported-veterans"


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


async def listed(client_for: ClientFor, path: str = ROOM_PATH, **wanted: Any) -> list[Mapping[str, Any]]:
    room = await client_for(Role.ROOM_STAFF, path)
    return list((await room.get(LIST, params=wanted)).json()["items"])


class TestWhoHasNotReportedIn:
    @pytest.mark.parametrize(
        ("discharged", "due"),
        [
            ("2019-03-01", "2019-03-31"),
            ("2019-02", "2019-03-30"),
            ("2018", "2019-01-30"),
            ("2011-11-01", "2011-12-01"),
            ("2024-09-01", "2024-10-01"),
        ],
    )
    async def test_has_thirty_days_from_the_last_day_that_it_can_have_been(
        self, client_for: ClientFor, registry_engine: AsyncEngine, discharged: str, due: str
    ) -> None:
        veteran = await given_discharged(registry_engine, 1, discharged)
        [line] = await listed(client_for)
        late = (clock.local_date(clock.now()) - date.fromisoformat(due)).days
        assert (line["veteran_id"], line["discharged_on"]) == (str(veteran), discharged)
        assert (line["due_on"], line["late_days"], line["name"]) == (due, late, "张*")

    async def test_is_nobody_who_did_nor_of_whom_no_rule_or_no_discharge_is_known_nor_the_dead(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await reporting_in(registry_engine, await given_discharged(registry_engine, 1, "2019-03-01"), IN_TIME)
        await given_discharged(registry_engine, 2, "2011-10-31")
        await given_discharged(registry_engine, 3, None)
        died = Reported(TODAY, "medical-certificate", "第2号")
        dead = await given_discharged(registry_engine, 4, "2019-03-01")
        await record_death(given_work(registry_engine, now=clock.now()), dead, died, keyring=KEYRING)
        assert await listed(client_for) == []

    async def test_is_whose_record_was_revoked(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        veteran = await given_discharged(registry_engine, 1, "2019-03-01")
        await reporting_in(registry_engine, veteran, IN_TIME)
        facts: dict[str, Any] = {"reason": "another-person", "document": "更正说明第2号", "keyring": KEYRING}
        await revoke_report_in(keeper(registry_engine), veteran, **facts)
        assert [line["veteran_id"] for line in await listed(client_for)] == [str(veteran)]

    async def test_is_late_from_the_day_after(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        today = clock.local_date(clock.now())
        days = [today - timedelta(days=days) for days in (30, 31)]
        in_time, late = [await given_discharged(registry_engine, serial, day) for serial, day in enumerate(days)]
        assert [line["veteran_id"] for line in await listed(client_for)] == [str(in_time), str(late)]
        assert [line["veteran_id"] for line in await listed(client_for, is_late=False)] == [str(in_time)]
        assert [(line["veteran_id"], line["late_days"]) for line in await listed(client_for, is_late=True)] == [
            (str(late), 1)
        ]

    async def test_is_shown_to_his_unit_and_those_above(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        here = await given_discharged(registry_engine, 1, "2019-03-01")
        there = await given_discharged(registry_engine, 2, "2019-03-02", org_code=OTHER_ROOM, domicile_code=OTHER_ROOM)
        assert [line["veteran_id"] for line in await listed(client_for)] == [str(here)]
        assert [line["veteran_id"] for line in await listed(client_for, OTHER_ROOM_PATH)] == [str(there)]
        centre = await client_for(Role.CENTRE_STAFF)
        first = (await centre.get(LIST, params={"limit": 1})).json()
        second = (await centre.get(LIST, params={"limit": 1, "cursor": first["next"]})).json()
        found = [page["items"][0]["veteran_id"] for page in (first, second)]
        assert (found, second["next"]) == ([str(there), str(here)], None)
        of_unit = (await centre.get(LIST, params={"unit": "411329104"})).json()["items"]
        assert [line["veteran_id"] for line in of_unit] == [str(here)]


class TestThePage:
    async def test_leads_to_the_record(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        veteran = await given_discharged(registry_engine, 1, "2019-03")
        now = clock.local_date(clock.now())
        today = await given_discharged(registry_engine, 2, now)
        await given_discharged(registry_engine, 3, now - timedelta(days=30))
        station = await browser_of(Role.STATION_STAFF, "411329.411329104")
        room = await browser_of(Role.ROOM_STAFF, ROOM_PATH)
        shown = await station.get("/registry/unreported")
        assert {f"/registry/persons/{each}/report-in" for each in (veteran, today)} <= links_of(shown)
        assert all(words in words_of(shown) for words in ("2019-03 ", "2019-04-30 逾期", "剩 30 天", "今日到期"))
        assert f"/registry/persons/{veteran}/report-in" not in links_of(await room.get("/registry/unreported"))
        late = await station.get("/registry/unreported?is_late=true")
        assert 'value="true" selected' in late.text
        assert str(today) not in late.text

    async def test_counts_them_by_station_for_whoever_sees_several(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        now = clock.local_date(clock.now())
        days: tuple[date | str, ...] = (now, "2019-03-01", "2019-03-02")
        for serial, day in enumerate(days):
            await given_discharged(registry_engine, serial, day)
        await given_discharged(registry_engine, 4, now, org_code=OTHER_ROOM, domicile_code=OTHER_ROOM)
        shown = await (await browser_of(Role.BUREAU_LEADER, "411329")).get("/registry/unreported")
        counted = re.findall(r'unit=([0-9]+)">[^<]+</a></td>\s*<td[^>]*>(\d+)</td>\s*<td[^>]*>(\d+)<', shown.text)
        assert counted == [("411329104", "3", "2"), (OTHER_ROOM[:9], "1", "0")]
        station = await browser_of(Role.STATION_STAFF, "411329.411329104")
        assert "按服务站统计" not in words_of(await station.get("/registry/unreported"))
