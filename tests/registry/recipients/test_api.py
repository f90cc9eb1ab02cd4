"""Recipients without a file over HTTP and in a browser."""

import re
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.categories.commands import open_category
from shared.auth.roles import Role
from shared.clock import local_date, now
from tests.browsers import links_of, words_of
from tests.registry.categories.given import applying
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import audited, given_network, published
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, ROOM, ROOM_PATH
from tests.registry.recipients.given import DOCUMENT, WIDOW, given_recipient
from tests.registry.registrations.given import room, station

SHI_AN = "411329.411329104"
BODY = {"id_number": WIDOW, "name": "赵兰", "org_code": ROOM, "document": DOCUMENT}
APPLICATION = {"category": "烈士遗属", "evidence_kind": "written-proof", "document": "烈士证明书第7号"}


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestByHttp:
    async def test_a_station_keeps_them_and_a_room_applies_for_them(self, client_for: ClientFor) -> None:
        station, room = await client_for(Role.STATION_STAFF, SHI_AN), await client_for(Role.ROOM_STAFF, ROOM_PATH)
        centre = await client_for(Role.CENTRE_STAFF)
        assert (await room.post("/recipients", json=BODY)).status_code == 403
        wrong = await station.post("/recipients", json={**BODY, "id_number": "1", "document": ""})
        assert [each["field"] for each in wrong.json()["fields"]] == ["document"]
        person_id = (await station.post("/recipients", json=BODY)).json()["person_id"]
        one = f"/recipients/{person_id}"
        again = await station.post("/recipients", json=BODY)
        assert (again.status_code, again.json()["code"]) == (409, "recipient-known")
        [line] = (await room.get("/recipients?state=registered")).json()["items"]
        assert (line["name"], line["person_id"], WIDOW in str(line)) == ("赵*", person_id, False)
        applied = await room.post(f"{one}/category-applications", json=APPLICATION)
        assert applied.status_code == 201
        [holding] = (await station.get(f"{one}/category-holdings")).json()
        assert (holding["person_id"], holding["has_file"], holding["state"]) == (person_id, False, "received")
        [waiting] = (await station.get("/category-holdings?mine=true")).json()["items"]
        assert waiting["holding_id"] == applied.json()["holding_id"]
        today = local_date(now()).isoformat()
        moves: dict[str, Any] = {"org_code": OTHER_ROOM, "moved_on": today, "document": "户字第8号"}
        assert (await centre.post(f"{one}/move", json={**moves, "version": 9})).status_code == 409
        assert (await centre.post(f"{one}/move", json=moves)).json() == {"version": 2}
        assert (await room.get(one)).status_code == 404
        ends = {"reason": "deceased", "ended_on": "2019-04-30", "document": "死亡证第2号"}
        unknown = await centre.post(f"{one}/end", json={**ends, "reason": "tired"})
        assert [each["code"] for each in unknown.json()["fields"]] == ["not-an-end"]
        assert (await centre.post(f"{one}/end", json=ends)).json() == {"version": 3}
        other = await client_for(Role.STATION_STAFF, "411329.411329105")
        revokes = {"reason": "recorded-in-error", "document": "说明第1号"}
        assert (await other.post(f"{one}/end/revocation", json=revokes)).status_code == 403
        assert (await centre.post(f"{one}/end/revocation", json=revokes)).json() == {"version": 4}
        view = (await other.get(one)).json()
        assert [each["state"] for each in view["said_before"]] == ["deceased", "registered", "registered"]
        elsewhere = await client_for(Role.ROOM_STAFF, ROOM_PATH)
        assert (await elsewhere.get(f"{one}/category-holdings")).status_code == 404


