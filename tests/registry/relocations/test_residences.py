"""A residence moves to where another unit serves (T6); moves by HTTP and in a browser."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from services.registry.network.domain import OrgUnitIsClosed, OrgUnitOccupied
from services.registry.relocations.parameters import Kind
from services.registry.veterans.queries.files import NotResponsible
from services.registry.veterans.queries.occupancy import SERVED_VETERANS
from shared.auth.roles import Role
from tests.registry.closed import close_org_unit
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import given_network, given_work, published
from tests.registry.persons import (
    OTHER_ROOM,
    OTHER_ROOM_PATH,
    ROOM,
    ROOM_PATH,
    given_veteran,
)
from tests.registry.relocations.given import (
    BODY,
    DOCUMENT,
    LIVES,
    REGISTERED,
    REVOCATION,
    SHI_AN,
    TENTH,
    WAI_ZI,
    agreed,
    moving,
    returning,
)


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestAResidence:
    async def test_moves_no_figure_and_lets_the_unit_there_see_and_serve(
        self, client_for: ClientFor, registry_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        """T6: the domicile keeps the person."""
        claimed: dict[str, Any] = {"mobile": "13800138000", "category_codes": ("51",)}
        veteran_id = await given_veteran(registry_engine, **claimed, **REGISTERED)
        there = await client_for(Role.STATION_STAFF, WAI_ZI)
        file = f"/veterans/{veteran_id}"
        assert (await there.get(file)).status_code == 404
        assert await moving(registry_engine, veteran_id, kind=Kind.RESIDENCE, path=SHI_AN) == 2
        [(_, _, event)] = await published(registry_engine, "veteran-relocated")
        assert (event["org_path"], event["to_org_path"]) == (ROOM_PATH, OTHER_ROOM_PATH)
        assert event["counted_before"] == event["counted"] == []
        assert await agreed(registry_engine, postgres) == {(ROOM_PATH, "F01", "2019-03-01", "1")}
        seen = (await there.get(file)).json()
        assert (seen["org_code"], seen["residence_org_code"], seen["mobile"]) == (ROOM, OTHER_ROOM, "138****8000")
        assert [each["veteran_id"] for each in (await there.get("/veterans")).json()["items"]] == [str(veteran_id)]
        found = await there.post("/veterans/search", json={"id_number": "999329195902260012"})
        assert found.json()["veteran_id"] == str(veteran_id)
        opening = {"purpose": "home-visit", "reason": "春节走访"}
        claiming = {"purpose": "benefit-handling", "reason": "核对名单", "category": "51"}
        assert (await there.post("/veterans/search-by-category", json=claiming)).json()["items"] == []
        for path, body in (
            (f"{file}/disclosures", {**opening, "fields": ["mobile"]}),
            (f"{file}/sensitive-groups/categories", {**opening, "purpose": "benefit-handling"}),
            (f"{file}/death", {"died_on": "2019-04-01", "source": "medical-certificate", "document": "第1号"}),
            (f"{file}/relocations", {**LIVES, "moved_on": "2019-04-02"}),
            (f"{file}/corrections/political_code", {"value": "01", "document": "第1号"}),
        ):
            refused = await there.post(path, json=body)
            assert (refused.status_code, refused.json()["code"]) == (403, "not-responsible"), path
        assert (await there.get(f"{file}/facts")).json()["code"] == "not-responsible"
        assert await returning(registry_engine, veteran_id, Kind.RESIDENCE) == 3
        assert (await there.get(file)).status_code == 404

    async def test_keeps_the_unit_there_from_closing(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await moving(registry_engine, veteran_id, kind=Kind.RESIDENCE)
        with pytest.raises(OrgUnitOccupied):
            await close_org_unit(given_work(registry_engine), OTHER_ROOM, occupancies=[SERVED_VETERANS])
        await moving(registry_engine, veteran_id, None, TENTH, division="110101", kind=Kind.RESIDENCE)
        await close_org_unit(given_work(registry_engine), OTHER_ROOM, occupancies=[SERVED_VETERANS])
        with pytest.raises(OrgUnitIsClosed):
            await returning(registry_engine, veteran_id, Kind.RESIDENCE)

    async def test_stays_when_the_domicile_moves(self, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await moving(registry_engine, veteran_id, ROOM, division=ROOM, kind=Kind.RESIDENCE)
        await moving(registry_engine, veteran_id)
        with pytest.raises(NotResponsible):
            await moving(registry_engine, veteran_id, ROOM, TENTH, division=ROOM, path=SHI_AN)


class TestByHttp:
    async def test_the_centre_moves_and_revokes(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        room, centre = await client_for(Role.ROOM_STAFF, ROOM_PATH), await client_for(Role.CENTRE_STAFF)
        at = f"/veterans/{veteran_id}/relocations"
        assert (await room.post(at, json=BODY)).status_code == 403
        wrong = await centre.post(at, json={**BODY, "kind": "job", "document": ""})
        assert {each["field"]: each["code"] for each in wrong.json()["fields"]} == {
            "kind": "not-a-kind", "document": "too-short",
        }  # fmt: skip
        done = await centre.post(at, json={**BODY, "unit": f"{OTHER_ROOM}服务机构", "division": "前高村", "version": 1})
        assert (done.status_code, done.json()) == (201, {"version": 2})
        facts = (await centre.get(f"/veterans/{veteran_id}/facts", params={"on": "2019-03-31"})).json()
        assert {each["field"]: each["value"] for each in facts} == {"org_code": ROOM, "domicile_code": ROOM}
        station = await client_for(Role.STATION_STAFF, WAI_ZI)
        assert (await station.post(f"{at}/revocation", json=REVOCATION)).status_code == 403
        assert (await centre.post(f"{at}/revocation", json={**REVOCATION, "version": 1})).status_code == 409
        assert (await centre.post(f"{at}/revocation", json=REVOCATION)).json() == {"version": 3}
        [record] = (await centre.get(at)).json()
        assert (record["moved_on"], record["revocation_reason"]) == ("2019-04-01", "wrong-date")


class TestThePages:
    async def test_move_and_revoke_and_tell_of_it(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        centre, there = await browser_of(Role.CENTRE_STAFF), await browser_of(Role.STATION_STAFF, WAI_ZI)
        person, moves = f"/registry/persons/{veteran_id}", f"/registry/persons/{veteran_id}/relocations"
        assert f"{moves}/new" in (await centre.get(person)).text
        sent = {**LIVES, "version": "1", "idempotency_key": "one"}
        assert 'name="version" value="1"' in (await centre.get(f"{moves}/new")).text
        assert (await centre.post(f"{moves}/new", data=sent)).status_code == 303
        stale = await centre.post(f"{moves}/new", data={**sent, "idempotency_key": "two"})
        assert stale.status_code == 409
        seen = (await there.get(person)).text
        assert ("本机构按常住地提供服务" in seen, f"{person}/clear" in seen, f"{moves}/new" in seen) == (
            True, False, False,
        )  # fmt: skip
        assert ("办理记录" in (await centre.get(person)).text, "办理记录" in seen) == (True, False)
        assert DOCUMENT in (await centre.get(moves)).text
        revoked = {**REVOCATION, "kind": "residence", "version": "2", "idempotency_key": "three"}
        assert "撤销迁移登记" in (await centre.get(f"{moves}/revocation")).text
        assert (await centre.post(f"{moves}/revocation", data=revoked)).status_code == 303
        assert (await there.get(person)).status_code == 404
        assert REVOCATION["document"] in (await centre.get(moves)).text
