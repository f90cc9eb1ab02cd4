"""Moves between counties by HTTP and in a browser."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.relocations.parameters import Kind
from shared.auth.roles import Role
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import given_network
from tests.registry.persons import (
    OTHER_ROOM,
    ROOM,
    given_veteran,
)
from tests.registry.relocations.given import REGISTERED, SHI_AN, WAI_ZI, moving
from tests.registry.transfers.given import ARRIVED, LEAVING, LEFT, REVOCATION, left, revoking, starting


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestByHttp:
    async def test_the_centre_records_and_whoever_sees_the_file_finds_it(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        centre, station = await client_for(Role.CENTRE_STAFF), await client_for(Role.STATION_STAFF, "411329.411329104")
        file = f"/veterans/{veteran_id}"
        assert (await station.post(f"{file}/transfer-out", json=LEAVING)).status_code == 403
        for month in ("2019-13", "0000-01", "9999-12"):
            wrong = await centre.post(f"{file}/transfer-out", json={**LEAVING, "paid_through_month": month})
            assert [each["field"] for each in wrong.json()["fields"]] == ["paid_through_month"]
        assert (await centre.post(f"{file}/transfer-out", json={**LEAVING, "version": 1})).json() == {"version": 2}
        assert (await station.get(file)).json()["leaving_since"] is not None
        [under_way] = (await station.get("/transfers", params={"is_open": True})).json()["items"]
        assert under_way["person_id"] == str(veteran_id)
        far = await centre.post(f"{file}/transfer-out/completion", json={**LEFT, "paid_through_month": "2020-05"})
        assert [each["code"] for each in far.json()["fields"]] == ["far-from-move"]
        assert (await centre.post(f"{file}/transfer-out/completion", json=LEFT)).json() == {"version": 3}
        gone = (await station.get(file)).json()
        assert (gone["state"], gone["leaving_since"]) == ("transferred-out", None)
        assert (await station.get("/transfers", params={"is_open": True})).json()["items"] == []
        returned = {**ARRIVED, "org_code": ROOM, "domicile_code": ROOM, "version": 3}
        far = await centre.post(f"{file}/transfer-in", json={**returned, "paid_through_month": "2020-05"})
        assert [each["code"] for each in far.json()["fields"]] == ["far-from-move"]
        back = await centre.post(f"{file}/transfer-in", json=returned)
        assert (back.status_code, back.json()) == (201, {"version": 4})
        assert (await centre.post(f"{file}/transfers/revocation", json=REVOCATION)).json() == {"version": 5}
        records = (await station.get(f"{file}/transfers")).json()
        assert [(each["direction"], each["revocation_reason"], each["first_month_here"]) for each in records] == [
            ("in", "not-carried-out", "2019-04"), ("out", None, None),
        ]  # fmt: skip

    async def test_that_he_is_about_to_leave_is_not_told_where_he_only_lives(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        await moving(registry_engine, veteran_id, kind=Kind.RESIDENCE)
        await starting(registry_engine, veteran_id)
        told = {}
        for path in (SHI_AN, WAI_ZI):
            station = await client_for(Role.STATION_STAFF, path)
            told[path] = (await station.get(f"/veterans/{veteran_id}")).json()["leaving_since"] is not None
        assert told == {SHI_AN: True, WAI_ZI: False}


class TestThePages:
    async def test_lead_out_and_back(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        centre = await browser_of(Role.CENTRE_STAFF)
        person = f"/registry/persons/{veteran_id}"
        back = {**ARRIVED, "org_code": OTHER_ROOM, "domicile_code": OTHER_ROOM}
        for version, (path, sent) in enumerate(
            (
                ("transfer-out", LEAVING), ("transfer-out/completion", LEFT), ("return", back),
                ("transfers/revocation", REVOCATION),
            ),
            start=1,
        ):  # fmt: skip
            at = f"{person}/{path}"
            form = (await centre.get(at)).text
            assert f'name="version" value="{version}"' in form
            if path == "transfer-out/completion":
                assert f'value="{LEAVING["paid_through_month"]}"' in form, "what was said at the start is not lost"
            keyed = {**sent, "version": str(version), "idempotency_key": path}
            assert (await centre.post(at, data=keyed)).status_code == 303, path
            stale = await centre.post(at, data={**keyed, "idempotency_key": f"{path}-again"})
            assert stale.status_code == 409
        shown = (await centre.get(person)).text
        assert ("已迁出" in shown, f'{person}/death"' in shown, f"{person}/return" in shown) == (True, False, True)
        assert "回执第1号" in (await centre.get(f"{person}/transfers")).text
        assert f"{person}/transfers" in (await centre.get("/registry/transfers?is_open=false")).text

    async def test_while_a_departure_is_under_way_the_file_offers_to_complete_it(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await given_veteran(registry_engine, **REGISTERED)
        centre = await browser_of(Role.CENTRE_STAFF)
        person = f"/registry/persons/{veteran_id}"
        to_start = (f"{person}/transfer-out", f"{person}/transfer-in")
        to_end = (f"{person}/transfer-out/completion", f"{person}/transfers/revocation")

        async def offered() -> tuple[str, ...]:
            page = (await centre.get(person)).text
            return tuple(each for each in (*to_start, *to_end) if f'href="{each}"' in page)

        assert await offered() == to_start
        await starting(registry_engine, veteran_id)
        assert await offered() == to_end
        assert "正在办理迁出" in (await centre.get(person)).text
        await revoking(registry_engine, veteran_id)
        assert await offered() == to_start
        await left(registry_engine, veteran_id)
        assert await offered() == ()
        await revoking(registry_engine, veteran_id)
        assert await offered() == to_start, "what is completed is under way no longer, whatever became of it"
