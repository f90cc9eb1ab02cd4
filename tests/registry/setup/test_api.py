"""The setup by HTTP."""

import asyncio
from collections.abc import Callable

import httpx2
from fastapi import FastAPI

from tests.registry.conftest import SETUP_TOKEN
from tests.registry.given import PASSWORD

SETUP = {"setup_token": SETUP_TOKEN, "username": "Administrator", "password": PASSWORD}
CLERK = {"username": "clerk", "password": PASSWORD, "display_name": "办事员"}


class TestASetup:
    async def test_lets_its_administrator_sign_in_and_open_accounts(
        self, anonymous: httpx2.AsyncClient, registry_app: FastAPI, api_client: Callable[..., httpx2.AsyncClient]
    ) -> None:
        created = await anonymous.post("/setup", json=SETUP)
        assert created.status_code == 201
        signed_in = await anonymous.post("/tokens", json={"username": "administrator", "password": PASSWORD})
        assert signed_in.status_code == 200
        assert signed_in.headers["Cache-Control"] == "no-store"
        token = signed_in.json()
        assert (token["token_type"], token["expires_in"]) == ("Bearer", 3600)
        administrator = api_client(registry_app, token["access_token"])
        opened = await administrator.post("/accounts", json=CLERK)
        assert opened.status_code == 201
        listed = (await administrator.get("/accounts")).json()
        assert [account["username"] for account in listed["items"]] == ["administrator", "clerk"]
        assert listed["items"][0]["account_id"] == created.json()["account_id"]

    async def test_is_refused_the_second_time_in_the_callers_language(self, anonymous: httpx2.AsyncClient) -> None:
        await anonymous.post("/setup", json=SETUP)
        for language, sentence in {
            "en": "The system is set up; a first administrator cannot be created again.",
            "zh-CN": "本系统已初始化，不能再次创建首位管理员。",
        }.items():
            refused = await anonymous.post("/setup", json=SETUP, headers={"Accept-Language": language})
            assert refused.status_code == 409
            assert refused.headers["Content-Type"] == "application/problem+json"
            assert (refused.json()["code"], refused.json()["detail"]) == ("already-set-up", sentence)

    async def test_is_done_once_when_many_try_at_once(self, anonymous: httpx2.AsyncClient) -> None:
        attempts = (anonymous.post("/setup", json={**SETUP, "username": f"administrator{n}"}) for n in range(4))
        assert sorted(answer.status_code for answer in await asyncio.gather(*attempts)) == [201, 409, 409, 409]

    async def test_is_refused_with_a_wrong_token(self, anonymous: httpx2.AsyncClient) -> None:
        refused = await anonymous.post("/setup", json={**SETUP, "setup_token": "another one-time token"})
        assert (refused.status_code, refused.json()["code"]) == (403, "setup-token-refused")
        assert "another one-time token" not in refused.text

    async def test_names_the_rule_an_unfit_password_breaks(self, anonymous: httpx2.AsyncClient) -> None:
        refused = await anonymous.post("/setup", json={**SETUP, "password": "too short"})
        assert (refused.status_code, refused.json()["code"]) == (422, "password-unfit")
        assert refused.json()["fields"] == [
            {"field": "password", "code": "password-length", "message": "密码应为 12 至 128 个字符。"}
        ]
        assert "too short" not in refused.text
