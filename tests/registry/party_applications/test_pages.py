"""Applications to join the Party in a browser, and by HTTP."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.party.domain import PartyKind
from shared.auth.roles import Role
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import given_network, given_party, published
from tests.registry.persons import ROOM_PATH, given_veteran

STATION = "411329.411329104"
FORM = {"submitted_on": "2019-02-12", "document": "入党申请书", "idempotency_key": "once"}


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    await given_party(registry_engine, PartyKind.BRANCH, "411329104")
    return await given_veteran(registry_engine, political_code="13", registered_on="2019-01-05")


class TestAnApplication:
    async def test_is_handed_in_once_advanced_corrected_and_ended(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        clerk = await browser_of(Role.STATION_STAFF, STATION)
        new = f"/registry/persons/{veteran}/party-applications/new"
        assert new in (await clerk.get(f"/registry/persons/{veteran}")).text
        for _ in range(2):
            made = await clerk.post(new, data=FORM)
            assert made.status_code == 303, made.text
        assert len(await published(registry_engine, "party-application-submitted")) == 1
        at = made.headers["location"]
        assert at in (await clerk.get("/registry/party-applications?state=open&stage=submitted")).text
        assert at not in (await clerk.get("/registry/party-applications?state=ended")).text
        step = {"on": "2019-03-01", "document": "支委会决议"}
        assert (await clerk.post(f"{at}/stage", data={**step, "version": "1"})).status_code == 303
        stale = await clerk.post(f"{at}/stage", data={**step, "version": "1"})
        assert stale.status_code == 409
        assert "与现在不同的内容" in stale.text
        shown = (await clerk.get(f"{at}/correction")).text
        assert 'value="2019-03-01"' in shown
        right = {
            "party_org_code": "411329104-DZB",
            "submitted_on": "2019-02-11",
            "document": "更正日期",
            "version": "2",
        }
        assert (await clerk.post(f"{at}/correction", data=right)).status_code == 303
        early = {"reason": "withdrawn", "closed_on": "2019-01-01", "document": "本人申请", "version": "3"}
        wrong = await clerk.post(f"{at}/end", data=early)
        assert (wrong.status_code, 'href="#f-closed_on"' in wrong.text) == (422, True)
        assert (await clerk.post(f"{at}/end", data={**early, "closed_on": "2019-04-01"})).status_code == 303
        page = (await clerk.get(at)).text
        for words in ("登记入党申请", "更正入党申请", "本人撤回", "更正之前的登记"):
            assert words in page

    async def test_is_seen_by_its_room_and_changed_by_its_station(self, client_for: ClientFor, veteran: UUID) -> None:
        station = await client_for(Role.STATION_STAFF, STATION)
        body = {"submitted_on": "2019-02-12", "document": "入党申请书"}
        made = await station.post(f"/veterans/{veteran}/party-applications", json=body)
        assert made.status_code == 201, made.text
        one = f"/party-applications/{made.json()['application_id']}"
        room = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        assert (await room.get(one)).json()["stage"] == "submitted"
        step = {"on": "2019-03-01", "document": "支委会决议", "version": 1}
        assert (await room.post(f"{one}/stages", json=step)).status_code == 403
        other = await client_for(Role.STATION_STAFF, "411329.411329105")
        assert (await other.get(one)).status_code == 404
        assert (await other.post(f"{one}/stages", json=step)).status_code == 404
        assert (await other.get("/party-applications")).json()["items"] == []
        assert (await station.post(f"{one}/stages", json=step)).json()["stage"] == "activist"
        on = {"on": "2019-02-11"}
        assert (await room.get("/party-applications", params=on)).json()["items"] == []
        assert len((await room.get("/party-applications", params={"on": "2019-02-12"})).json()["items"]) == 1
        unknown = await room.get("/party-applications", params={"stage": "unknown"})
        assert (unknown.status_code, unknown.json()["fields"][0]["field"]) == (422, "stage")

    async def test_is_refused_where_the_station_has_no_branch(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        veteran = await given_veteran(registry_engine, political_code="13", registered_on="2019-01-05")
        station = await client_for(Role.STATION_STAFF, STATION)
        refused = await station.post(
            f"/veterans/{veteran}/party-applications", json={"submitted_on": "2019-02-12", "document": "入党申请书"}
        )
        assert (refused.status_code, refused.json()["code"]) == (409, "station-has-no-branch")
