"""Lists of cases over HTTP."""

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.benefits.given import (
    OTHER_ROOM,
    OTHER_STATION,
    ROOM,
    STATION,
    County,
    code_of,
    given_assigned_case,
    given_case,
)
from tests.benefits.seen import audited
from tests.benefits.test_case_api import Api, api, county
from tests.given import CENTRE, given_work

__all__ = ["api", "county"]


class TestTheListOfCases:
    async def test_ends_at_the_callers_scope(self, api: Api, county: County, benefits_engine: AsyncEngine) -> None:
        work = given_work(benefits_engine)
        here = await given_case(work, county)
        there = await given_case(work, county, org_code=code_of(OTHER_ROOM))
        seen = {
            path: await self.ids(await api.by(role, path))
            for role, path in (
                (Role.BUREAU_LEADER, CENTRE),
                (Role.STATION_STAFF, STATION),
                (Role.ROOM_STAFF, OTHER_ROOM),
            )
        }
        assert seen == {
            CENTRE: [str(there.case_id), str(here.case_id)],
            STATION: [str(here.case_id)],
            OTHER_ROOM: [str(there.case_id)],
        }

    async def test_can_be_narrowed_to_a_unit_and_a_state(
        self, api: Api, county: County, benefits_engine: AsyncEngine
    ) -> None:
        assigned = await given_assigned_case(benefits_engine, county)
        opened = await given_case(given_work(benefits_engine), county, org_code=code_of(OTHER_ROOM))
        clerk = await api.by(Role.CENTRE_STAFF)
        assert await self.ids(clerk, state="assigned") == [str(assigned.case_id)]
        assert await self.ids(clerk, state="resolved") == []
        assert await self.ids(clerk, unit=code_of(OTHER_STATION)) == [str(opened.case_id)]
        assert await self.ids(clerk, unit=code_of(STATION), state="opened") == []

    async def test_of_a_unit_elsewhere_is_refused_and_on_record(
        self, api: Api, county: County, benefits_engine: AsyncEngine
    ) -> None:
        clerk = await api.by(Role.STATION_STAFF, STATION)
        elsewhere = code_of(OTHER_STATION)
        answers = [await clerk.get("/cases", params={"unit": unit}) for unit in (elsewhere, code_of(ROOM))]
        assert [answer.status_code for answer in answers] == [403, 200]
        assert await audited(benefits_engine) == [("list-cases", f"unit {elsewhere}", "out-of-scope")]

    async def test_comes_in_pages_without_gap_or_repetition(
        self, api: Api, county: County, benefits_engine: AsyncEngine
    ) -> None:
        made = [await given_case(given_work(benefits_engine), county) for _ in range(5)]
        clerk = await api.by(Role.CENTRE_STAFF)
        seen: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = (await clerk.get("/cases", params={"limit": "2", **cursor})).json()
            seen += [item["case_id"] for item in page["items"]]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        assert seen == [str(case.case_id) for case in reversed(made)]

    async def ids(self, client: httpx2.AsyncClient, **query: str) -> list[str]:
        answer = await client.get("/cases", params=query)
        assert answer.status_code == 200, answer.text
        return [item["case_id"] for item in answer.json()["items"]]
