"""The setup by HTTP."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from deploy.demo.accounts import FOUNDERS
from tests.registry.conftest import SETUP_TOKEN
from tests.registry.given import PASSWORD

CLERK = {"username": "clerk", "password": PASSWORD, "display_name": "办事员"}


def form(suffix: str = "", **changes: Any) -> dict[str, Any]:
    founders = {role: {"username": f"{name}{suffix}", "password": PASSWORD} for role, name in FOUNDERS.items()}
    return {"setup_token": SETUP_TOKEN, **founders, **changes}


class TestASetup:
    async def test_lets_three_people_together_let_a_fourth_in(
        self, anonymous: httpx2.AsyncClient, registry_app: FastAPI, api_client: Callable[..., httpx2.AsyncClient]
    ) -> None:
        created = await anonymous.post("/setup", json=form())
        assert created.status_code == 201, created.text
        assert [each["role"] for each in created.json()] == [role.replace("_", "-") for role in FOUNDERS]
        administrator, security, auditor, leader = [
            await self.signed_in(anonymous, registry_app, api_client, name) for name in FOUNDERS.values()
        ]
        opened = await administrator.post("/accounts", json=CLERK)
        assert opened.status_code == 201
        grant = {**opened.json(), "role": "centre-staff", "org_code": "411329", "purpose": "登记业务"}
        proposed = (await security.post("/grants", json=grant)).json()["grant_id"]
        assert (await leader.post(f"/grants/{proposed}/confirmation")).status_code == 204
        clerk = await self.signed_in(anonymous, registry_app, api_client, "clerk")
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

    async def test_names_the_rule_an_unfit_password_breaks(self, anonymous: httpx2.AsyncClient) -> None:
        unfit = {"username": "leader", "password": "too short"}
        refused = await anonymous.post("/setup", json=form(bureau_leader=unfit))
        assert (refused.status_code, refused.json()["code"]) == (422, "password-unfit")
        assert [fault["code"] for fault in refused.json()["fields"]] == ["password-length"]
        assert "too short" not in refused.text

    async def signed_in(
        self, anonymous: httpx2.AsyncClient, app: FastAPI, api_client: Callable[..., httpx2.AsyncClient], name: str
    ) -> httpx2.AsyncClient:
        answer = await anonymous.post("/tokens", json={"username": name, "password": PASSWORD})
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        return api_client(app, answer.json()["access_token"])
