"""Proxies over HTTP and in a browser."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import clock
from shared.auth.roles import Role
from shared.clock import local_date
from tests.browsers import words_of
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.families.given import SHI_AN
from tests.registry.given import given_network
from tests.registry.persons import OTHER_ROOM_PATH, ROOM_PATH, given_veteran
from tests.registry.proxies.given import DOCUMENT, SON

BODY = {
    "id_number": SON, "name": "张军", "scope": "all-matters", "ground": "advanced-age",
    "until": (local_date(clock.now()) + timedelta(days=300)).isoformat(), "document": DOCUMENT,
}  # fmt: skip


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


class TestByHttp:
    async def test_a_station_records_and_revokes_and_a_room_sees_it_masked(
        self, client_for: ClientFor, veteran: UUID
    ) -> None:
        at = f"/veterans/{veteran}/proxies"
        station, room = await client_for(Role.STATION_STAFF, SHI_AN), await client_for(Role.ROOM_STAFF, ROOM_PATH)
        assert (await room.post(at, json=BODY)).status_code == 403
        wrong = await station.post(at, json={**BODY, "scope": "anything", "ground": "", "until": None})
        assert {each["field"] for each in wrong.json()["fields"]} == {"scope", "ground", "until"}
        done = await station.post(at, json=BODY)
        assert done.status_code == 201
        [proxy] = (await room.get(at)).json()
        assert (proxy["name"], proxy["id_number"], proxy["holds"]) == ("张*", "9****" + SON[-1], True)
        correction = {
            "scope": "card", "ground": "away", "since": proxy["since"], "until": proxy["until"], "document": DOCUMENT,
        }  # fmt: skip
        path = f"/proxies/{proxy['proxy_id']}/correction"
        assert (await room.post(path, json=correction)).status_code == 403
        stale = await station.post(path, json={**correction, "version": 2})
        assert (stale.status_code, stale.json()["code"]) == (409, "proxy-changed")
        assert (await station.post(path, json={**correction, "version": 1})).json() == {"version": 2}
        [proxy] = (await room.get(at)).json()
        assert (proxy["scope"], [each["scope"] for each in proxy["said_before"]]) == ("card", ["all-matters"])
        revocation = {"revoked_on": proxy["since"], "reason": "proxy-resigned", "document": DOCUMENT}
        path = f"/proxies/{proxy['proxy_id']}/revocation"
        assert (await room.post(path, json=revocation)).status_code == 403
        assert (await station.post(path, json=revocation)).status_code == 204
        assert (await station.post(path, json=revocation)).json()["code"] == "proxy-already-revoked"
        assert not (await room.get(at)).json()[0]["holds"]
        elsewhere = await client_for(Role.ROOM_STAFF, OTHER_ROOM_PATH)
        assert (await elsewhere.get(at)).status_code == 404


class TestThePages:
    async def test_keep_proxies(self, browser_of: BrowserOf, veteran: UUID) -> None:
        clerk, person = await browser_of(Role.STATION_STAFF, SHI_AN), f"/registry/persons/{veteran}"
        proxies = f"{person}/proxies"
        assert proxies in (await clerk.get(person)).text
        assert "没有登记代办人。" in words_of(await clerk.get(proxies))
        assert (await clerk.get(f"{proxies}/new")).status_code == 200
        wrong = await clerk.post(f"{proxies}/new", data={**BODY, "until": "2019-04-30"})
        assert (wrong.status_code, "有效期应不早于授权日期，且未到期。" in words_of(wrong)) == (422, True)
        for _ in range(2):
            done = await clerk.post(f"{proxies}/new", data={**BODY, "idempotency_key": "k-1"})
            assert done.headers["location"] == proxies
        shown = await clerk.get(proxies)
        assert ("张*" in words_of(shown), "张军" in shown.text, SON in shown.text) == (True, False, False)
        links = {each.split('"')[0] for each in shown.text.split('href="')}
        [revocation] = [link for link in links if link.endswith("/revocation")]
        assert "全部事项" in words_of(await clerk.get(revocation))
        [correction] = [link for link in links if link.endswith("/correction")]
        form = await clerk.get(correction)
        assert f'value="{BODY["until"]}"' in form.text
        since = local_date(clock.now()).isoformat()
        right = {"scope": "card", "ground": "away", "since": since, "until": BODY["until"], "document": DOCUMENT}
        wrong = await clerk.post(correction, data={**right, "until": "2019-04-30", "version": "1"})
        assert wrong.status_code == 422
        assert (await clerk.post(correction, data={**right, "version": "1"})).headers["location"] == proxies
        stale = await clerk.post(correction, data={**right, "version": "1"})
        assert stale.status_code == 409
        assert "更正之前的登记" in words_of(await clerk.get(proxies))
        said = {"revoked_on": "2019-04-30", "reason": "recorded-in-error", "document": DOCUMENT, "version": "2"}
        assert (await clerk.post(revocation, data=said)).headers["location"] == proxies
        assert "已撤销" in words_of(await clerk.get(proxies))
        story = words_of(await clerk.get(person))
        assert all(act in story for act in ("登记代办人", "更正代办授权", "撤销代办授权"))
