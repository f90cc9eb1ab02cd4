"""Families over HTTP and in a browser."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.browsers import words_of
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.families.given import DOCUMENT, SHI_AN, WIFE, keeper, relating
from tests.registry.given import given_network
from tests.registry.persons import OTHER_ROOM_PATH, ROOM_PATH, given_veteran

BODY = {
    "relation": "spouse", "since": "1985-10-01", "id_number": WIFE, "name": "李梅", "document": DOCUMENT,
}  # fmt: skip


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


class TestByHttp:
    async def test_a_station_keeps_the_family_and_a_room_sees_it_masked(
        self, client_for: ClientFor, veteran: UUID
    ) -> None:
        at = f"/veterans/{veteran}/family"
        station, room = await client_for(Role.STATION_STAFF, SHI_AN), await client_for(Role.ROOM_STAFF, ROOM_PATH)
        assert (await room.post(at, json=BODY)).status_code == 403
        wrong = await station.post(at, json={**BODY, "relation": "cousin", "document": ""})
        assert {each["field"]: each["code"] for each in wrong.json()["fields"]} == {
            "relation": "not-a-relation", "document": "too-short",
        }  # fmt: skip
        refused = await station.post(at, json={**BODY, "relation": "grandchild"})
        assert (refused.status_code, refused.json()["fields"][0]["code"]) == (422, "relation-not-covered")
        done = await station.post(at, json=BODY)
        assert done.status_code == 201
        one = f"/family-relations/{done.json()['relation_id']}"
        [kin] = (await room.get(at)).json()["relations"]
        assert (kin["name"], kin["id_number"], kin["has_file"]) == ("李*", "9****6", False)
        end = {"ended_on": "2019-04-01", "reason": "divorce", "document": "离婚证第3号"}
        assert (await station.post(f"{one}/end", json={**end, "version": 2})).status_code == 409
        assert (await station.post(f"{one}/end", json={**end, "version": 1})).json() == {"version": 2}
        assert (await room.get(at, params={"on": "2019-04-01"})).json()["relations"] == []
        assert len((await room.get(at, params={"on": "2019-03-31"})).json()["relations"]) == 1
        correction = {"relation": "spouse", "since": "1985-10-02", "document": DOCUMENT}
        assert (await station.post(f"{one}/correction", json=correction)).json() == {"version": 3}
        revocation = {"reason": "another-person", "document": "说明第1号"}
        assert (await station.post(f"{one}/revocation", json=revocation)).json() == {"version": 4}
        family = (await room.get(at)).json()
        assert family["relations"][0]["is_revoked"]
        assert [each["ended_on"] for each in family["said_before"]] == [None, "2019-04-01", None]
        elsewhere = await client_for(Role.ROOM_STAFF, OTHER_ROOM_PATH)
        assert (await elsewhere.get(at)).status_code == 404


class TestThePages:
    async def test_keep_a_family(self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID) -> None:
        clerk, person = await browser_of(Role.STATION_STAFF, SHI_AN), f"/registry/persons/{veteran}"
        family = f"{person}/family"
        assert family in (await clerk.get(person)).text
        assert "没有登记家庭成员。" in words_of(await clerk.get(family))
        form = await clerk.get(f"{family}/new")
        assert "祖父母、外祖父母" not in words_of(form)
        wrong = await clerk.post(f"{family}/new", data={**BODY, "since": ""})
        assert (wrong.status_code, "配偶、抚养关系必须填写起始日期。" in words_of(wrong)) == (422, True)
        sent = {**BODY, "idempotency_key": "k-1"}
        for _ in range(2):
            assert (await clerk.post(f"{family}/new", data=sent)).headers["location"] == family
        shown = await clerk.get(family)
        assert ("李*" in words_of(shown), "李梅" in shown.text, WIFE in shown.text) == (True, False, False)
        [end] = {each.split('"')[0] for each in shown.text.split('href="') if each.split('"')[0].endswith("/end")}
        one = end.removesuffix("/end")
        assert 'value="1985-10-01"' in (await clerk.get(f"{one}/correction")).text
        correction = {"relation": "spouse", "since": "1985-10-02", "document": DOCUMENT, "version": "1"}
        assert (await clerk.post(f"{one}/correction", data=correction)).status_code == 303
        stale = await clerk.post(f"{one}/correction", data={**correction, "since": "1985-10-03"})
        assert (stale.status_code, "1985-10-02" in words_of(stale)) == (409, True)
        assert "终止亲属关系" in words_of(await clerk.get(end))
        ended = {"ended_on": "2019-04-01", "reason": "divorce", "document": "离婚证第3号", "version": "2"}
        assert (await clerk.post(end, data=ended)).status_code == 303
        assert (await clerk.get(f"{one}/revocation")).status_code == 200
        revoked = {"reason": "unfounded", "document": "说明第1号", "version": "3"}
        assert (await clerk.post(f"{one}/revocation", data=revoked)).status_code == 303
        assert "登记已撤销" in words_of(await clerk.get(family))
        story = words_of(await clerk.get(person))
        assert all(act in story for act in ("登记家庭成员", "更正亲属关系", "终止亲属关系", "撤销亲属关系登记"))

    async def test_name_a_relative_with_a_file_as_a_link_to_who_may_open_it(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        wife = await given_veteran(registry_engine, id_number=WIFE, name="李梅", org_code="411329105200")
        await relating(keeper(registry_engine), veteran)
        family, file = f"/registry/persons/{veteran}/family", f"/registry/persons/{wife}"
        assert file not in (await (await browser_of(Role.STATION_STAFF, SHI_AN)).get(family)).text
        centre = await browser_of(Role.CENTRE_STAFF)
        assert file in (await centre.get(family)).text
        async with registry_engine.begin() as connection:
            await connection.execute(
                text("UPDATE veteran SET state = 'submitted' WHERE veteran_id = :id"), {"id": wife}
            )
        assert file not in (await centre.get(family)).text
