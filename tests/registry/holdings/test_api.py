"""What an account has in hand."""

from datetime import date
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.imports.tables import REGISTER_IMPORT
from services.registry.roles.commands import assume_role
from services.registry.roles.domain import RoleKind
from shared.auth.roles import Role
from shared.ids import new_id
from tests.browsers import links_of, words_of
from tests.given import given_grant
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import KEYRING, NOW, given_account, given_network, given_work
from tests.registry.grants.given import given_holder
from tests.registry.persons import given_veteran


async def given_import(engine: AsyncEngine, account_id: UUID) -> str:
    row = {
        "import_id": new_id(),
        "account_id": account_id,
        "requested_at": NOW,
        "state": "waiting",
        "wrapped_key": b"a key",
        "rows_total": 7,
        **dict.fromkeys(("correlation_id", "traceparent"), ""),
        **dict.fromkeys(("accepted_count", "duplicate_count", "rejected_count", "chunk_count", "next_chunk"), 0),
        "dry_run": False,
        "columns": [],
    }
    async with engine.begin() as connection:
        await connection.execute(insert(REGISTER_IMPORT), row)
    return str(row["import_id"])


class TestTheHoldings:
    async def test_are_imports_proposals_grants_and_the_roles_of_the_person(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        account_id = await given_account(registry_engine)
        veteran_id = await given_veteran(registry_engine)
        role = await assume_role(
            given_work(registry_engine),
            veteran_id,
            kind=RoleKind.MEDIATOR,
            assumed_on=date(2019, 3, 1),
            source="聘书",
            keyring=KEYRING,
        )
        async with registry_engine.begin() as connection:
            owns = text("UPDATE account SET person_id = :person WHERE account_id = :account")
            await connection.execute(owns, {"person": veteran_id, "account": account_id})
        import_id = await given_import(registry_engine, account_id)
        grant_id = await given_grant(registry_engine, account_id, Role.SECURITY_ADMINISTRATOR)
        await given_grant(registry_engine, account_id, Role.AUDITOR, revoked_at=NOW)
        mine = await client_for(Role.SECURITY_ADMINISTRATOR, account_id=account_id)
        other = await given_holder(registry_engine)
        asked = {"account_id": str(other), "role": "centre-staff", "org_code": "411329", "purpose": "登记"}
        proposal = (await mine.post("/grants", json=asked)).json()["grant_id"]
        keeper = await client_for(Role.SYSTEM_ADMINISTRATOR)
        held = (await keeper.get(f"/accounts/{account_id}/holdings")).json()
        assert held["person_id"] == str(veteran_id)
        assert [each["import_id"] for each in held["imports"]] == [import_id]
        assert [each["grant_id"] for each in held["proposals"]] == [proposal]
        assert str(grant_id) in [each["grant_id"] for each in held["grants"]]
        assert "auditor" not in [each["role"] for each in held["grants"]]
        assert held["social_roles"] == [{"role_id": str(role.role_id), "kind": "mediator", "org_code": role.org_code}]

    async def test_are_a_page_that_leads_to_where_each_is_dealt_with(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_account(registry_engine)
        grant_id = await given_grant(registry_engine, account_id, Role.CENTRE_STAFF)
        await given_import(registry_engine, account_id)
        keeper = await browser_of(Role.SYSTEM_ADMINISTRATOR)
        path = f"/registry/accounts/{account_id}/holdings"
        assert path in links_of(await keeper.get(f"/registry/accounts/{account_id}"))
        assert path in links_of(await keeper.get(f"/registry/accounts/{account_id}/disabling"))
        words = words_of(await keeper.get(path))
        assert "服务中心经办人 411329" in words
        assert "提交时间 行数 2019-04-30 16:00 7" in words
        security = await browser_of(Role.SECURITY_ADMINISTRATOR)
        assert f"/registry/grants/{grant_id}/revocation" in links_of(await security.get(path))
        assert f"/registry/grants/{grant_id}/revocation" not in links_of(await keeper.get(path))
        assert (await (await browser_of(Role.CENTRE_STAFF)).get(path)).status_code == 403

    async def test_are_none_of_an_unknown_account(self, client_for: ClientFor) -> None:
        keeper = await client_for(Role.SYSTEM_ADMINISTRATOR)
        assert (await keeper.get(f"/accounts/{new_id()}/holdings")).status_code == 404
