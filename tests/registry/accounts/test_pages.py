"""One's own account in a browser."""

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


class TestOnesOwnPassword:
    async def test_is_changed_by_its_owner(
        self, browser: httpx2.AsyncClient, registry_app: FastAPI, registry_engine: AsyncEngine
    ) -> None:
        await given_grant(registry_engine, await given_account(registry_engine))
        await browser.post("/sign-in", data=CREDENTIALS)
        new = {"current_password": PASSWORD, "new_password": "another long password"}
        changed = await browser.post("/me/password", data=new)
        assert (changed.status_code, changed.headers["location"]) == (303, "/sign-in")
        assert (await browser.get("/me")).status_code == 303  # every session has ended
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
