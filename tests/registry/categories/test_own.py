"""Whoever has an account for his own affairs applies for a category by himself; the levels decide as of any other."""

from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.tables import ACCOUNT
from services.registry.corrections.commands import forget_unknown
from services.registry.proxies.commands import revoke_proxy
from services.registry.proxies.domain import ProxyMayNot
from services.registry.relocations.commands import Reported, record_relocation
from services.registry.relocations.parameters import Kind
from shared.auth.roles import Role
from shared.clock import local_date, now
from shared.ids import new_id
from tests.browsers import links_of, words_of
from tests.registry.categories.given import AGREES, RECOGNISES, RETURNS, applying, given_recognised, saying
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import TODAY, audited, given_account, given_network, given_work, published
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, REGISTRAR, ROOM_PATH, given_number, given_veteran
from tests.registry.proxies.given import authorising
from tests.registry.registrations.given import STATION_PATH, centre, room, scalar, station

APPLICATIONS, HOLDINGS = "/accounts/me/category-applications", "/accounts/me/category-holdings"
APPLICATION = {"category": "42", "evidence_kind": "personal-file", "document": "个人档案第3页"}


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


async def own_account(engine: AsyncEngine, person_id: UUID | None) -> UUID:
    account = await given_account(engine, "v1")
    async with engine.begin() as connection:
        await connection.execute(update(ACCOUNT).where(ACCOUNT.c.account_id == account).values(person_id=person_id))
    return account


