"""Setup, sign-in and accounts by HTTP."""

import asyncio
import threading
from collections.abc import Callable
from datetime import timedelta

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.idempotency.fingerprint import Fingerprint
from tests.registry.conftest import ClientFor
from tests.registry.given import PASSWORD, given_account
from tests.shared.wire import eventually

CLERK = {"username": "clerk", "password": PASSWORD, "display_name": "办事员"}


class TestASignIn:
    async def test_is_refused_alike_for_a_wrong_password_and_an_unknown_user(
        self, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        await given_account(registry_engine)
        answers = []
        for username in ("station-clerk", "nobody-here", ""):
            refused = await anonymous.post("/tokens", json={"username": username, "password": "a wrong password"})
            answers.append((refused.status_code, {**refused.json(), "correlation_id": ""}))
        assert answers[0] == answers[1] == answers[2]
        assert (answers[0][0], answers[0][1]["code"]) == (401, "sign-in-refused")

    @pytest.mark.parametrize(
        ("form", "field"),
        [
            (b'{"username": "a\\u0000b", "password": "x"}', "username"),
            (b'{"username": "station-clerk", "password": "\\ud800"}', "password"),
        ],
        ids=["NUL", "half of a surrogate pair"],
    )
    async def test_is_told_which_characters_cannot_be_stored(
        self, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine, form: bytes, field: str
    ) -> None:
        await given_account(registry_engine)
        refused = await anonymous.post("/tokens", content=form, headers={"Content-Type": "application/json"})
        assert refused.status_code == 422
        assert [(fault["field"], fault["code"]) for fault in refused.json()["fields"]] == [(field, "unfit-character")]

    async def test_waits_apart_from_everything_else_and_is_rejected_when_too_many_do(
        self, anonymous: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        checked = threading.Event()
        monkeypatch.setattr("services.registry.accounts.commands.password_matches", lambda *_: not checked.wait(30))
        nobody = {"username": "nobody-here", "password": "a wrong password"}
        sign_ins = [asyncio.create_task(anonymous.post("/tokens", json=nobody)) for _ in range(40)]
        await asyncio.sleep(0.3)
        async with asyncio.timeout(0.6):  # all that is left of the lease of a slot, a second
            assert (await anonymous.get("/org-units")).status_code == 401
        checked.set()
        answers = await asyncio.gather(*sign_ins)
        rejected = [answer for answer in answers if answer.status_code == 503]
        assert {answer.status_code for answer in answers} == {401, 503}
        assert {(answer.json()["code"], answer.headers["Retry-After"]) for answer in rejected} == {("overloaded", "2")}

    async def test_gives_a_token_that_allows_nothing_before_a_grant(
        self,
        anonymous: httpx2.AsyncClient,
        registry_app: FastAPI,
        registry_engine: AsyncEngine,
        api_client: Callable[..., httpx2.AsyncClient],
    ) -> None:
        await given_account(registry_engine)
        answer = await anonymous.post("/tokens", json={"username": "station-clerk", "password": PASSWORD})
        clerk = api_client(registry_app, answer.json()["access_token"])
        assert (await clerk.get("/org-units")).status_code == 403

    @pytest.mark.parametrize("ahead", [timedelta(days=30), timedelta(days=-2767)])
    async def test_gives_a_token_by_the_machines_clock_wherever_the_county_lives(
        self,
        anonymous: httpx2.AsyncClient,
        registry_app: FastAPI,
        registry_engine: AsyncEngine,
        api_client: Callable[..., httpx2.AsyncClient],
        county_clock: Callable[[timedelta], None],
        ahead: timedelta,
    ) -> None:
        await given_account(registry_engine)
        county_clock(ahead)
        answer = await anonymous.post("/tokens", json={"username": "station-clerk", "password": PASSWORD})
        clerk = api_client(registry_app, answer.json()["access_token"])
        assert (await clerk.get("/org-units")).json()["code"] == "not-allowed"


class TestThePublishedKeys:
    async def test_are_public_halves_anyone_may_fetch(self, anonymous: httpx2.AsyncClient) -> None:
        answer = await anonymous.get("/.well-known/jwks.json")
        assert answer.status_code == 200
        assert [key.keys() for key in answer.json()["keys"]] == [{"kty", "crv", "x", "y", "kid", "use", "alg"}]


class TestAnAccount:
    async def test_is_opened_once_however_often_the_same_request_comes(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        client = await client_for(Role.SYSTEM_ADMINISTRATOR)
        once = {"Idempotency-Key": "open-clerk"}
        first, second = [await client.post("/accounts", json=CLERK, headers=once) for _ in range(2)]
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json() == second.json()
        other = await client.post("/accounts", json={**CLERK, "password": "another good password"}, headers=once)
        assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")

    async def test_keeps_no_fast_hash_of_its_password(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        client = await client_for(Role.SYSTEM_ADMINISTRATOR)
        fingerprints = set()
        for key in ("one", "two"):
            await client.post("/accounts", json=CLERK, headers={"Idempotency-Key": key})
            async with registry_engine.begin() as connection:
                fingerprints.add((await connection.execute(text("SELECT fingerprint FROM idempotency"))).scalar_one())
                await connection.execute(text("DELETE FROM idempotency"))
                await connection.execute(text("DELETE FROM account"))
        [kept] = fingerprints
        unkeyed = Fingerprint("POST", b"/accounts?", b"application/json")
        unkeyed.feed(client.build_request("POST", "/accounts", json=CLERK).content)
        assert kept != unkeyed.digest()

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
        once = {"Idempotency-Key": "change"}
        changes = [await client.post("/accounts/me/password", json=form, headers=once) for _ in range(2)]
        assert [change.status_code for change in changes] == [204, 204]
        refused = await client.post("/accounts/me/password", json=form)
        assert (refused.status_code, refused.json()["code"]) == (422, "current-password-wrong")
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
        monkeypatch.setattr("services.registry.accounts.commands.password_matches", lambda *_: not checked.wait(30))
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
        assert answers == {(422, "current-password-wrong"), (503, "overloaded")}


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
