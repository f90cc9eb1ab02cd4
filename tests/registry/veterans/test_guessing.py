"""Who tries to find out what views do not show: whole numbers, and who is registered, by masks and by searches."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.veterans.commands.search import TooManySearches, search_by_number
from shared.auth.roles import Role
from shared.ids import new_id
from shared.privacy.personal import IdNumber
from tests.given import CENTRE, given_caller, given_work
from tests.registry.conftest import ClientFor
from tests.registry.given import KEYRING, NOW, audited, given_network
from tests.registry.persons import (
    OTHER_ROOM,
    OTHER_ROOM_PATH,
    ROOM_PATH,
    ZHANG_WEI,
    given_number,
    given_veteran,
)

FIRST_YEAR, LAST_YEAR = 1930, 2005
TRIES = 200
THE_SAME = {"X-Correlation-Id": "016a0b2e-1f00-7c33-8d44-9e55bf66ca77"}


def candidates(view: Mapping[str, Any]) -> Iterator[str]:
    """Every number of this county that agrees with what a view shows, the likeliest first."""
    days = list(_birthdays(view))
    mask = view["id_number"]
    for serial in range(1000):
        for day in days:
            number = given_number(serial, day)
            if _agrees(number, mask) and int(number[16]) % 2 == int(view["sex_code"]) % 2:
                yield number


def _birthdays(view: Mapping[str, Any]) -> Iterator[date]:
    shown = (view.get("sensitive") or {}).get("birth_on")
    if shown:
        yield date.fromisoformat(shown)
        return
    first, last = (view["birth_year"],) * 2 if "birth_year" in view else (FIRST_YEAR, LAST_YEAR)
    day = date(first, 1, 1)
    while day.year <= last:
        yield day
        day += timedelta(days=1)


def _agrees(number: str, mask: str) -> bool:
    begin, end = mask.partition("*")[0], mask.rpartition("*")[2]
    return number.startswith(begin) and number.endswith(end)


async def is_found(client: httpx2.AsyncClient, view: Mapping[str, Any]) -> bool:
    for number in islice(candidates(view), TRIES):
        answer = await client.post("/veterans/search", json={"id_number": number})
        if answer.status_code == 200 and answer.json()["veteran_id"] == view["veteran_id"]:
            return True
        if answer.status_code == 429:
            return False
    return False


class TestWhoHasTheMasksAndTheSearch:
    @pytest.mark.parametrize(
        ("role", "path"),
        [
            (Role.BUREAU_LEADER, CENTRE),
            (Role.AUDITOR, CENTRE),
            (Role.CENTRE_STAFF, CENTRE),
            (Role.STATION_STAFF, "411329.411329104"),
            (Role.ROOM_STAFF, ROOM_PATH),
        ],
    )
    async def test_finds_nobodys_number(
        self, client_for: ClientFor, registry_engine: AsyncEngine, role: Role, path: str
    ) -> None:
        await given_network(registry_engine)
        born = [date(1951 + 3 * n, 1 + n, 3 + 2 * n) for n in range(10)]
        for n, day in enumerate(born):
            await given_veteran(registry_engine, id_number=given_number(17 * n, day))
        client = await client_for(role, path)
        listed = (await client.get("/veterans")).json()["items"]
        files = [(await client.get(f"/veterans/{each['veteran_id']}")).json() for each in listed]
        assert len(files) == 10
        assert [file["veteran_id"] for file in files if await is_found(client, file)] == []

    @pytest.mark.parametrize("role", [Role.BUREAU_LEADER, Role.AUDITOR, Role.CENTRE_STAFF, Role.ROOM_STAFF])
    async def test_sees_no_part_of_a_birthday(
        self, client_for: ClientFor, registry_engine: AsyncEngine, role: Role
    ) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine, birth_on="1959-03-06", sex_code="2", health_code="3")
        client = await client_for(role, ROOM_PATH if role is Role.ROOM_STAFF else CENTRE)
        shown = (await client.get("/veterans")).text + (await client.get(f"/veterans/{veteran_id}")).text
        assert "1959" not in shown
        assert "health_code" not in shown


class TestASearch:
    async def test_answers_alike_for_nobody_and_for_somebody_elsewhere(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        elsewhere = await given_veteran(registry_engine, org_code=OTHER_ROOM, domicile_code=OTHER_ROOM)
        client = await client_for(Role.STATION_STAFF, "411329.411329104")
        answers = [
            await client.post("/veterans/search", json={"id_number": number}, headers=THE_SAME)
            for number in (ZHANG_WEI, given_number(1))
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert answers[0].content == answers[1].content
        assert await audited(registry_engine, "search-by-number") == [
            (f"veteran {elsewhere}", "out-of-scope"),
            ("", "veteran-not-found"),
        ]

    async def test_is_recorded_when_it_finds_somebody(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        client = await client_for(Role.AUDITOR)
        assert (await client.post("/veterans/search", json={"id_number": ZHANG_WEI})).status_code == 200
        assert await audited(registry_engine, "search-by-number") == [(f"veteran {veteran_id}", "done")]

    async def test_is_refused_after_sixty_in_an_hour(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        client = await client_for(Role.BUREAU_LEADER)
        answers = [
            await client.post("/veterans/search", json={"id_number": given_number(n)}, headers={"Idempotency-Key": "k"})
            for n in range(62)
        ]
        assert [answer.status_code for answer in answers] == [404] * 60 + [429] * 2
        refused = answers[-1]
        assert refused.json()["code"] == "too-many-searches"
        assert 3000 < int(refused.headers["retry-after"]) <= 3600
        assert refused.json()["detail"] == "一小时内按身份证号查询不得超过60次，请稍后再试。"
        other = await client_for(Role.BUREAU_LEADER)
        assert (await other.post("/veterans/search", json={"id_number": given_number(1)})).status_code == 404

    async def test_is_possible_again_an_hour_later(self, registry_engine: AsyncEngine) -> None:
        caller = given_caller(Role.AUDITOR)
        number = IdNumber(given_number(1))

        async def search(minutes: int) -> None:
            work = given_work(registry_engine, caller, NOW + timedelta(minutes=minutes))
            await search_by_number(work, number, keyring=KEYRING, most_an_hour=2)

        await search(0)
        await search(30)
        for minute in (31, 45, 59):
            with pytest.raises(TooManySearches):
                await search(minute)
        await search(60)
        with pytest.raises(TooManySearches):
            await search(61)

    async def test_counts_those_that_run_at_once(self, registry_engine: AsyncEngine) -> None:
        work = given_work(registry_engine, given_caller(Role.AUDITOR))
        searches = [
            search_by_number(work, IdNumber(given_number(n)), keyring=KEYRING, most_an_hour=3) for n in range(9)
        ]
        answers = await asyncio.gather(*searches, return_exceptions=True)
        assert sum(answer is None for answer in answers) == 3
        assert sum(isinstance(answer, TooManySearches) for answer in answers) == 6


class TestNumbersOfAList:
    async def test_are_looked_up_in_their_order_and_alike_for_nobody_and_for_somebody_elsewhere(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        ours = await given_veteran(registry_engine)
        elsewhere = await given_veteran(
            registry_engine, id_number=given_number(3), org_code=OTHER_ROOM, domicile_code=OTHER_ROOM
        )
        room = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        listed = [given_number(3), "999329590226001", given_number(1), ZHANG_WEI]
        answer = await room.post("/veterans/search-many", json={"id_numbers": listed})
        nobody, found = ({"veteran_id": each, "is_looked_up": True} for each in (None, str(ours)))
        assert (answer.status_code, answer.json()) == (200, [nobody, found, nobody, found])
        assert await audited(registry_engine, "look-up-number") == [
            (f"veteran {elsewhere}", "out-of-scope"),
            (f"veteran {ours}", "done"),
            ("", "veteran-not-found"),
            (f"veteran {ours}", "done"),
        ]

    async def test_cost_whoever_guesses_as_much_as_searches_and_whoever_has_a_ledger_nothing(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        """Sixty that are nobody's in an hour, searched for or listed; what was right costs nothing."""
        await given_network(registry_engine)
        ours = await given_veteran(registry_engine)
        client = await client_for(Role.STATION_STAFF, "411329.411329104")

        async def listed(*numbers: str) -> list[tuple[str | None, bool]]:
            answer = await client.post("/veterans/search-many", json={"id_numbers": numbers})
            assert answer.status_code == 200, answer.text
            return [(each["veteran_id"], each["is_looked_up"]) for each in answer.json()]

        his = (str(ours), True)
        assert await listed(*[ZHANG_WEI] * 100) == [his] * 100
        wrong = [given_number(n) for n in range(61)]
        assert await listed(*wrong[:58]) == [(None, True)] * 58
        assert (await client.post("/veterans/search", json={"id_number": wrong[58]})).status_code == 404
        told = await listed(ZHANG_WEI, wrong[59], ZHANG_WEI, wrong[60])
        assert told == [his, (None, True), (None, False), (None, False)]
        results = [result for _, result in await audited(registry_engine, "look-up-number")]
        assert results[-3:] == ["done", "veteran-not-found", "too-many-searches"], "the rest were not asked for"
        refused = await client.post("/veterans/search", json={"id_number": ZHANG_WEI})
        assert (refused.status_code, refused.json()["code"]) == (429, "too-many-searches")
        other = await client_for(Role.STATION_STAFF, "411329.411329104")
        assert (await other.post("/veterans/search", json={"id_number": ZHANG_WEI})).status_code == 200

    async def test_are_each_written_as_one_and_no_more_than_is_answered_in_time(self, client_for: ClientFor) -> None:
        client = await client_for(Role.CENTRE_STAFF)
        for numbers, field, code in (
            ([ZHANG_WEI, "999329195902260010"], "id_numbers.1", "checksum"),
            ([given_number(1)] * 501, "id_numbers", "too-many"),
            ([], "id_numbers", "too-few"),
        ):
            refused = await client.post("/veterans/search-many", json={"id_numbers": numbers})
            assert refused.status_code == 422, refused.text
            assert [(each["field"], each["code"]) for each in refused.json()["fields"]] == [(field, code)]
            assert "999329195902260010" not in refused.text


