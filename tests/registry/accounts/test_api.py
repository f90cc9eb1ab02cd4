"""Accounts by HTTP."""

import asyncio
import threading
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.given import given_grant
from tests.registry.conftest import ClientFor
from tests.registry.given import PASSWORD, given_account
from tests.shared.wire import eventually

CLERK = {"username": "clerk", "display_name": "办事员"}


class TestAnAccount:
    async def test_is_opened_once_however_often_the_same_request_comes(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        client = await client_for(Role.SYSTEM_ADMINISTRATOR)
        once = {"Idempotency-Key": "open-clerk"}
        first, second = [await client.post("/accounts", json=CLERK, headers=once) for _ in range(2)]
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json() == second.json()
        other = await client.post("/accounts", json={**CLERK, "display_name": "另一人"}, headers=once)
        assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")

    async def test_is_activated_by_the_secret_of_its_slip(
        self, client_for: ClientFor, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        keeper = await client_for(Role.SYSTEM_ADMINISTRATOR)
        account_id = (await keeper.post("/accounts", json=CLERK)).json()["account_id"]
        reason, once = {"reason": "新开账号"}, {"Idempotency-Key": "slip"}
        first, second = [
            await keeper.post(f"/accounts/{account_id}/activation", json=reason, headers=once) for _ in range(2)
        ]
        assert (second.status_code, second.headers["Cache-Control"]) == (200, "no-store")
        assert second.json().keys() == {"account_id", "username", "display_name", "secret", "expires_at"}
        chosen = {"username": "clerk", "password": PASSWORD}
        for slip, status in ((first, 401), (second, 202), (second, 401)):
            answer = await anonymous.post("/activation", json={**chosen, "secret": slip.json()["secret"]})
            assert answer.status_code == status
        security = await client_for(Role.SECURITY_ADMINISTRATOR)
        assert (await security.post(f"/accounts/{account_id}/handover/confirmation")).status_code == 204
        await given_grant(registry_engine, UUID(account_id))
        assert (await anonymous.post("/tokens", json=chosen)).status_code == 200

    async def test_is_told_which_rule_its_password_breaks(self, anonymous: httpx2.AsyncClient) -> None:
        chosen = {"username": "clerk", "secret": "0", "password": "123456789012"}
        refused = await anonymous.post("/activation", json=chosen)
        assert (refused.status_code, refused.json()["code"]) == (422, "password-unfit")
        assert refused.json()["fields"] == [
            {"field": "password", "code": "password-common", "message": "该密码过于常见，容易被猜中，请另选一个。"}
        ]
        assert "123456789012" not in refused.text

    async def test_is_disabled_enabled_renamed_unlocked_and_signed_out(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_account(registry_engine)
        keeper, at = await client_for(Role.SYSTEM_ADMINISTRATOR), f"/accounts/{account_id}"
        reason = {"reason": "调岗"}

        async def state() -> str:
            return str((await keeper.get(at)).json()["state"])

        assert (await keeper.post(f"{at}/disabling", json=reason)).status_code == 204
        assert await state() == "disabled"
        again = await keeper.post(f"{at}/disabling", json=reason)
        assert (again.status_code, again.json()["code"]) == (409, "account-disabled")
        assert (await keeper.post(f"{at}/enabling", json=reason)).status_code == 204
        assert await state() == "active"
        assert (await keeper.post(f"{at}/names", json={"username": "Zhao", "display_name": "赵"})).status_code == 204
        assert (await keeper.post(f"{at}/unlocking")).status_code == 204
        assert (await keeper.post(f"{at}/sign-out", json=reason)).status_code == 204
        shown = (await keeper.get(at)).json()
        assert (shown["username"], shown["display_name"], shown["kind"]) == ("zhao", "赵", "person")
        history = (await keeper.get(f"{at}/history", params={"limit": 4})).json()
        assert [(each["action"], each["purpose"]) for each in history["items"]] == [
            ("sign-out-everywhere", "调岗"),
            ("unlock-account", ""),
            ("rename-account", ""),
            ("enable-account", "调岗"),
        ]
        assert history["next"] is not None

    async def test_is_shown_to_its_holder(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        mine = await client_for(Role.ROOM_STAFF, account_id=account_id)
        assert (await mine.get("/accounts/me")).json()["username"] == "station-clerk"

    @pytest.mark.parametrize("username", ["ab", "with space", "-dash", "x" * 33, "中文"])
    async def test_is_refused_with_an_unusable_name(self, client_for: ClientFor, username: str) -> None:
        client = await client_for(Role.SYSTEM_ADMINISTRATOR)
        refused = await client.post("/accounts", json={**CLERK, "username": username})
        assert refused.status_code == 422
        assert [fault["field"] for fault in refused.json()["fields"]] == ["username"]

    async def test_changes_its_own_password(
        self, client_for: ClientFor, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_account(registry_engine)
        client = await client_for(Role.ROOM_STAFF, account_id=account_id)
        form = {"current_password": PASSWORD, "new_password": "another good password"}
        assert (await client.post("/accounts/me/password", json=form)).status_code == 204
        assert (await client.get("/accounts/me")).json()["code"] == "not-authenticated"  # all sessions have ended
        signed_in = {"username": "station-clerk", "password": "another good password"}
        assert (await anonymous.post("/tokens", json=signed_in)).status_code == 200

    async def test_holds_no_connection_while_its_password_is_checked_and_queues_with_sign_ins(
        self,
        client_for: ClientFor,
        registry_app: FastAPI,
        registry_engine: AsyncEngine,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        client = await client_for(Role.ROOM_STAFF, account_id=await given_account(registry_engine))
        checked = threading.Event()
        monkeypatch.setattr(
            "services.registry.accounts.commands.hashing.password_matches", lambda *_: not checked.wait(30)
        )
        form = {"current_password": "a wrong password", "new_password": "another good password"}

        async def connections_are_free() -> bool:
            return bool(registry_app.state.engine.pool.checkedout() == 0)

        changes = [asyncio.create_task(client.post("/accounts/me/password", json=form)) for _ in range(40)]
        await asyncio.sleep(0.3)
        try:
            await eventually(connections_are_free)
        finally:
            checked.set()
            answers = {(answer.status_code, answer.json()["code"]) for answer in await asyncio.gather(*changes)}
        refused, rejected = (422, "current-password-wrong"), (503, "overloaded")
        assert {refused, rejected} <= answers <= {refused, rejected, (429, "sign-in-delayed")}


class TestTheListOfAccounts:
    async def test_is_paged_in_the_order_they_were_opened(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        for name in ("zhao", "qian", "sun"):
            await given_account(registry_engine, name)
        client = await client_for(Role.AUDITOR)
        first = (await client.get("/accounts", params={"limit": 2})).json()
        rest = (await client.get("/accounts", params={"limit": 2, "cursor": first["next"]})).json()
        assert [item["username"] for item in first["items"] + rest["items"]] == ["zhao", "qian", "sun"]
        assert rest["next"] is None
        assert "password" not in str(first)

    async def test_is_filtered_by_state_kind_and_part_of_a_name(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        client = await client_for(Role.SYSTEM_ADMINISTRATOR)
        await given_account(registry_engine, "zhao")
        await client.post(
            "/accounts", json={"username": "city-feed", "display_name": "市局 100% 接口", "kind": "machine"}
        )
        await client.post("/accounts", json={"username": "new-clerk", "display_name": "新人"})
        found = {
            query: [item["username"] for item in (await client.get(f"/accounts?{query}")).json()["items"]]
            for query in (
                "state=active",
                "state=awaiting-activation",
                "kind=machine",
                "name=ZHA",
                "name=100%25",
                "name=%25",
            )
        }
        assert found == {
            "state=active": ["zhao", "city-feed"],  # a machine has no password to be chosen
            "state=awaiting-activation": ["new-clerk"],
            "kind=machine": ["city-feed"],
            "name=ZHA": ["zhao"],
            "name=100%25": ["city-feed"],
            "name=%25": ["city-feed"],
        }
