"""Who saw personal fields in clear, as auditors read it."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.ids import new_id
from tests.given import CENTRE
from tests.registry.conftest import ClientFor
from tests.registry.given import audited, given_network
from tests.registry.persons import given_number, given_veteran

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

    @pytest.mark.parametrize(
        ("role", "path"),
        [(Role.CENTRE_STAFF, CENTRE), (Role.BUREAU_LEADER, CENTRE), (Role.AUDITOR, "411329.411329104")],
    )
    async def test_is_one_of_the_whole_county(self, client_for: ClientFor, role: Role, path: str) -> None:
        assert (await (await client_for(role, path)).get("/veterans/disclosures")).status_code == 403
