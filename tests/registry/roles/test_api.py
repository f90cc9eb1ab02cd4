"""Social roles by HTTP."""

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.registry.conftest import ClientFor
from tests.registry.given import given_network
from tests.registry.persons import OTHER_ROOM_PATH, ROOM, ROOM_PATH, given_veteran

MEDIATOR = {"kind": "mediator", "assumed_on": "2019-02-01", "source": "调解委员会名册"}


class TestASocialRole:
    async def test_is_assumed_listed_and_ended(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        client = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        assumed = await client.post(f"/veterans/{veteran_id}/social-roles", json=MEDIATOR)
        assert assumed.status_code == 201, assumed.text
        role = assumed.json()
        assert (role["org_code"], role["ended_on"], role["version"]) == (ROOM, None, 1)
        again = await client.post(f"/veterans/{veteran_id}/social-roles", json=MEDIATOR)
        assert (again.status_code, again.json()["code"]) == (409, "role-already-held")
        listed = await client.get("/social-roles", params={"kind": "mediator", "active": True})
        assert listed.json() == {"items": [role], "next": None}
        assert (await client.get("/social-roles", params={"kind": "entrepreneur"})).json()["items"] == []
        end, over = f"/social-roles/{role['role_id']}/end", {"ended_on": "2019-04-01", "reason": "任期届满"}
        assert (await client.post(end, json=over)).status_code == 403
        ended = await (await client_for(Role.STATION_STAFF, "411329.411329104")).post(end, json=over)
        assert (ended.status_code, ended.json()["ended_on"], ended.json()["version"]) == (200, "2019-04-01", 2)
        assert (await client.get("/social-roles", params={"active": True})).json()["items"] == []

    async def test_is_not_of_another_room(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        other = await client_for(Role.ROOM_STAFF, OTHER_ROOM_PATH)
        assert (await other.post(f"/veterans/{veteran_id}/social-roles", json=MEDIATOR)).status_code == 404
        own = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        await own.post(f"/veterans/{veteran_id}/social-roles", json=MEDIATOR)
        assert (await other.get("/social-roles")).json()["items"] == []

    async def test_rests_on_a_document_named_without_personal_data(self, client_for: ClientFor) -> None:
        client = await client_for(Role.CENTRE_STAFF)
        refused = await client.post(
            "/veterans/00000000-0000-0000-0000-000000000000/social-roles",
            json={**MEDIATOR, "source": "张伟19900001234"},
        )
        assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, "source")
