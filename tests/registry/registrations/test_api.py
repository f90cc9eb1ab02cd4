"""Registrations over HTTP and in a browser."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.veterans.domain.standing import FileState
from shared.auth.roles import Role
from shared.ids import new_id
from tests.browsers import links_of, words_of
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import CENTRE_CODE, given_network, published
from tests.registry.imports.files import given_import, people, verdicts, work_off
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, ROOM, ROOM_PATH, ZHANG_WEI, given_form, given_number
from tests.registry.registrations.given import (
    AGREES,
    RETURNS,
    STATION_PATH,
    centre,
    given_handed_in,
    room,
    saying,
    scalar,
    station,
)

LIST = "/registry/registrations"


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestByHttp:
    async def test_a_room_hands_in_a_station_verifies_and_the_centre_registers(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        clerk = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        verifier, decider = await client_for(Role.STATION_STAFF, STATION_PATH), await client_for(Role.CENTRE_STAFF)
        handed = await clerk.post("/veterans", json=given_form())
        assert (handed.status_code, handed.json()["state"]) == (201, "submitted")
        veteran = handed.json()["veteran_id"]
        assert (await decider.get("/registrations?mine=true")).json()["items"] == []
        [waiting] = (await verifier.get("/registrations?mine=true")).json()["items"]
        assert (waiting["veteran_id"], waiting["version"], waiting["name"]) == (veteran, 1, "张*")
        at = f"/registrations/{veteran}"
        returned = {"outcome": "supplement", "reason_code": "evidence-missing", "note": "缺退役证", "version": 1}
        assert (await verifier.post(f"{at}/opinions", json=returned)).json() == {"state": "draft"}
        stale = await verifier.post(f"{at}/opinions", json={"outcome": "agree", "version": 1})
        assert (stale.status_code, stale.json()["code"]) == (409, "registration-changed")
        again = await clerk.post(f"{at}/submission", json={**given_form(), "version": 2})
        assert again.json() == {"veteran_id": veteran, "state": "submitted"}
        assert (await verifier.post(f"{at}/opinions", json={"outcome": "agree"})).json() == {
            "state": "station-verified"
        }
        assert (await decider.post(f"{at}/opinions", json={"outcome": "agree"})).json() == {"state": "registered"}
        said = (await clerk.get(at)).json()["opinions"]
        assert [(each["step"], each["outcome"]) for each in said] == [
            ("room", "agree"), ("station", "supplement"), ("room", "agree"), ("station", "agree"), ("centre", "agree"),
        ]  # fmt: skip
        assert (said[1]["reason_code"], said[1]["note"]) == ("evidence-missing", "缺退役证")
        assert (await clerk.get(f"/veterans/{veteran}")).json()["state"] == "registered"

    async def test_who_is_not_registered_is_shown_to_nobody_else(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        veteran = await given_handed_in(room(registry_engine))
        decider = await client_for(Role.CENTRE_STAFF)
        assert (await decider.get("/veterans")).json()["items"] == []
        assert (await decider.get(f"/veterans/{veteran}")).status_code == 404
        assert (await decider.get(f"/veterans/{veteran}/mobile")).status_code == 404
        for search, body in (("", {"id_number": ZHANG_WEI}), ("-by-name", {"name": "张伟"})):
            found = await decider.post(f"/veterans/search{search}", json=body)
            assert found.status_code == 404 or found.json()["items"] == []
        for role, path in ((Role.ROOM_STAFF, OTHER_ROOM_PATH), (Role.STATION_STAFF, "411329.411329105")):
            elsewhere = await client_for(role, path)
            assert (await elsewhere.get(f"/registrations/{veteran}")).status_code == 404
            assert (await elsewhere.get("/registrations")).json()["items"] == []
            gone = await elsewhere.post(f"/registrations/{veteran}/withdrawal", json={"reason": "试试"})
            assert gone.status_code == 404
        clerk = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        assert (await clerk.post(f"/registrations/{veteran}/opinions", json={"outcome": "agree"})).status_code == 403

    async def test_who_decides_sees_in_clear_what_he_compares(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        veteran = await given_handed_in(room(registry_engine))
        why = {"purpose": "identity-verification", "reason": "核对身份证", "fields": ["id_number"]}
        verifier = await client_for(Role.STATION_STAFF, STATION_PATH)
        shown = await verifier.post(f"/veterans/{veteran}/disclosures", json=why)
        assert shown.json()["values"] == {"id_number": ZHANG_WEI}
        assert len(await published(registry_engine, "sensitive-record-viewed")) == 1


class TestAnImport:
    async def test_of_a_station_is_handed_in_and_of_the_centre_registered(self, registry_engine: AsyncEngine) -> None:
        import_id = await given_import(registry_engine, people(3), role=Role.STATION_STAFF, path=STATION_PATH)
        await work_off(registry_engine)
        assert [each["outcome"] for each in await verdicts(registry_engine, import_id)] == ["accepted"] * 3
        assert await published(registry_engine, "veteran-registered") == []
        waiting = "SELECT count(*) FROM veteran JOIN registration_opinion USING (veteran_id) WHERE state = :state"
        assert await scalar(registry_engine, waiting, state=FileState.STATION_VERIFIED) == 3
        again = await given_import(registry_engine, people(4))
        await work_off(registry_engine)
        assert [each["outcome"] for each in await verdicts(registry_engine, again)] == ["duplicate"] * 3 + ["accepted"]
        assert len(await published(registry_engine, "veteran-registered")) == 1
        veteran = await scalar(registry_engine, "SELECT veteran_id FROM veteran WHERE state <> 'registered' LIMIT 1")
        await saying(centre(registry_engine), veteran, AGREES)
        event = (await published(registry_engine, "veteran-registered"))[-1][2]
        assert (event["channel"], event["registered_on"]) == ("import", "2018-10-01")


class TestInABrowser:
    async def test_a_room_hands_in_is_asked_for_more_and_hands_in_anew(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        clerk, verifier = (
            await browser_of(Role.ROOM_STAFF, ROOM_PATH),
            await browser_of(Role.STATION_STAFF, STATION_PATH),
        )
        typed = {**given_form(), "org_code": ROOM, "mobile": "19900001234"}
        sent = await clerk.post("/registry/persons/new", data=typed)
        assert sent.status_code == 303
        veteran = sent.headers["location"].rpartition("/")[2]
        at = f"{LIST}/{veteran}"
        assert sent.headers["location"] == at
        assert (await clerk.get(f"/registry/persons/{veteran}")).headers["location"] == at
        shown = (await clerk.get(at)).text
        assert "待服务站核实" in shown
        assert "提出意见" not in shown
        assert "撤回" in shown
        waiting = await verifier.get(f"{LIST}?mine=true")
        assert "待服务站核实" in words_of(waiting)
        assert at in links_of(waiting)
        assert "提出意见" in (await verifier.get(at)).text
        assert 'name="version" value="1"' in (await verifier.get(f"{at}/opinion")).text
        wrong = await verifier.post(f"{at}/opinion", data={"outcome": "supplement", "version": "1"})
        assert wrong.status_code == 422
        assert "原因应为以下之一" in wrong.text
        said = {"outcome": "supplement", "reason_code": "evidence-missing", "note": "请补交退役证", "version": "1"}
        assert (await verifier.post(f"{at}/opinion", data=said)).headers["location"] == at
        letter = (await clerk.get(f"{at}/letter")).text
        assert "补正材料告知书" in letter
        assert "请补交退役证" in letter
        assert "张伟" not in letter
        assert at in links_of(await clerk.get(f"{LIST}?mine=true"))
        form = (await clerk.get(f"{at}/submission")).text
        assert f'value="{ROOM}"' in form
        assert "19900001234" not in form
        assert ZHANG_WEI not in form
        again = {"org_code": ROOM, "domicile_code": ROOM, "political_code": "13", "version": "2"}
        assert (await clerk.post(f"{at}/submission", data=again)).headers["location"] == at
        stale = await verifier.post(f"{at}/opinion", data={"outcome": "agree", "version": "2"})
        assert stale.status_code == 409
        assert "待服务站核实" in stale.text
        assert (await verifier.post(f"{at}/opinion", data={"outcome": "agree", "version": "3"})).status_code == 303
        mobile = "SELECT mobile_sealed IS NOT NULL AND political_code = '13' FROM person"
        assert await scalar(registry_engine, mobile)

    async def test_one_of_an_import_that_another_decided_on_shows_since_when(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        """The audit tells of its import as a whole, and of no act on it."""
        await given_import(registry_engine, people(1), role=Role.ROOM_STAFF, path=ROOM_PATH)
        await work_off(registry_engine)
        veteran = await scalar(registry_engine, "SELECT veteran_id FROM veteran")
        verifier = await browser_of(Role.STATION_STAFF, STATION_PATH)
        stale = await verifier.post(f"{LIST}/{veteran}/opinion", data={"outcome": "agree", "version": "7"})
        assert (stale.status_code, "最近一次变动" in stale.text) == (409, True)

    async def test_the_centre_agrees_to_those_it_chooses_and_learns_whom_it_could_not(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        ids = [await given_handed_in(station(registry_engine), id_number=given_number(n)) for n in range(3)]
        decider = await browser_of(Role.CENTRE_STAFF)
        listed = (await decider.get(f"{LIST}?mine=true")).text
        chosen = [f"{each}/1" for each in ids]
        assert all(f'value="{each}"' in listed for each in chosen)
        await saying(centre(registry_engine), ids[2], RETURNS)
        agreed = await decider.post(f"{LIST}/agreement", data={"chosen": chosen})
        assert "已同意 2 人" in agreed.text
        assert f'href="{LIST}/{ids[2]}"' in agreed.text
        assert len(await published(registry_engine, "veteran-registered")) == 2
        nobody = await decider.post(f"{LIST}/agreement", data={"idempotency_key": str(new_id())})
        assert nobody.status_code == 422
        assert 'name="chosen"' not in (await decider.get(LIST)).text

    async def test_a_refusal_prints_with_clause_remedy_and_deadline(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        veteran = await given_handed_in(station(registry_engine))
        decider = await browser_of(Role.CENTRE_STAFF, CENTRE_CODE)
        said = {
            "outcome": "refuse", "reason_code": "not-a-veteran", "clause": "《中华人民共和国退役军人保障法》第二条",
            "version": "1",
        }  # fmt: skip
        assert (await decider.get(f"{LIST}/{veteran}/letter")).status_code == 404
        assert (await decider.post(f"{LIST}/{veteran}/opinion", data=said)).status_code == 303
        letter = (await decider.get(f"{LIST}/{veteran}/letter")).text
        for words in ("不予登记决定书", "不属于退役军人", "退役军人保障法》第二条", "六十日内", "六个月内"):
            assert words in letter

    async def test_a_list_has_what_waits_and_a_registration_is_withdrawn(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        mine = await given_handed_in(room(registry_engine))
        there = {"org_code": OTHER_ROOM, "domicile_code": OTHER_ROOM, "id_number": given_number(1)}
        other = await given_handed_in(room(registry_engine, OTHER_ROOM_PATH), **there)
        await saying(station(registry_engine), mine, RETURNS)
        clerk, decider = await browser_of(Role.ROOM_STAFF, ROOM_PATH), await browser_of(Role.CENTRE_STAFF)
        listed = (await clerk.get(f"{LIST}?mine=true")).text
        assert str(mine) in listed
        assert str(other) not in listed
        listed = (await decider.get(f"{LIST}?state=submitted")).text
        assert str(other) in listed
        assert str(mine) not in listed
        assert "没有符合条件的登记申请" in (await decider.get(f"{LIST}?mine=true")).text
        gone = await clerk.post(f"{LIST}/{mine}/withdrawal", data={"reason": "本人要求撤回", "version": "2"})
        assert gone.status_code == 303
        assert "已撤回" in (await clerk.get(f"{LIST}/{mine}")).text
