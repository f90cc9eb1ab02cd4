"""Figures by HTTP: what is shown, and to whom."""

from datetime import date

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.clock import local_date, now
from tests.given import CENTRE
from tests.reporting.conftest import ClientFor
from tests.reporting.given import (
    SHIAN,
    UNIT,
    WAIZI,
    YANGYING,
    every_figure,
    fold,
    small_county,
    unit_established,
    veteran_registered,
)
from tests.shared.wire import counted

AS_OF = "2019-04-30"
MARCH = date(2019, 3, 1)
VETERANS = [veteran_registered(path, MARCH, party_member=True) for path in (SHIAN, YANGYING, YANGYING, UNIT)]
READERS = (Role.BUREAU_LEADER, Role.CENTRE_STAFF, Role.STATION_STAFF, Role.ROOM_STAFF, Role.AUDITOR)


@pytest.fixture(autouse=True)
async def _county(reporting_engine: AsyncEngine) -> None:
    await fold(reporting_engine, [*small_county(), *VETERANS])


def values(answer: httpx2.Response) -> dict[str, tuple[int, int]]:
    return {figure["code"]: (figure["value"], figure["events"]) for figure in answer.json()["figures"]}


async def get(client: httpx2.AsyncClient, path: str, **query: str) -> httpx2.Response:
    return await client.get(path, params={"as_of": AS_OF, **query})


class TestGetFigures:
    async def test_shows_every_figure_of_the_county_with_the_events_behind_it(self, client_for: ClientFor) -> None:
        answer = await get(await client_for(), "/figures", unit="411329")
        assert answer.status_code == 200
        counted = {
            "F01": (4, 4), "F02": (4, 4), "F03": (3, 3), "F04": (4, 4), "F05": (3, 3), "F06": (4, 4),
        }  # fmt: skip
        assert values(answer) == every_figure(counted, (0, 0))

    async def test_says_what_each_figure_is_and_how_fresh_all_are(self, client_for: ClientFor) -> None:
        answer = (await get(await client_for(), "/figures")).json()
        assert answer["figures"][1] == {
            "code": "F02",
            "name": {"zh": "其中党员", "en": "of them Party members"},
            "unit_of_measure": {"zh": "人", "en": "persons"},
            "value_parts": 1,
            "qualifier": "exact",
            "kind": "stock",
            "subject": "person",
            "value": 4,
            "events": 4,
        }
        assert (answer["as_of"], answer["last_event_at"]) == (AS_OF, "2019-04-01T01:00:00Z")
        assert (answer["unit"]["path"], answer["unit"]["kind"]) == (CENTRE, "centre")

    async def test_shows_the_callers_own_unit_when_none_is_named(self, client_for: ClientFor) -> None:
        answer = await get(await client_for(Role.STATION_STAFF, SHIAN), "/figures")
        assert answer.json()["unit"]["path"] == SHIAN
        assert values(answer)["F01"] == (3, 3)

    async def test_shows_today_in_shanghai_when_no_day_is_named(self, client_for: ClientFor) -> None:
        client = await client_for()
        before = local_date(now())
        answer = await client.get("/figures")
        assert answer.json()["as_of"] in {before.isoformat(), local_date(now()).isoformat()}

    @pytest.mark.parametrize("role", READERS)
    async def test_is_for_those_who_answer_for_a_unit(self, client_for: ClientFor, role: Role) -> None:
        assert (await get(await client_for(role, SHIAN), "/figures")).status_code == 200

    @pytest.mark.parametrize("role", [role for role in Role if role not in READERS])
    async def test_is_for_nobody_else(self, client_for: ClientFor, role: Role) -> None:
        answer = await get(await client_for(role), "/figures")
        assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")

    async def test_is_not_for_who_brings_no_token(self, anonymous: httpx2.AsyncClient) -> None:
        assert (await get(anonymous, "/figures")).status_code == 401

    @pytest.mark.parametrize("unit", ["411329", "411329105", "411329U01R01"])
    async def test_stops_at_the_end_of_the_callers_scope(self, client_for: ClientFor, unit: str) -> None:
        answer = await get(await client_for(Role.STATION_STAFF, SHIAN), "/figures", unit=unit)
        assert (answer.status_code, answer.json()["code"]) == (403, "out-of-scope")

    async def test_asks_who_acts_for_several_units_to_name_one(self, client_for: ClientFor) -> None:
        client = await client_for(Role.STATION_STAFF, SHIAN, WAIZI)
        answer = await get(client, "/figures")
        assert (answer.status_code, answer.json()["code"]) == (422, "unit-not-named")
        assert (await get(client, "/figures", unit="411329105")).status_code == 200

    @pytest.mark.parametrize(("language", "words"), [("zh-CN", "没有代码为411329999的服务机构"), ("en", "no org unit")])
    async def test_refuses_an_unknown_unit_in_the_callers_language(
        self, client_for: ClientFor, language: str, words: str
    ) -> None:
        answer = await get(await client_for(**{"Accept-Language": language}), "/figures", unit="411329999")
        assert (answer.status_code, answer.json()["code"]) == (404, "org-unit-not-found")
        assert words in answer.json()["detail"]

    async def test_refuses_a_day_that_is_none(self, client_for: ClientFor) -> None:
        assert (await get(await client_for(), "/figures", as_of="2019-02-29")).status_code == 422

    async def test_costs_the_same_few_statements_however_many_veterans_there_are(
        self, client_for: ClientFor, reporting_engine: AsyncEngine, reporting_app: FastAPI
    ) -> None:
        client = await client_for()
        await fold(reporting_engine, [veteran_registered(YANGYING, MARCH) for _ in range(500)])
        with counted(reporting_app.state.engine) as statements:
            await get(client, "/figures")
        selects = [each for each in statements if each.lstrip().startswith(("SELECT", "WITH"))]
        assert len([each for each in selects if "figure_" in each]) == 1
        assert len(selects) == 3  # beside the figures: whether events vouch for grants and epochs, and the grants


