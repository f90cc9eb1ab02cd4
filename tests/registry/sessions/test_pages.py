"""Signing in, going on and out in a browser."""

import re
import time
from datetime import UTC, datetime
from uuid import UUID

import httpx2
import pyotp
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import issue_activation, open_account
from shared.auth.roles import Role
from shared.ids import new_id
from tests.given import given_grant
from tests.registry.given import PASSWORD, confirming, given_account, given_work

BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
CREDENTIALS = {"username": "station-clerk", "password": PASSWORD}
PRESSED = {"idempotency_key": str(new_id())}
_ENDS = re.compile(r'action="(/me/sessions/[0-9a-f-]{36}/end)"')


@pytest.fixture
def browser(anonymous: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """Of somebody who has not signed in yet."""
    anonymous.headers.update(BROWSER)
    return anonymous


async def given_user(engine: AsyncEngine, role: Role = Role.CENTRE_STAFF) -> UUID:
    account_id = await given_account(engine)
    await given_grant(engine, account_id, role)
    return account_id


class TestASignInPage:
    async def test_shows_the_way_to_what_everybody_may_read(self, browser: httpx2.AsyncClient) -> None:
        shown = (await browser.get("/sign-in")).text
        for path in ("/benefits/public/programmes", "/benefits/public/publicity"):
            assert f'<a href="{path}">' in shown

    async def test_lets_one_in_and_leads_on(self, browser: httpx2.AsyncClient, registry_engine: AsyncEngine) -> None:
        await given_user(registry_engine)
        assert (await browser.get("/me")).headers["location"] == "/session/renew?to=/me"
        assert (await browser.get("/session/renew?to=/me")).headers["location"] == "/sign-in?to=/me"
        signed_in = await browser.post("/sign-in", data={**CREDENTIALS, "code": "", "to": "/me"})
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

    async def test_says_how_long_to_wait_after_failures(self, browser: httpx2.AsyncClient) -> None:
        for _ in range(4):
            await browser.post("/sign-in", data={**CREDENTIALS, "password": "wrong"})
        for _ in range(5):  # a busy machine may take longer for one try than the first delay lasts
            delayed = await browser.post("/sign-in", data=CREDENTIALS)
            if delayed.status_code == 429:
                break
        assert delayed.status_code == 429
        assert re.search(r"请在 \d+ 秒后重试", delayed.text)

    async def test_leads_nobody_to_another_site(
        self, browser: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        await given_user(registry_engine)
        signed_in = await browser.post("/sign-in", data={**CREDENTIALS, "to": "//evil.example"})
        assert signed_in.headers["location"] == "/"

    async def test_takes_no_sign_in_from_another_site(
        self, browser: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        await given_user(registry_engine)
        refused = await browser.post("/sign-in", data=CREDENTIALS, headers={"Sec-Fetch-Site": "cross-site"})
        assert refused.status_code == 403
        assert "set-cookie" not in refused.headers


class TestARenewal:
    async def test_goes_on_where_one_was_when_the_access_token_is_gone(
        self, browser: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        await given_user(registry_engine)
        await browser.post("/sign-in", data=CREDENTIALS)
        browser.cookies.delete("session")
        assert (await browser.get("/me")).headers["location"] == "/session/renew?to=/me"
        assert (await browser.get("/session/renew?to=/me")).headers["location"] == "/me"
        assert (await browser.get("/me")).status_code == 200


class TestASignOut:
    async def test_ends_the_session_of_the_browser_and_its_renewal(
        self, browser: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        await given_user(registry_engine)
        await browser.post("/sign-in", data=CREDENTIALS)
        kept = browser.cookies["renewal"]
        assert (await browser.post("/session/end")).headers["location"] == "/sign-in"
        assert (await browser.get("/me")).status_code == 303
        browser.cookies.set("renewal", kept, path="/session")
        assert (await browser.get("/session/renew?to=/me")).headers["location"] == "/sign-in?to=/me"


class TestAnActivationPage:
    async def test_lets_the_holder_of_a_slip_choose_his_password(
        self, browser: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        keeper = given_work(registry_engine, Role.SYSTEM_ADMINISTRATOR, now=datetime.now(UTC))
        account_id = await open_account(keeper, username="station-clerk", display_name="办事员")
        secret = (await issue_activation(keeper, account_id, reason="新开账号")).secret
        wrong = await browser.post("/session/activation", data={**CREDENTIALS, "secret": "00000"})
        assert wrong.status_code == 401
        assert "激活码不正确" in wrong.text
        chosen = await browser.post("/session/activation", data={**CREDENTIALS, "secret": secret})
        assert (chosen.status_code, "待确认" in chosen.text) == (200, True)
        await confirming(given_work(registry_engine, Role.SECURITY_ADMINISTRATOR, now=keeper.now), account_id)
        await given_grant(registry_engine, account_id)
        assert (await browser.post("/sign-in", data=CREDENTIALS)).status_code == 303


class TestAnEnrolment:
    async def test_is_where_a_leader_is_sent_first(
        self, browser: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        await given_user(registry_engine, Role.BUREAU_LEADER)
        signed_in = await browser.post("/sign-in", data=CREDENTIALS)
        assert signed_in.headers["location"] == "/session/second-factor"
        assert (await browser.get("/me")).status_code == 303  # the token is good for nothing else
        assert "生成密钥" in (await browser.get("/session/second-factor")).text
        begun = await browser.post("/session/second-factor", data={"idempotency_key": "once"})
        assert "data:image/svg+xml" in begun.text
        found = re.search(r"<code>([A-Z2-7]{32})</code>", begun.text)
        assert found is not None
        totp, now = pyotp.TOTP(found[1]), int(time.time())
        wrong = await browser.post("/session/second-factor/confirmation", data={"code": "000000"})
        assert (wrong.status_code, "验证码不正确" in wrong.text) == (422, True)
        confirmed = await browser.post("/session/second-factor/confirmation", data={"code": totp.at(now)})
        assert len(re.findall(r"<code>([0-9A-Z]{5}-){2}[0-9A-Z]{5}</code>", confirmed.text)) == 10
        needed = await browser.post("/sign-in", data=CREDENTIALS)
        assert (needed.status_code, "请输入身份验证器上的动态验证码" in needed.text) == (401, True)
        again = await browser.post("/sign-in", data={**CREDENTIALS, "code": totp.at(now + 30)})
        assert again.headers["location"] == "/"
        assert (await browser.get("/me")).status_code == 200


class TestOnesOwnSessions:
    async def test_are_shown_and_ended_one_by_one(
        self, browser: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        await given_user(registry_engine)
        await browser.post("/sign-in", data=CREDENTIALS)
        other = browser.cookies["renewal"]
        await browser.post("/sign-in", data=CREDENTIALS)
        shown = (await browser.get("/me/sessions")).text
        this, another = _ENDS.findall(shown)  # the last begun first
        assert shown.index("本次") < shown.index(this)
        assert (await browser.post(another, data=PRESSED)).headers["location"] == "/me/sessions"
        assert _ENDS.findall((await browser.get("/me/sessions")).text) == [this]
        browser.cookies.delete("renewal")
        browser.cookies.set("renewal", other, path="/session")
        assert (await browser.get("/session/renew")).headers["location"] == "/sign-in?to=/"

    async def test_end_all_at_once(self, browser: httpx2.AsyncClient, registry_engine: AsyncEngine) -> None:
        await given_user(registry_engine)
        await browser.post("/sign-in", data=CREDENTIALS)
        kept = browser.cookies["session"]
        assert (await browser.post("/me/sessions/end", data=PRESSED)).headers["location"] == "/sign-in"
        browser.cookies.set("session", kept)
        assert (await browser.get("/me")).status_code == 303

    async def test_of_others_are_not_there(self, browser: httpx2.AsyncClient, registry_engine: AsyncEngine) -> None:
        await given_user(registry_engine)
        await browser.post("/sign-in", data=CREDENTIALS)
        assert (await browser.post(f"/me/sessions/{new_id()}/end", data=PRESSED)).status_code == 404
