"""Volunteer teams over HTTP and in a browser."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import given_network, published
from tests.registry.persons import OTHER_ROOM_PATH, ROOM, ROOM_PATH, given_number, given_veteran

TEAM = {"org_code": ROOM, "name": "杨营村志愿队", "purpose": "环卫保洁", "founded_on": "2019-01-01"}
LIST = "/registry/teams"


@pytest.fixture
async def veterans(registry_engine: AsyncEngine) -> list[UUID]:
    await given_network(registry_engine)
    numbers = (given_number(serial) for serial in (11, 12))
    return [await given_veteran(registry_engine, id_number=each, registered_on="2019-01-01") for each in numbers]


class TestATeamOverHttp:
    async def test_has_members_and_hours(self, client_for: ClientFor, veterans: list[UUID]) -> None:
        room = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        made = await room.post("/volunteer-teams", json=TEAM)
        assert made.status_code == 201, made.text
        team = made.json()["team_id"]
        for veteran in veterans:
            joined = await room.post(
                f"/veterans/{veteran}/team-memberships", json={"team_id": team, "joined_on": "2019-02-01"}
            )
            assert joined.status_code == 201, joined.text
        took_part = [{"veteran_id": str(one), "hours": hours} for one, hours in zip(veterans, (2.5, 1), strict=True)]
        done = {"task": "sanitation", "held_on": "2019-03-02", "place": "主街道", "participants": took_part}
        assert (await room.post(f"/volunteer-teams/{team}/activities", json=done)).status_code == 201
        third = {**done, "participants": [{"veteran_id": str(veterans[0]), "hours": 0.3}]}
        wrong = await room.post(f"/volunteer-teams/{team}/activities", json=third)
        assert (wrong.status_code, wrong.json()["fields"][0]["code"]) == (422, "not-hours")
        [listed] = (await room.get("/volunteer-teams", params={"active": True, "unit": ROOM})).json()["items"]
        assert (listed["members"], listed["hours"]) == (2, 3.5)
        by_person = {one["veteran_id"]: one["hours"] for one in (await room.get("/volunteers")).json()["items"]}
        assert by_person == {str(veterans[0]): 2.5, str(veterans[1]): 1}
        later = (await room.get("/volunteers", params={"since": "2019-03-03"})).json()["items"]
        assert {one["hours"] for one in later} == {0}
        [activity] = (await room.get("/team-activities", params={"task": "sanitation"})).json()["items"]
        assert (activity["participants"], activity["hours"]) == (2, 3.5)
        other = await client_for(Role.ROOM_STAFF, OTHER_ROOM_PATH)
        assert (await other.get(f"/volunteer-teams/{team}")).status_code == 404
        assert (await other.get("/volunteers")).json()["items"] == []


class TestATeamInABrowser:
    async def test_is_founded_joined_and_its_work_entered_in_a_grid(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veterans: list[UUID]
    ) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        assert (await clerk.get(f"{LIST}/new")).status_code == 200
        one = (await clerk.post(f"{LIST}/new", data=TEAM)).headers["location"]
        for veteran in veterans:
            form = f"/registry/persons/{veteran}/teams/new"
            assert TEAM["name"] in (await clerk.get(form)).text
            joining = {"team_id": one.rpartition("/")[2], "joined_on": "2019-02-01"}
            assert (await clerk.post(form, data=joining)).status_code == 303
            assert (await clerk.post(form, data=joining)).status_code == 409
        grid = (await clerk.get(f"{one}/activities/new")).text
        assert all(f'value="{veteran}"' in grid for veteran in veterans)
        done = {
            "task": "household-tidiness", "held_on": "2019-03-02", "place": "西头院落",
            "participants.0.veteran_id": str(veterans[0]), "participants.0.hours": "",
            "participants.1.veteran_id": str(veterans[1]), "participants.1.hours": "0.7",
        }  # fmt: skip
        kept = await clerk.post(f"{one}/activities/new", data=done)
        assert kept.status_code == 422
        assert 'value="0.7"' in kept.text
        assert "半小时" in kept.text
        made = await clerk.post(f"{one}/activities/new", data={**done, "participants.1.hours": "1.5"})
        activity = made.headers["location"]
        shown = (await clerk.get(activity)).text
        assert "西头院落" in shown
        assert "1.5" in shown
        team = (await clerk.get(one)).text
        assert all(words in team for words in ("登记加入志愿者团队", "登记志愿服务活动", "登记志愿者团队"))
        more = {**done, "participants.0.hours": "2", "participants.1.hours": "1.5", "reason": "漏填", "version": "1"}
        assert 'value="1.5"' in (await clerk.get(f"{activity}/correction")).text
        assert (await clerk.post(f"{activity}/correction", data=more)).status_code == 303
        assert (await clerk.post(f"{activity}/correction", data=more)).status_code == 409
        [(_, _, told)] = await published(registry_engine, "volunteer-activity-corrected")
        assert sorted(each["minutes"] for each in told["participants"]) == [90, 120]
        for path in ("volunteers", "activities"):
            assert TEAM["name"] in (await clerk.get(f"{LIST}/{path}")).text
            taken = await clerk.post(f"{LIST}/{path}/export", data={"purpose": "月度报表"})
            assert taken.status_code == 200

    async def test_is_corrected_ended_and_goes_on(self, browser_of: BrowserOf, veterans: list[UUID]) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        one = (await clerk.post(f"{LIST}/new", data=TEAM)).headers["location"]
        for act in ("correction", "end", "withdrawal", "reopening"):
            assert (await clerk.get(f"{one}/{act}")).status_code == 200
        renamed = {"name": "东杨营村志愿队", "purpose": "环卫", "founded_on": "2019-01-02", "reason": "写错"}
        assert (await clerk.post(f"{one}/correction", data={**renamed, "version": "1"})).status_code == 303
        assert "杨营村志愿队" in (await clerk.get(one)).text
        ended = {"ended_on": "2019-04-01", "reason": "任务完成", "version": "2"}
        assert (await clerk.post(f"{one}/end", data=ended)).status_code == 303
        stale = await clerk.post(f"{one}/reopening", data={"reason": "误终止", "version": "2"})
        assert stale.status_code == 409
        assert (await clerk.post(f"{one}/reopening", data={"reason": "误终止", "version": "3"})).status_code == 303
        assert (await clerk.post(f"{one}/withdrawal", data={"reason": "误登记", "version": "4"})).status_code == 303
        assert "没有符合条件的团队" in (await clerk.get(LIST)).text

    async def test_has_members_who_leave_and_whose_time_is_corrected(
        self, browser_of: BrowserOf, veterans: list[UUID]
    ) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        one = (await clerk.post(f"{LIST}/new", data=TEAM)).headers["location"]
        joining = {"team_id": one.rpartition("/")[2], "joined_on": "2019-02-01"}
        await clerk.post(f"/registry/persons/{veterans[0]}/teams/new", data=joining)
        page = (await clerk.get(one)).text
        membership = page.partition(f"{LIST}/memberships/")[2][:36]
        at = f"{LIST}/memberships/{membership}"
        for act in ("end", "correction", "withdrawal"):
            assert (await clerk.get(f"{at}/{act}")).status_code == 200
        left = {"left_on": "2019-04-01", "reason": "外出", "version": "1"}
        assert (await clerk.post(f"{at}/end", data=left)).status_code == 303
        again = {"joined_on": "2019-02-02", "left_on": "", "reason": "没有退队", "version": "2"}
        assert (await clerk.post(f"{at}/correction", data=again)).status_code == 303
        assert (await clerk.post(f"{at}/withdrawal", data={"reason": "登错人", "version": "3"})).status_code == 303
        assert "还没有成员" in (await clerk.get(one)).text