class TestGetBreakdown:
    async def test_has_one_row_for_each_unit_below_and_one_for_the_unit_itself(self, client_for: ClientFor) -> None:
        answer = (await get(await client_for(), "/figures/F01/breakdown", unit="411329")).json()
        rows = [(row["unit"]["code"], row["here"], row["value"], row["events"]) for row in answer["rows"]]
        assert rows == [
            ("411329", True, 0, 0),
            ("411329104", False, 3, 3),
            ("411329105", False, 0, 0),
            ("411329U01", False, 1, 1),
        ]
        assert (answer["figure"]["value"], answer["figure"]["events"]) == (4, 4)

    async def test_shows_rooms_to_a_station(self, client_for: ClientFor) -> None:
        answer = (await get(await client_for(Role.STATION_STAFF, SHIAN), "/figures/F01/breakdown")).json()
        assert [(row["unit"]["code"], row["value"]) for row in answer["rows"]] == [
            ("411329104", 1),
            ("411329104210", 2),
            ("411329104211", 0),
        ]

    async def test_leaves_no_veteran_out_whose_unit_is_still_under_way(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        late = f"{CENTRE}.411329106"
        await fold(reporting_engine, [veteran_registered(late, MARCH)])
        answer = (await get(await client_for(), "/figures/F01/breakdown")).json()
        assert (answer["rows"][-1]["unit"], answer["rows"][-1]["value"]) == (None, 1)
        await fold(reporting_engine, [unit_established(late)])
        answer = (await get(await client_for(), "/figures/F01/breakdown")).json()
        assert [row["value"] for row in answer["rows"]] == [0, 3, 0, 1, 1]

    async def test_refuses_a_figure_that_is_none(self, client_for: ClientFor) -> None:
        answer = await get(await client_for(), "/figures/F99/breakdown")
        assert (answer.status_code, answer.json()["code"]) == (404, "figure-not-found")

    async def test_stops_at_the_end_of_the_callers_scope(self, client_for: ClientFor) -> None:
        client = await client_for(Role.ROOM_STAFF, YANGYING)
        assert (await get(client, "/figures/F01/breakdown", unit="411329104")).status_code == 403
        assert (await get(client, "/figures/F01/breakdown")).status_code == 200