class TestThePages:
    async def test_record_somebody_who_applies(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        assert "没有符合条件的优抚对象。" in words_of(await clerk.get("/registry/recipients"))
        wrong = await clerk.post("/registry/recipients/new", data={**BODY, "document": ""})
        assert wrong.status_code == 422
        one = (await clerk.post("/registry/recipients/new", data=BODY)).headers["location"].split("?")[0]
        page = await clerk.get(one)
        assert ("赵*" in words_of(page), WIDOW in page.text) == (True, False)
        form = words_of(await clerk.get(f"{one}/categories/new"))
        assert "逐级提出意见" in form
        holding = (await clerk.post(f"{one}/categories/new", data=APPLICATION)).headers["location"].split("?")[0]
        assert one in (await clerk.get(holding)).text
        assert "已受理" in words_of(await clerk.get(f"{one}/categories"))

    async def test_lead_from_who_saw_his_category_to_him(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        person_id = await given_recipient(registry_engine)
        applied = await applying(room(registry_engine), person_id, "21")
        view: dict[str, Any] = {"purpose": "benefit-handling", "reason": "逐级审核", "most_an_hour": 9}
        await open_category(station(registry_engine), applied.holding_id, **view)
        seen = await (await browser_of(Role.AUDITOR)).get("/registry/disclosures")
        [listed] = [each for each in links_of(seen) if str(person_id) in each]
        assert listed == f"/registry/recipients/{person_id}"

    async def test_say_where_the_person_is_and_that_he_has_died(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        one = f"/registry/recipients/{await given_recipient(registry_engine)}"
        centre = await browser_of(Role.CENTRE_STAFF)
        moves = {"org_code": OTHER_ROOM, "moved_on": "2019-04-30", "document": "户字第8号", "version": "1"}
        assert (await centre.get(f"{one}/move")).status_code == 200
        assert (await centre.post(f"{one}/move", data=moves)).status_code == 303
        stale = await centre.post(f"{one}/move", data={**moves, "org_code": ROOM})
        assert stale.status_code == 409
        ends = {"reason": "deceased", "ended_on": "2019-04-30", "document": "死亡证第2号", "version": "2"}
        assert (await centre.post(f"{one}/end", data=ends)).status_code == 303
        assert "已故" in words_of(await centre.get(one))
        revokes = {"reason": "recorded-in-error", "document": "说明第1号", "version": "3"}
        assert (await centre.post(f"{one}/end/revocation", data=revokes)).status_code == 303
        assert "此前的登记" in words_of(await centre.get(one))
        clerk = await browser_of(Role.ROOM_STAFF, OTHER_ROOM_PATH)
        assert f"{one}/end" not in (await clerk.get(one)).text

    async def test_say_since_when_each_unit_was_responsible_and_when_that_ended(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        one = f"/registry/recipients/{await given_recipient(registry_engine)}"
        centre = await browser_of(Role.CENTRE_STAFF)
        moves = {"org_code": OTHER_ROOM, "moved_on": "2019-05-31", "document": "户字第8号", "version": "1"}
        await centre.post(f"{one}/move", data=moves)
        ends = {"reason": "deceased", "ended_on": "2019-06-30", "document": "死亡证第2号", "version": "2"}
        await centre.post(f"{one}/end", data=ends)
        revokes = {"reason": "recorded-in-error", "document": "说明第1号", "version": "3"}
        await centre.post(f"{one}/end/revocation", data=revokes)
        table = (await centre.get(one)).text.partition("此前的登记")[2]
        days = {
            head: re.findall(f'data-label="{head}"[^>]*>([^<]*)<', table) for head in ("自何日起", "状态", "终止日期")
        }
        assert days == {
            "自何日起": ["2019-05-31", "2019-05-31", "2019-04-30"],
            "状态": ["已故", "已登记", "已登记"],
            "终止日期": ["2019-06-30", "—", "—"],
        }

    async def test_show_name_and_number_to_who_says_why(
        self, browser_of: BrowserOf, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        person_id = await given_recipient(registry_engine)
        one = f"/registry/recipients/{person_id}"
        station = await browser_of(Role.STATION_STAFF, SHI_AN)
        assert f"{one}/clear" in (await station.get(one)).text
        assert "查看的信息" not in words_of(await station.get(f"{one}/clear"))
        assert (await station.post(f"{one}/clear", data={"purpose": "benefit-handling"})).status_code == 422
        why = {"purpose": "benefit-handling", "reason": "核对银行账户"}
        seen = await station.post(f"{one}/clear", data=why)
        assert ("赵兰" in seen.text, WIDOW in seen.text, "data-seconds" in seen.text) == (True, True, True)
        assert await audited(registry_engine, "disclose-recipient") == [(f"recipient {person_id}", "done")]
        [(_, _, viewed)] = await published(registry_engine, "sensitive-record-viewed")
        assert (viewed["fields"], viewed["purpose"]) == (["id_number", "name"], "benefit-handling")
        room = await browser_of(Role.ROOM_STAFF, ROOM_PATH)
        assert (await room.post(f"{one}/clear", data=why)).status_code == 403
        elsewhere = await client_for(Role.STATION_STAFF, OTHER_ROOM_PATH.rpartition(".")[0])
        hidden = await elsewhere.post(f"/recipients/{person_id}/disclosures", json=why)
        assert (hidden.status_code, hidden.json()["code"]) == (404, "recipient-not-found")
        centre = await client_for(Role.CENTRE_STAFF)
        shown = await centre.post(f"/recipients/{person_id}/disclosures", json=why)
        assert shown.json()["values"] == {"name": "赵兰", "id_number": WIDOW}

    async def test_tell_what_was_done_the_last_first(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        person_id = await given_recipient(registry_engine)
        await applying(room(registry_engine), person_id, "21")
        centre = await browser_of(Role.CENTRE_STAFF)
        moves = {"org_code": OTHER_ROOM, "moved_on": "2019-04-30", "document": "户字第8号", "version": "1"}
        await centre.post(f"/registry/recipients/{person_id}/move", data=moves)
        told = words_of(await centre.get(f"/registry/recipients/{person_id}")).partition("办理记录")[2]
        acts = ("变更负责机构", "申请认定类别", "登记优抚对象")
        assert [told.find(act) for act in acts] == sorted({told.find(act) for act in acts} - {-1})

    async def test_have_what_can_be_done_in_groups(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        one = f"/registry/recipients/{await given_recipient(registry_engine)}"
        centre, auditor = await browser_of(Role.CENTRE_STAFF), await browser_of(Role.AUDITOR)
        groups = re.findall('role="group" aria-label="([^"]+)"', (await centre.get(one)).text)
        assert groups == ["登记变更", "终止和删除"]
        assert "办理事项" not in (await auditor.get(one)).text
