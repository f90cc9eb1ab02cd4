"""Snapshots by HTTP: frozen by few, read within scope."""

from datetime import date

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.ids import new_id
from tests.reporting.conftest import ClientFor
from tests.reporting.given import (
    LAST_EVENT_ID,
    SHIAN,
    WAIZI,
    YANGYING,
    every_figure,
    fold,
    given_progress,
    small_county,
    unit_established,
    veteran_registered,
)

AS_OF = "2019-04-30"
MARCH = date(2019, 3, 1)


@pytest.fixture(autouse=True)
async def _county(reporting_engine: AsyncEngine) -> None:
    veterans = [veteran_registered(path, MARCH) for path in (SHIAN, YANGYING, YANGYING, WAIZI)]
    await fold(reporting_engine, [*small_county(), *veterans])


async def freeze(client: httpx2.AsyncClient, as_of: str = AS_OF, **headers: str) -> httpx2.Response:
    return await client.post("/snapshots", json={"as_of": as_of}, headers=headers)


class TestPostSnapshot:
    async def test_answers_201_with_the_county_then_200_with_the_same_snapshot(self, client_for: ClientFor) -> None:
        client = await client_for()
        first, again = await freeze(client), await freeze(client)
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.json() == first.json()
        assert first.json()["unit"]["code"] == "411329"
        counted = {"F01": 4, "F03": 3, "F04": 4, "F05": 3, "F06": 4}
        assert {each["code"]: each["value"] for each in first.json()["figures"]} == every_figure(counted, 0)

    async def test_answers_a_repeated_request_as_the_first_time(self, client_for: ClientFor) -> None:
        client = await client_for()
        first = await freeze(client, **{"Idempotency-Key": "once"})
        again = await freeze(client, **{"Idempotency-Key": "once"})
        assert (again.status_code, again.json()) == (first.status_code, first.json())

    async def test_says_what_it_stands_on_and_what_was_missing(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        await given_progress(reporting_engine, lag=3)
        frozen = (await freeze(await client_for())).json()
        assert frozen["provisional"]
        units = next(each for each in frozen["basis"]["topics"] if each["topic"] == "registry.org-units")
        assert (units["positions"], units["lag"], units["parked_keys"]) == ({"0": 7, "1": 8}, 3, 0)
        assert (units["last_event_id"], units["last_event_at"]) == (str(LAST_EVENT_ID), "2019-04-01T01:00:00Z")
        missing = next(each for each in frozen["basis"]["missing"] if each["topic"] == "registry.org-units")
        assert (missing["code"], missing["sentence"]) == (
            "lagging",
            {
                "zh": "服务网络还有3条事件未计入。",
                "en": "3 events of the service network are not counted yet.",
            },
        )

    async def test_is_refused_for_publication_while_events_are_missing_and_names_them(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        await given_progress(reporting_engine, lag=3)
        body = {"as_of": AS_OF, "for_publication": True, "reason": "上级催报"}
        answer = await (await client_for()).post("/snapshots", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "snapshot-provisional")
        assert {fault["code"] for fault in answer.json()["fields"]} == {"lagging"}
        leader = await client_for(Role.BUREAU_LEADER)
        assert (await leader.post("/snapshots", json={**body, "reason": None})).status_code == 409
        assert (await leader.post("/snapshots", json={**body, "reason": " \n"})).status_code == 422
        published = (await leader.post("/snapshots", json=body)).json()
        assert (published["provisional"], published["for_publication"], published["reason"]) == (True, True, "上级催报")

    async def test_refuses_a_day_to_come(self, client_for: ClientFor) -> None:
        answer = await freeze(await client_for(), "2099-01-01")
        assert (answer.status_code, answer.json()["code"]) == (422, "day-not-over")

    @pytest.mark.parametrize("role", [Role.STATION_STAFF, Role.ROOM_STAFF, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR])
    async def test_is_not_for_who_only_reads(self, client_for: ClientFor, role: Role) -> None:
        assert (await freeze(await client_for(role))).status_code == 403

    async def test_is_not_for_a_part_of_the_county(self, client_for: ClientFor) -> None:
        answer = await freeze(await client_for(Role.CENTRE_STAFF, SHIAN))
        assert (answer.status_code, answer.json()["code"]) == (403, "out-of-scope")

    async def test_is_not_for_who_brings_no_token(self, anonymous: httpx2.AsyncClient) -> None:
        assert (await freeze(anonymous)).status_code == 401


class TestGetSnapshot:
    async def test_shows_what_was_frozen_whatever_came_later(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        client = await client_for()
        frozen = (await freeze(client)).json()
        await fold(reporting_engine, [veteran_registered(YANGYING, MARCH)])
        assert (await client.get(f"/snapshots/{frozen['snapshot_id']}")).json() == frozen

    async def test_shows_each_their_own_part(self, client_for: ClientFor) -> None:
        frozen = (await freeze(await client_for())).json()
        answer = await (await client_for(Role.STATION_STAFF, SHIAN)).get(f"/snapshots/{frozen['snapshot_id']}")
        assert answer.json()["unit"]["code"] == "411329104"
        assert answer.json()["figures"][0]["value"] == 3

    @pytest.mark.parametrize("part", ["", "/table"])
    async def test_stops_at_the_end_of_the_callers_scope(self, client_for: ClientFor, part: str) -> None:
        frozen = (await freeze(await client_for())).json()
        client = await client_for(Role.STATION_STAFF, SHIAN)
        for unit in ("411329", "411329105"):
            answer = await client.get(f"/snapshots/{frozen['snapshot_id']}{part}", params={"unit": unit})
            assert (answer.status_code, answer.json()["code"]) == (403, "out-of-scope")

    async def test_does_not_know_a_unit_that_was_established_after_it(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        client = await client_for()
        frozen = (await freeze(client)).json()
        await fold(reporting_engine, [unit_established("411329.411329106", date(2019, 5, 1))])
        answer = await client.get(f"/snapshots/{frozen['snapshot_id']}", params={"unit": "411329106"})
        assert (answer.status_code, answer.json()["code"]) == (404, "org-unit-not-found")

    async def test_refuses_one_that_is_none(self, client_for: ClientFor) -> None:
        answer = await (await client_for()).get(f"/snapshots/{new_id()}")
        assert (answer.status_code, answer.json()["code"]) == (404, "snapshot-not-found")


class TestGetTable:
    async def test_has_a_column_for_each_station_and_adds_up(self, client_for: ClientFor) -> None:
        client = await client_for()
        frozen = (await freeze(client)).json()
        table = (await client.get(f"/snapshots/{frozen['snapshot_id']}/table")).json()
        assert [column["code"] for column in table["columns"]] == ["411329104", "411329105", "411329U01"]
        assert all(column["name"] for column in table["columns"])
        cells = {row["code"]: [cell["value"] for cell in row["cells"]] for row in table["rows"]}
        assert cells["F01"] == [3, 1, 0]
        assert cells["F04"] == [2, 1, 1]
        for row in table["rows"]:
            for part in ("value", "events"):
                assert row["here"][part] + sum(cell[part] for cell in row["cells"]) == row["total"][part]

    async def test_has_a_column_for_each_room_of_a_station_and_tells_the_station_itself_apart(
        self, client_for: ClientFor
    ) -> None:
        frozen = (await freeze(await client_for())).json()
        client = await client_for(Role.STATION_STAFF, SHIAN)
        table = (await client.get(f"/snapshots/{frozen['snapshot_id']}/table")).json()
        [veterans, *_] = table["rows"]
        assert [column["code"] for column in table["columns"]] == ["411329104210", "411329104211"]
        assert (veterans["here"]["value"], [cell["value"] for cell in veterans["cells"]]) == (1, [2, 0])


class TestListSnapshots:
    async def test_shows_the_latest_day_first_page_by_page(self, client_for: ClientFor) -> None:
        client = await client_for()
        for day in ("2019-03-31", "2019-04-30", "2019-02-28"):
            await freeze(client, day)
        first = (await client.get("/snapshots", params={"limit": 2})).json()
        second = (await client.get("/snapshots", params={"limit": 2, "cursor": first["next"]})).json()
        days = [item["as_of"] for page in (first, second) for item in page["items"]]
        assert days == ["2019-04-30", "2019-03-31", "2019-02-28"]
        assert second["next"] is None
        assert set(first["items"][0]) == {
            "snapshot_id", "as_of", "digest", "frozen_at", "provisional", "for_publication", "reason",
        }  # fmt: skip
