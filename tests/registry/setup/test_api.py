"""The setup by HTTP."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx2
import pyotp
import pytest
from fastapi import FastAPI

from deploy.demo.accounts import FOUNDERS
from tests.registry.conftest import SETUP_TOKEN
from tests.registry.given import PASSWORD

CLERK = {"username": "clerk", "display_name": "办事员"}


def form(suffix: str = "", **changes: Any) -> dict[str, Any]:
    founders = {role: {"username": f"{name}{suffix}"} for role, name in FOUNDERS.items()}
    return {"setup_token": SETUP_TOKEN, **founders, **changes}


class TestASetup:
    async def test_lets_three_people_together_let_a_fourth_in(
        self, anonymous: httpx2.AsyncClient, registry_app: FastAPI, api_client: Callable[..., httpx2.AsyncClient]
    ) -> None:
        created = await anonymous.post("/setup", json=form())
        assert (created.status_code, created.headers["Cache-Control"]) == (201, "no-store"), created.text
        slips = created.json()
        assert [each["role"] for each in slips] == [role.replace("_", "-") for role in FOUNDERS]
        administrator, security, auditor, leader = [
            await self.signed_in(anonymous, registry_app, api_client, slip) for slip in slips
        ]
        opened = await administrator.post("/accounts", json=CLERK)
        assert opened.status_code == 201
        grant = {**opened.json(), "role": "centre-staff", "org_code": "411329", "purpose": "登记业务"}
        proposed = (await security.post("/grants", json=grant)).json()["grant_id"]
        assert (await leader.post(f"/grants/{proposed}/confirmation")).status_code == 204
        at = f"/accounts/{opened.json()['account_id']}"
        slip = (await administrator.post(f"{at}/activation", json={"reason": "新开"})).json()
        who = {"username": slip["username"], "password": PASSWORD}
        assert (await anonymous.post("/activation", json={**who, "secret": slip["secret"]})).status_code == 202
        assert (await security.post(f"{at}/handover/confirmation")).status_code == 204
        clerk = api_client(registry_app, (await anonymous.post("/tokens", json=who)).json()["access_token"])
        assert (await clerk.get("/org-units")).status_code == 200
        listed = (await auditor.get("/accounts")).json()
        assert [account["username"] for account in listed["items"]] == [*FOUNDERS.values(), "clerk"]

    async def test_is_refused_the_second_time_in_the_callers_language(self, anonymous: httpx2.AsyncClient) -> None:
        await anonymous.post("/setup", json=form())
        for language, sentence in {
            "en": "The system is set up; the first accounts cannot be opened again.",
            "zh-CN": "本系统已初始化，不能再次开立首批账号。",
        }.items():
            refused = await anonymous.post("/setup", json=form(), headers={"Accept-Language": language})
            assert refused.status_code == 409
            assert refused.headers["Content-Type"] == "application/problem+json"
            assert (refused.json()["code"], refused.json()["detail"]) == ("already-set-up", sentence)

    async def test_is_done_once_when_many_try_at_once(self, anonymous: httpx2.AsyncClient) -> None:
        attempts = (anonymous.post("/setup", json=form(str(number))) for number in range(4))
        assert sorted(answer.status_code for answer in await asyncio.gather(*attempts)) == [201, 409, 409, 409]

    async def test_is_refused_with_a_wrong_token(self, anonymous: httpx2.AsyncClient) -> None:
        refused = await anonymous.post("/setup", json=form(setup_token="another one-time token"))
        assert (refused.status_code, refused.json()["code"]) == (403, "setup-token-refused")
        assert "another one-time token" not in refused.text

    @pytest.mark.parametrize("role", FOUNDERS)
    async def test_needs_all_four(self, anonymous: httpx2.AsyncClient, role: str) -> None:
        asked = form()
        del asked[role]
        refused = await anonymous.post("/setup", json=asked)
        assert refused.status_code == 422
        assert [(fault["field"], fault["code"]) for fault in refused.json()["fields"]] == [(role, "missing")]

    async def signed_in(
        self,
        anonymous: httpx2.AsyncClient,
        app: FastAPI,
        api_client: Callable[..., httpx2.AsyncClient],
        slip: dict[str, str],
    ) -> httpx2.AsyncClient:
        """Who chooses his password, enrols an authenticator, and signs in."""
        who = {"username": slip["username"], "password": PASSWORD}
        assert (await anonymous.post("/activation", json={**who, "secret": slip["secret"]})).status_code == 204
        first = api_client(app, (await anonymous.post("/tokens", json=who)).json()["access_token"])
        totp, now = pyotp.TOTP((await first.post("/accounts/me/second-factor")).json()["secret"]), int(time.time())
        code = {"code": totp.at(now)}
        assert (await first.post("/accounts/me/second-factor/confirmation", json=code)).status_code == 200
        answer = await anonymous.post("/tokens", json={**who, "code": totp.at(now + 30)})
        assert answer.headers["Cache-Control"] == "no-store"
        token = answer.json()
        assert (token["token_type"], token["expires_in"], token["scope"]) == ("Bearer", 600, "full")
        return api_client(app, token["access_token"])