class TestOnesOwnAudit:
    async def test_tells_nothing_that_the_answers_hid(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        elsewhere = await given_veteran(registry_engine)
        station = await client_for(Role.STATION_STAFF, OTHER_ROOM_PATH.rpartition(".")[0])
        for number in (ZHANG_WEI, given_number(1)):
            await station.post("/veterans/search", json={"id_number": number})
        await station.post("/veterans/search-many", json={"id_numbers": [ZHANG_WEI, given_number(1)]})
        for veteran_id in (elsewhere, new_id()):
            await station.get(f"/veterans/{veteran_id}")
        mine = (await station.get("/audit/mine")).json()["items"]
        shown = [(row["action"], row["subject"], row["result"]) for row in reversed(mine)]
        assert shown == [
            (action, "", "refused")
            for action in ("search-by-number", "look-up-number", "get-veteran")
            for _ in range(2)
        ]


class TestAFileElsewhere:
    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("GET", "", None),
            ("POST", "/disclosures", {"purpose": "home-visit", "reason": "走访", "fields": ["name"]}),
            ("POST", "/sensitive-groups/health", {"purpose": "home-visit", "reason": "走访"}),
            ("POST", "/social-roles", {"kind": "mediator", "assumed_on": "2019-01-01", "source": "镇文件"}),
        ],
    )
    async def test_is_answered_like_one_that_there_is_not(
        self, client_for: ClientFor, registry_engine: AsyncEngine, method: str, path: str, body: Any
    ) -> None:
        await given_network(registry_engine)
        elsewhere = await given_veteran(registry_engine)
        client = await client_for(Role.STATION_STAFF, OTHER_ROOM_PATH.rpartition(".")[0])
        answers = [
            await client.request(method, f"/veterans/{each}{path}", json=body, headers=THE_SAME)
            for each in (elsewhere, new_id())
        ]
        assert [(each.status_code, each.json()["code"]) for each in answers] == [(404, "veteran-not-found")] * 2
        assert answers[0].content == answers[1].content
