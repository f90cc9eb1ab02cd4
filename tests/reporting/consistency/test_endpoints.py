"""Consistency by HTTP."""

from datetime import date, timedelta

import httpx2
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.reporting.conftest import ClientFor
from tests.reporting.given import (
    SHIAN,
    YANGYING,
    fold,
    group_established,
    role_assumed,
    role_ended,
    small_county,
    veteran_registered,
)

AS_OF = "2019-04-30"
MARCH = date(2019, 3, 1)
VETERANS = [veteran_registered(YANGYING, MARCH, party_member=number < 3) for number in range(10)]


async def check(client: httpx2.AsyncClient) -> httpx2.Response:
    return await client.get("/consistency", params={"as_of": AS_OF})


class TestGetConsistency:
    async def test_finds_nothing_where_all_agree(self, client_for: ClientFor, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [*small_county(), *VETERANS])
        answer = (await check(await client_for())).json()
        assert answer["findings"] == []
        assert answer["checked"] == ["C1", "C2", "C3", "C4", "C5", "C9", "C10", "C11"]
        assert (answer["as_of"], answer["unit"]["code"]) == (AS_OF, "411329")

    async def test_tells_what_was_found_in_both_languages(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        county = [event for event in small_county() if event != group_established(YANGYING)]
        await fold(reporting_engine, [*county, group_established(YANGYING, parent="411329105P"), *VETERANS])
        [finding] = (await check(await client_for())).json()["findings"]
        assert (finding["rule"], finding["severity"], finding["units"]) == ("C2", "hard", ["411329104210"])
        assert set(finding["sentence"]) == {"zh", "en"}

    async def test_names_the_unit_where_somebody_serves_who_is_no_registered_veteran(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        known = replace(role_assumed(YANGYING, MARCH), person_id=VETERANS[0].person_id)
        stranger = role_assumed(YANGYING, MARCH)
        await fold(reporting_engine, [*small_county(), *VETERANS, known, stranger])
        client = await client_for()
        [finding] = (await check(client)).json()["findings"]
        assert (finding["rule"], finding["units"]) == ("C5", ["411329104210"])
        await fold(reporting_engine, [role_ended(stranger, MARCH + timedelta(days=1))])
        assert (await check(client)).json()["findings"] == []

    async def test_is_for_who_answers_for_the_county(
        self, client_for: ClientFor, reporting_engine: AsyncEngine, anonymous: httpx2.AsyncClient
    ) -> None:
        await fold(reporting_engine, small_county())
        assert (await check(await client_for(Role.AUDITOR))).status_code == 200
        assert (await check(await client_for(Role.STATION_STAFF, SHIAN))).status_code == 403
        assert (await check(await client_for(Role.VETERAN))).status_code == 403
        assert (await check(anonymous)).status_code == 401

    async def test_waits_for_a_county(self, client_for: ClientFor) -> None:
        answer = await check(await client_for())
        assert (answer.status_code, answer.json()["code"]) == (409, "no-centre")
