"""Enrolling a second factor by HTTP."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2
import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts import commands as accounts
from shared.auth.roles import Role
from tests.given import given_grant
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import PASSWORD, given_account, given_work

LEADER = {"username": "station-clerk", "password": PASSWORD}
Api = Callable[..., httpx2.AsyncClient]


async def given_leader(engine: AsyncEngine) -> UUID:
    account_id = await given_account(engine)
    await given_grant(engine, account_id, Role.BUREAU_LEADER)
    return account_id


async def signed_in(anonymous: httpx2.AsyncClient, **more: str) -> dict[str, Any]:
    answer = await anonymous.post("/tokens", json={**LEADER, **more})
    assert answer.status_code == 200, answer.text
    given: dict[str, Any] = answer.json()
    return given


class TestALeader:
    async def test_enrols_and_then_signs_in_with_a_code(
        self, anonymous: httpx2.AsyncClient, registry_app: FastAPI, registry_engine: AsyncEngine, api_client: Api
    ) -> None:
        await given_leader(registry_engine)
        first = await signed_in(anonymous)
        assert (first["scope"], first["renewal_secret"]) == ("second-factor-enrolment", None)
        unenrolled = api_client(registry_app, first["access_token"])
        begun = await unenrolled.post("/accounts/me/second-factor")
        assert (begun.status_code, begun.headers["Cache-Control"]) == (200, "no-store")
        totp, now = pyotp.TOTP(begun.json()["secret"]), datetime.now(UTC)
        confirmed = await unenrolled.post("/accounts/me/second-factor/confirmation", json={"code": totp.at(now)})
        assert (confirmed.status_code, len(confirmed.json()["recovery_codes"])) == (200, 10)
        needed = await anonymous.post("/tokens", json=LEADER)
        assert (needed.status_code, needed.json()["code"]) == (401, "second-factor-needed")
        second = await signed_in(anonymous, code=totp.at(now, counter_offset=1))
        assert second["scope"] == "full"
        leader = api_client(registry_app, second["access_token"])
        assert (await leader.get("/org-units")).status_code == 200

    @pytest.mark.parametrize(
        ("method", "path"), [("GET", "/accounts/me"), ("GET", "/org-units"), ("POST", "/accounts/me/sign-out")]
    )
    async def test_may_do_nothing_else_before(
        self, anonymous: httpx2.AsyncClient, registry_app: FastAPI, registry_engine: AsyncEngine, api_client: Api,
        method: str, path: str,
    ) -> None:  # fmt: skip
        await given_leader(registry_engine)
        unenrolled = api_client(registry_app, (await signed_in(anonymous))["access_token"])
        refused = await unenrolled.request(method, path)
        assert (refused.status_code, refused.json()["code"]) == (401, "not-authenticated")

    async def test_enrols_nothing_once_his_sessions_were_ended(
        self, anonymous: httpx2.AsyncClient, registry_app: FastAPI, registry_engine: AsyncEngine, api_client: Api
    ) -> None:
        account_id = await given_leader(registry_engine)
        unenrolled = api_client(registry_app, (await signed_in(anonymous))["access_token"])
        keeper = given_work(registry_engine, Role.SYSTEM_ADMINISTRATOR)
        await accounts.disable_account(keeper, account_id, reason="离职")
        assert (await unenrolled.post("/accounts/me/second-factor")).status_code == 401


async def enrolled(client_for: ClientFor, engine: AsyncEngine) -> tuple[httpx2.AsyncClient, pyotp.TOTP, list[str]]:
    """A leader who is signed in, his authenticator and his recovery codes."""
    mine = await client_for(Role.BUREAU_LEADER, account_id=await given_leader(engine))
    totp = pyotp.TOTP(
        (await mine.post("/accounts/me/second-factor", json={"current_password": PASSWORD})).json()["secret"]
    )
    confirmed = await mine.post("/accounts/me/second-factor/confirmation", json={"code": totp.now()})
    return mine, totp, confirmed.json()["recovery_codes"]


class TestAnEnrolledAccount:
    async def test_is_free_of_its_factor_when_phone_and_codes_are_lost(
        self, client_for: ClientFor, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_leader(registry_engine)
        mine = await client_for(Role.BUREAU_LEADER, account_id=account_id)
        proof = {"current_password": PASSWORD}
        secret = (await mine.post("/accounts/me/second-factor", json=proof)).json()["secret"]
        await mine.post("/accounts/me/second-factor/confirmation", json={"code": pyotp.TOTP(secret).now()})
        lost, at = {"reason": "手机丢失"}, f"/accounts/{account_id}/second-factor/removal"
        assert (await (await client_for(Role.SYSTEM_ADMINISTRATOR)).post(at, json=lost)).status_code == 403
        assert (await (await client_for(Role.SECURITY_ADMINISTRATOR)).post(at, json=lost)).status_code == 204
        assert (await signed_in(anonymous))["scope"] == "second-factor-enrolment"

    async def test_gets_other_recovery_codes_for_a_code(
        self, client_for: ClientFor, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        mine, totp, former = await enrolled(client_for, registry_engine)
        at = "/accounts/me/second-factor/recovery-codes"
        assert (await mine.post(at, json={"code": "000000"})).json()["code"] == "code-wrong"
        renewed = await mine.post(at, json={"code": totp.at(datetime.now(UTC), counter_offset=1)})
        assert (renewed.status_code, renewed.headers["Cache-Control"]) == (200, "no-store")
        codes = renewed.json()["recovery_codes"]
        assert len(codes) == 10
        assert not set(codes) & set(former)
        assert (await anonymous.post("/tokens", json={**LEADER, "code": former[0]})).status_code == 401
        assert (await signed_in(anonymous, code=codes[0]))["scope"] == "full"

    @pytest.mark.parametrize("change", ["recovery-codes", "removal"])
    async def test_is_not_tried_out_by_whoever_finds_it_signed_in(
        self, client_for: ClientFor, registry_engine: AsyncEngine, change: str
    ) -> None:
        mine, totp, _ = await enrolled(client_for, registry_engine)
        for way in ("recovery-codes", "removal") * 5:
            tried = await mine.post(f"/accounts/me/second-factor/{way}", json={"code": "000000"})
            assert tried.status_code == 422
        at = f"/accounts/me/second-factor/{change}"
        right = await mine.post(at, json={"code": totp.at(datetime.now(UTC), counter_offset=1)})
        assert (right.status_code, right.json()["code"]) == (429, "too-many-codes")

    async def test_is_not_freed_of_it_by_its_own_holder_as_an_administrator(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_account(registry_engine)
        mine = await client_for(Role.SECURITY_ADMINISTRATOR, account_id=account_id)
        proof = {"current_password": PASSWORD}
        secret = (await mine.post("/accounts/me/second-factor", json=proof)).json()["secret"]
        await mine.post("/accounts/me/second-factor/confirmation", json={"code": pyotp.TOTP(secret).now()})
        refused = await mine.post(f"/accounts/{account_id}/second-factor/removal", json={"reason": "手机丢失"})
        assert (refused.status_code, refused.json()["code"]) == (403, "own-second-factor")


class TestAnOpenSession:
    """Somebody left his desk, and another would shut him out with a phone of his own."""

    @pytest.mark.parametrize("body", [None, {}, {"current_password": None}, {"current_password": "a guess at it"}])
    async def test_enrols_nothing_without_the_password(
        self, client_for: ClientFor, registry_engine: AsyncEngine, body: dict[str, Any] | None
    ) -> None:
        account_id = await given_account(registry_engine)
        desk = await client_for(Role.STATION_STAFF, account_id=account_id)
        refused = await desk.post("/accounts/me/second-factor", json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, "current-password-wrong")
        proven = await desk.post("/accounts/me/second-factor", json={"current_password": PASSWORD})
        assert proven.status_code == 200

    async def test_enrols_nothing_without_the_password_in_a_browser(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_account(registry_engine)
        desk = await browser_of(Role.STATION_STAFF, account_id=account_id)
        assert 'name="current_password"' in (await desk.get("/session/second-factor")).text
        refused = await desk.post("/session/second-factor", data={"current_password": "a guess at it"})
        assert (refused.status_code, "当前密码不正确" in refused.text) == (422, True)
        begun = await desk.post("/session/second-factor", data={"current_password": PASSWORD})
        assert "data:image/svg+xml" in begun.text