class TestAVeteran:
    async def test_applies_and_sees_how_it_stands(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        account = await own_account(registry_engine, veteran)
        himself = await client_for(Role.VETERAN, ROOM_PATH, account_id=account)
        wrong = await himself.post(APPLICATIONS, json={**APPLICATION, "category": "99"})
        assert [each["field"] for each in wrong.json()["fields"]] == ["category"]
        applied = await himself.post(APPLICATIONS, json=APPLICATION)
        assert (applied.status_code, applied.json()["waits_for"]) == (201, "room")
        holding_id = UUID(applied.json()["holding_id"])
        [(_, _, event)] = await published(registry_engine, "category-applied")
        assert (event["origin"], event["person_id"]) == ("self", str(veteran))
        assert await audited(registry_engine, "apply-for-own-category") == [(f"veteran {veteran}", "done")]
        clerk = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        [waiting] = (await clerk.get("/category-holdings?mine=true")).json()["items"]
        assert (waiting["holding_id"], waiting["origin"]) == (str(holding_id), "self")
        await saying(room(registry_engine), holding_id, AGREES)
        late = await himself.post(APPLICATIONS, json=APPLICATION)
        assert (late.status_code, late.json()["code"]) == (409, "opinion-not-due")
        await saying(station(registry_engine), holding_id, RETURNS)
        [own] = (await himself.get(HOLDINGS)).json()
        assert (own["category"], own["waits_for"], own["reason_code"]) == ("42", "room", "evidence-missing")
        again = await himself.post(APPLICATIONS, json={**APPLICATION, "document": "补充证明第2号"})
        assert (again.status_code, again.json()["waits_for"]) == (201, "room")
        for work, said in ((room, AGREES), (station, AGREES), (centre, RECOGNISES)):
            await saying(work(registry_engine), holding_id, said)
        [own] = (await himself.get(HOLDINGS)).json()
        assert (own["state"], own["clause"]) == ("enjoying", "pension-2019-53")

    async def test_is_told_that_it_was_returned_until_he_has_handed_it_in_anew(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        himself = await client_for(Role.VETERAN, ROOM_PATH, account_id=await own_account(registry_engine, veteran))
        holding_id = UUID((await himself.post(APPLICATIONS, json=APPLICATION)).json()["holding_id"])
        [own] = (await himself.get(HOLDINGS)).json()
        assert (own["is_returned"], own["reason_code"]) == (False, None)
        for said in ((room, AGREES), (station, RETURNS)):
            await saying(said[0](registry_engine), holding_id, said[1])
        [own] = (await himself.get(HOLDINGS)).json()
        assert (own["is_returned"], own["reason_code"]) == (True, "evidence-missing")
        await himself.post(APPLICATIONS, json={**APPLICATION, "document": "补充证明第2号"})
        [own] = (await himself.get(HOLDINGS)).json()
        assert (own["is_returned"], own["reason_code"], own["waits_for"]) == (False, None, "room")

    async def test_is_returned_his_own_by_the_first_level_and_again(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        himself = await client_for(Role.VETERAN, ROOM_PATH, account_id=await own_account(registry_engine, veteran))
        holding_id = UUID((await himself.post(APPLICATIONS, json=APPLICATION)).json()["holding_id"])
        for turn in (1, 2):
            await saying(room(registry_engine), holding_id, RETURNS)
            [own] = (await himself.get(HOLDINGS)).json()
            assert (own["is_returned"], own["waits_for"]) == (True, "room")
            again = await himself.post(APPLICATIONS, json={**APPLICATION, "document": f"补充证明第{turn}号"})
            assert (again.status_code, again.json()["waits_for"]) == (201, "room")
        returned = await published(registry_engine, "category-returned")
        assert [event["step"] for _, _, event in returned] == ["room", "room"]
        await saying(room(registry_engine), holding_id, AGREES)
        await saying(station(registry_engine), holding_id, RETURNS)
        await saying(room(registry_engine), holding_id, RETURNS)  # what the station asks for, he has to bring
        await himself.post(APPLICATIONS, json={**APPLICATION, "document": "补充证明第3号"})
        for work, said in ((room, AGREES), (station, AGREES), (centre, RECOGNISES)):
            await saying(work(registry_engine), holding_id, said)
        [own] = (await himself.get(HOLDINGS)).json()
        assert own["state"] == "enjoying"

    async def test_is_still_who_applied_when_a_counter_adds_evidence(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        account = await own_account(registry_engine, veteran)
        himself = await client_for(Role.VETERAN, ROOM_PATH, account_id=account)
        await himself.post(APPLICATIONS, json=APPLICATION)
        counter = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        more = await counter.post(
            f"/veterans/{veteran}/category-applications", json={**APPLICATION, "document": "第2号"}
        )
        [own] = (await himself.get(HOLDINGS)).json()
        [(_, _, event)] = await published(registry_engine, "category-applied")
        clerk = await client_for(Role.STATION_STAFF, STATION_PATH)
        [waiting] = (await clerk.get("/category-holdings?mine=true")).json()["items"]
        assert (waiting["origin"], event["origin"], more.status_code) == ("self", "self", 201)
        assert own["waits_for"] == "station"

    async def test_is_who_changed_it_meanwhile_for_a_clerk_who_decides_on_what_was_handed_in_before(
        self, client_for: ClientFor, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        account = await own_account(registry_engine, veteran)
        himself = await client_for(Role.VETERAN, ROOM_PATH, account_id=account)
        one = (await himself.post(APPLICATIONS, json=APPLICATION)).json()["holding_id"]
        await himself.post(APPLICATIONS, json={**APPLICATION, "document": "补充证明第2号"})
        clerk = await browser_of(Role.ROOM_STAFF, ROOM_PATH)
        stale = await clerk.post(f"/registry/categories/{one}/opinion", data={"outcome": "agree", "version": "1"})
        assert (stale.status_code, str(account) in stale.text) == (409, True)

    async def test_gives_his_own_up_and_nobody_elses(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        other = await given_recognised(
            registry_engine, await given_veteran(registry_engine, id_number=given_number(2))
        )  # fmt: skip
        himself = await client_for(Role.VETERAN, ROOM_PATH, account_id=await own_account(registry_engine, veteran))
        assert (await himself.get(HOLDINGS)).json() == []
        one = (await himself.post(APPLICATIONS, json=APPLICATION)).json()["holding_id"]
        stale = await himself.post(f"{HOLDINGS}/{one}/withdrawal", json={"version": 7})
        assert stale.json()["code"] == "category-holding-changed"
        assert (await himself.post(f"{HOLDINGS}/{one}/withdrawal", json={})).json() == {"version": 2}
        hidden = await himself.post(f"{HOLDINGS}/{other}/withdrawal", json={})
        assert (hidden.status_code, hidden.json()["code"]) == (404, "category-holding-not-found")
        [own] = (await himself.get(HOLDINGS)).json()
        assert (own["state"], own["reason_code"]) == ("cancelled", "withdrawn")

    async def test_applies_on_the_day_on_which_he_does(
        self, client_for: ClientFor, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        account = await own_account(registry_engine, veteran)
        himself = await client_for(Role.VETERAN, ROOM_PATH, account_id=account)
        backdated = {**APPLICATION, "applied_on": "1999-01-01"}
        refused = await himself.post(APPLICATIONS, json=backdated)
        assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, "applied_on")
        page = await browser_of(Role.VETERAN, ROOM_PATH, account_id=account)
        assert 'name="applied_on"' not in (await page.get("/me/categories/new")).text
        await himself.post(APPLICATIONS, json=APPLICATION)
        [own] = (await himself.get(HOLDINGS)).json()
        assert own["applied_on"] == local_date(now()).isoformat()

    async def test_is_himself_wherever_his_file_is_kept(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        account = await own_account(registry_engine, veteran)
        moved = Reported(Kind.DOMICILE, OTHER_ROOM, OTHER_ROOM, TODAY, "户字第8号")
        await record_relocation(given_work(registry_engine), veteran, moved, registrar=REGISTRAR)
        himself = await client_for(Role.VETERAN, ROOM_PATH, account_id=account)
        applied = (await himself.post(APPLICATIONS, json=APPLICATION)).json()
        await saying(room(registry_engine, OTHER_ROOM_PATH), UUID(applied["holding_id"]), AGREES)

    async def test_has_an_account_that_is_his(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        nobody = await client_for(Role.VETERAN, ROOM_PATH, account_id=await own_account(registry_engine, None))
        refused: httpx2.Response = await nobody.post(APPLICATIONS, json=APPLICATION)
        assert (refused.status_code, refused.json()["code"]) == (404, "own-file-not-found")


class TestAProxy:
    async def test_applies_at_a_counter_by_an_authority_that_holds(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        authority = await authorising(given_work(registry_engine), veteran)
        await applying(room(registry_engine), veteran, proxy_id=authority)
        [(_, _, event)] = await published(registry_engine, "category-applied")
        assert event["origin"] == "proxy"
        holding = await scalar(registry_engine, "SELECT holding_id FROM category_holding")
        shown = await (await browser_of(Role.ROOM_STAFF, ROOM_PATH)).get(f"/registry/categories/{holding}")
        assert f"/registry/persons/{veteran}/proxies" in links_of(shown), "who he is"
        assert await scalar(registry_engine, "SELECT proxy_id FROM category_holding") == authority
        other = await given_veteran(registry_engine, id_number=given_number(2))
        for person_id, proxy_id in ((other, authority), (veteran, new_id())):
            with pytest.raises(ProxyMayNot):
                await applying(room(registry_engine), person_id, "51", proxy_id=proxy_id)
        await revoke_proxy(
            given_work(registry_engine),
            authority,
            revoked_on=TODAY,
            reason="misuse",
            document="说明第1号",
            forgets=forget_unknown,
        )
        with pytest.raises(ProxyMayNot):
            await applying(room(registry_engine), veteran, "51", proxy_id=authority)

    async def test_is_chosen_in_the_form_of_whom_he_acts_for(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        clerk, at = await browser_of(Role.ROOM_STAFF, ROOM_PATH), f"/registry/persons/{veteran}/categories/new"
        assert "proxy_id" not in (await clerk.get(at)).text
        today = now()
        authority = await authorising(
            given_work(registry_engine, now=today), veteran, until=local_date(today) + timedelta(days=30)
        )
        assert str(authority) in (await clerk.get(at)).text
        sent = {**APPLICATION, "proxy_id": str(authority)}
        holding = (await clerk.post(at, data=sent)).headers["location"].split("?")[0]
        assert "代办人代为申请" in words_of(await clerk.get(holding))


class TestThePage:
    async def test_leads_from_the_first_one_to_the_application(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        himself = await browser_of(Role.VETERAN, ROOM_PATH, account_id=await own_account(registry_engine, veteran))
        assert "/me/categories" in (await himself.get("/")).text
        assert "没有申请认定类别。" in words_of(await himself.get("/me/categories"))
        assert (await himself.get("/me/categories/new")).status_code == 200
        wrong = await himself.post("/me/categories/new", data={**APPLICATION, "document": ""})
        assert wrong.status_code == 422
        assert (await himself.post("/me/categories/new", data=APPLICATION)).status_code == 303
        page = await himself.get("/me/categories")
        assert "带病回乡退伍军人" in words_of(page)
        [end] = [each for each in links_of(page) if each.endswith("/withdrawal")]
        asked = await himself.get(end)
        assert "撤回后不再办理" in words_of(asked)
        assert "带病回乡退伍军人" in words_of(asked)
        assert "已取消" not in words_of(await himself.get("/me/categories"))
        assert (await himself.get(f"/me/categories/{new_id()}/withdrawal")).status_code == 404
        assert (await himself.post(end, data={"idempotency_key": "k-1"})).status_code == 303
        assert "已取消" in words_of(await himself.get("/me/categories"))

    async def test_says_what_was_returned_and_leads_to_where_it_is_handed_in_anew(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran: UUID
    ) -> None:
        himself = await browser_of(Role.VETERAN, ROOM_PATH, account_id=await own_account(registry_engine, veteran))
        await himself.post("/me/categories/new", data=APPLICATION)
        holding_id = await scalar(registry_engine, "SELECT holding_id FROM category_holding")
        clerk = await browser_of(Role.ROOM_STAFF, ROOM_PATH)
        assert 'value="supplement"' in (await clerk.get(f"/registry/categories/{holding_id}/opinion")).text
        await saying(room(registry_engine), holding_id, RETURNS)
        page = await himself.get("/me/categories")
        assert "退回补正" in words_of(page).partition("办理")[2]
        anew = f"/me/categories/new?anew={holding_id}"
        assert anew in page.text
        assert '<option value="42" selected>' in (await himself.get(anew)).text
        await himself.post("/me/categories/new", data=APPLICATION)
        assert anew not in (await himself.get("/me/categories")).text
        told = words_of(await himself.get("/me/accesses"))
        assert "本人申请认定类别" in told
        assert "apply-for-own-category" not in told
