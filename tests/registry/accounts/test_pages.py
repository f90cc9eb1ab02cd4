"""Signing in and out in a browser, and one's own account."""

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.given import given_grant
from tests.registry.given import PASSWORD, given_account

BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
CREDENTIALS = {"username": "station-clerk", "password": PASSWORD}


@pytest.fixture
def browser(anonymous: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """Of somebody who has not signed in yet."""
    anonymous.headers.update(BROWSER)
    return anonymous


class TestASignInPage:
    async def test_lets_one_in_and_leads_on(self, browser: httpx2.AsyncClient, registry_engine: AsyncEngine) -> None:
        await given_grant(registry_engine, await given_account(registry_engine))
        assert (await browser.get("/me")).headers["location"] == "/session/renew?to=/me"
        assert (await browser.get("/session/renew?to=/me")).headers["location"] == "/sign-in?to=/me"
        signed_in = await browser.post("/sign-in", data={**CREDENTIALS, "to": "/me"})
        assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/me")
        shown = await browser.get("/me")
        assert shown.status_code == 200
        assert "station-clerk" in shown.text

    @pytest.mark.parametrize(
        "credentials", [{**CREDENTIALS, "password": "wrong"}, {**CREDENTIALS, "username": "nobody"}]
    )
    async def test_refuses_with_the_form(
        self, browser: httpx2.AsyncClient, registry_engine: AsyncEngine, credentials: dict[str, str]
    ) -> None:
        await given_account(registry_engine)
        refused = await browser.post("/sign-in", data={**credentials, "to": "/me"})
        assert refused.status_code == 401
        assert "用户名或密码不正确" in refused.text
        assert 'name="to" value="/me"' in refused.text
        assert "set-cookie" not in refused.headers

    async def test_leads_nobody_to_another_site(
        self, browser: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        await given_account(registry_engine)
        signed_in = await browser.post("/sign-in", data={**CREDENTIALS, "to": "//evil.example"})
        assert signed_in.headers["location"] == "/"

    async def test_takes_no_sign_in_from_another_site(
        self, browser: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        await given_account(registry_engine)
        refused = await browser.post("/sign-in", data=CREDENTIALS, headers={"Sec-Fetch-Site": "cross-site"})
        assert refused.status_code == 403
        assert "set-cookie" not in refused.headers


class TestASignOut:
    async def test_ends_the_session_of_the_browser(
        self, browser: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        await given_grant(registry_engine, await given_account(registry_engine))
        await browser.post("/sign-in", data=CREDENTIALS)
        assert (await browser.get("/me")).status_code == 200
        assert (await browser.post("/session/end")).headers["location"] == "/sign-in"
        assert (await browser.get("/me")).status_code == 303


class TestOnesOwnPassword:
    async def test_is_changed_by_its_owner(
        self, browser: httpx2.AsyncClient, registry_app: FastAPI, registry_engine: AsyncEngine
    ) -> None:
        await given_grant(registry_engine, await given_account(registry_engine))
        await browser.post("/sign-in", data=CREDENTIALS)
        new = {"current_password": PASSWORD, "new_password": "another long password"}
        changed = await browser.post("/me/password", data=new)
        assert (changed.status_code, changed.headers["location"]) == (303, "/me")
        again = {"username": "station-clerk", "password": "another long password"}
        assert (await browser.post("/sign-in", data=again)).status_code == 303

    async def test_is_refused_at_its_field_and_never_shown_again(
        self, browser: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        await given_grant(registry_engine, await given_account(registry_engine))
        await browser.post("/sign-in", data=CREDENTIALS)
        refused = await browser.post("/me/password", data={"current_password": PASSWORD, "new_password": "short-1"})
        assert refused.status_code == 422
        assert "密码应为 12 至 128 个字符。" in refused.text
        assert "short-1" not in refused.text
        assert PASSWORD not in refused.text
