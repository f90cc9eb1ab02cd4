"""The first page, and the language of all of them."""

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.ids import new_id
from tests.given import given_grant
from tests.issuer import Issuer

WAITING, HANDOVERS = "/registry/waiting", "/registry/accounts?state=awaiting-confirmation"
BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


class TestTheFirstPage:
    async def test_is_for_everybody_who_is_signed_in(
        self, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine, issuer: Issuer
    ) -> None:
        account = new_id()
        await given_grant(registry_engine, account, Role.AUDITOR)
        anonymous.cookies.set("session", issuer.token(account))
        shown = (await anonymous.get("/", headers=BROWSER)).text
        assert "<h1>待办</h1>" in shown
        assert f"，账号 {str(account)[-8:]}" in shown  # on paper too it says who read it

    @pytest.mark.parametrize(
        ("role", "waiting"),
        [
            (Role.BUREAU_LEADER, {WAITING}),
            (Role.SECURITY_ADMINISTRATOR, {WAITING, HANDOVERS}),
            (Role.CENTRE_STAFF, {WAITING}),
            (Role.AUDITOR, set()),
        ],
    )
    async def test_shows_what_waits_for_a_second_person_to_who_is_one(
        self,
        anonymous: httpx2.AsyncClient,
        registry_engine: AsyncEngine,
        issuer: Issuer,
        role: Role,
        waiting: set[str],
    ) -> None:
        account = new_id()
        await given_grant(registry_engine, account, role)
        anonymous.cookies.set("session", issuer.token(account))
        shown = (await anonymous.get("/", headers=BROWSER)).text
        asked = {path for path in (WAITING, HANDOVERS) if f'hx-get="{path}"' in shown}
        assert asked == waiting
        for path in asked:
            part = await anonymous.get(path, headers={**BROWSER, "HX-Request": "true"})
            assert (part.status_code, "<html" in part.text, "<h2>" in part.text) == (200, False, True)

    async def test_leads_a_stranger_to_the_sign_in(self, anonymous: httpx2.AsyncClient) -> None:
        assert (await anonymous.get("/", headers=BROWSER)).headers["location"] == "/session/renew?to=/"


class TestTheLanguage:
    async def test_is_chosen_once_for_all_pages(self, anonymous: httpx2.AsyncClient) -> None:
        chosen = await anonymous.post("/language", data={"language": "en", "to": "/sign-in"}, headers=BROWSER)
        assert (chosen.status_code, chosen.headers["location"]) == (303, "/sign-in")
        assert "<h1>Sign in</h1>" in (await anonymous.get("/sign-in", headers=BROWSER)).text

    @pytest.mark.parametrize("language", ["fr", "", "../en"])
    async def test_is_one_of_two(self, anonymous: httpx2.AsyncClient, language: str) -> None:
        refused = await anonymous.post("/language", data={"language": language, "to": "/"}, headers=BROWSER)
        assert refused.status_code == 422
        assert "set-cookie" not in refused.headers
