"""Who saw personal fields in clear, as auditors read it."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.ids import new_id
from tests.browsers import links_of, words_of
from tests.given import CENTRE
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import audited, given_account, given_network
from tests.registry.persons import OTHER_ROOM_PATH, ROOM_PATH, given_number, given_veteran

DISCLOSURE = {"purpose": "home-visit", "reason": "春节走访慰问", "fields": ["mobile", "id_number"]}


class TestAnAuditor:
    async def test_reads_who_saw_what_of_whom_and_why(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        first = await given_veteran(registry_engine, mobile="19900001234")
        second = await given_veteran(registry_engine, id_number=given_number(1))
        clerk_id = new_id()
        clerk = await client_for(Role.CENTRE_STAFF, account_id=clerk_id)
        other = await client_for(Role.CENTRE_STAFF)
        for client, veteran_id in ((clerk, first), (clerk, second), (other, first)):
            assert (await client.post(f"/veterans/{veteran_id}/disclosures", json=DISCLOSURE)).status_code == 201
        auditor = await client_for(Role.AUDITOR)

        async def found(**query: object) -> list[tuple[str, str]]:
            answer = await auditor.get("/veterans/disclosures", params={name: str(v) for name, v in query.items()})
            assert answer.status_code == 200, answer.text
            return [(row["veteran_id"], row["account_id"]) for row in answer.json()["items"]]

        assert len(await found()) == 3
        assert await found(account_id=clerk_id, veteran_id=first) == [(str(first), str(clerk_id))]
        assert await found(account_id=clerk_id, since="2099-01-01T00:00:00+08:00") == []
        [row] = (await auditor.get("/veterans/disclosures", params={"veteran_id": str(second)})).json()["items"]
        assert (row["purpose"], row["reason"], row["fields"]) == ("home-visit", "春节走访慰问", ["id_number", "mobile"])
        looked = await audited(registry_engine, "list-disclosures")
        assert looked[1] == (f"veteran {first}, account {clerk_id}", "done")

    async def test_reads_it_in_a_browser(
        self, client_for: ClientFor, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        seen = await given_veteran(registry_engine, mobile="19900001234")
        clerk = new_id()
        client = await client_for(Role.CENTRE_STAFF, account_id=clerk)
        await client.post(f"/veterans/{seen}/disclosures", json=DISCLOSURE)
        browser = await browser_of(Role.AUDITOR)
        shown = await browser.get(f"/registry/disclosures?person={seen}&account={clerk}")
        assert f'data-person="{seen}"' in shown.text
        assert f'data-account="{clerk}"' in shown.text
        assert "手机号" in words_of(shown)
        assert "春节走访慰问" in words_of(shown)
        assert "19900001234" not in shown.text
        assert "没有符合条件的记录。" in words_of(await browser.get("/registry/disclosures?since=2099-01-01"))
        assert (f"veteran {seen}, account {clerk}", "done") in await audited(registry_engine, "list-disclosures")
        assert (await (await browser_of(Role.BUREAU_LEADER)).get("/registry/disclosures")).status_code == 403

    @pytest.mark.parametrize(
        ("role", "path"),
        [(Role.CENTRE_STAFF, CENTRE), (Role.BUREAU_LEADER, CENTRE), (Role.AUDITOR, "411329.411329104")],
    )
    async def test_is_one_of_the_whole_county(self, client_for: ClientFor, role: Role, path: str) -> None:
        assert (await (await client_for(role, path)).get("/veterans/disclosures")).status_code == 403


class TestAVeteran:
    async def test_reads_who_had_to_do_with_his_own_file(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        mine = await given_veteran(registry_engine)
        other = await given_veteran(registry_engine, id_number=given_number(1))
        clerk_id, own_id = [await given_account(registry_engine, name) for name in ("clerk-of-centre", "zhang-wei")]
        async with registry_engine.begin() as connection:
            await connection.execute(
                text("UPDATE account SET person_id = :mine WHERE account_id = :own"), {"mine": mine, "own": own_id}
            )
        clerk = await client_for(Role.CENTRE_STAFF, account_id=clerk_id)
        for veteran_id in (mine, other):
            await clerk.post(f"/veterans/{veteran_id}/disclosures", json=DISCLOSURE)
        await (await client_for(Role.ROOM_STAFF, OTHER_ROOM_PATH)).get(f"/veterans/{mine}")
        seen = await (await client_for(Role.VETERAN, ROOM_PATH, account_id=own_id)).get("/accounts/me/accesses")
        told = [(each["by"], each["action"], each["result"]) for each in seen.json()["items"]]
        assert told[:2] == [(None, "get-veteran", "out-of-scope"), ("办事员", "disclose-fields", "done")]
        assert seen.json()["items"][1]["purpose"] == "home-visit"

    async def test_is_shown_it_on_a_page(
        self, client_for: ClientFor, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        mine = await given_veteran(registry_engine)
        clerk_id, own_id = [await given_account(registry_engine, name) for name in ("clerk-of-centre", "zhang-wei")]
        async with registry_engine.begin() as connection:
            await connection.execute(
                text("UPDATE account SET person_id = :mine WHERE account_id = :own"), {"mine": mine, "own": own_id}
            )
        clerk = await client_for(Role.CENTRE_STAFF, account_id=clerk_id)
        await clerk.post(f"/veterans/{mine}/disclosures", json=DISCLOSURE)
        await (await client_for(Role.ROOM_STAFF, OTHER_ROOM_PATH)).get(f"/veterans/{mine}")
        veteran = await browser_of(Role.VETERAN, ROOM_PATH, account_id=own_id)
        for start in ("/", "/me"):
            assert "/me/accesses" in links_of(await veteran.get(start))
        words = words_of(await veteran.get("/me/accesses"))
        assert "查看完整信息 办事员 走访慰问 完成" in words
        assert "查看档案 — — 已拒绝" in words
        staff = await browser_of(Role.CENTRE_STAFF, account_id=clerk_id)
        assert "/me/accesses" not in links_of(await staff.get("/me"))
        assert (await staff.get("/me/accesses")).status_code == 403

    async def test_without_a_file_is_told_so(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        answer = await (await client_for(Role.VETERAN, account_id=account_id)).get("/accounts/me/accesses")
        assert (answer.status_code, answer.json()["code"]) == (404, "own-file-not-found")
