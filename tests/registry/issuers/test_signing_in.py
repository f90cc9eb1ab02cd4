"""Signing in by an external issuer: Authlib's server, over HTTP."""

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from deploy.embedded.certificates import Authority
from services.registry.accounts.commands import disable_account, issue_activation
from services.registry.issuers.domain.authorization import IssuerUnavailable, new_request
from services.registry.issuers.driver import Issuers
from services.registry.main import create_app
from shared.auth.roles import Role
from tests.given import NOWHERE
from tests.registry.given import audited, given_work
from tests.registry.issuers.given import (
    CONFIGURED,
    SITE,
    Person,
    count_sessions,
    given_bound,
    given_user,
    refused_with,
    signed_in_at,
)
from tests.registry.issuers.provider import CLIENT_ID, Provider

PersonOf = Callable[[str], Person]
REFUSED = (401, "没有可以登录的账号绑定了该统一认证用户。请用用户名和密码登录，在“我的账号”中绑定，或联系系统管理员。")


@pytest.fixture
def person_of(
    registry_engine: AsyncEngine, issuer: object, settings_of: Callable[..., Any], api_client: Callable[..., Any]
) -> PersonOf:
    """Somebody at a registry to which these issuers are known."""

    def make(configured: str) -> Person:
        app = create_app(settings_of("registry", site_url=SITE, external_issuers=configured))
        browser = api_client(app)
        browser.headers.update({"Accept": "text/html", "Sec-Fetch-Site": "same-origin"})
        return Person(browser)

    return make


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def certified(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """An issuer over TLS, by an authority that nobody knows."""
    monkeypatch.setattr("services.registry.issuers.driver.ASK_SECONDS", 60)  # it answers, however busy the machine is
    provider = Provider(f"{SITE}/session/issuers/city/callback", "localhost", authority.certified("sso"))
    provider.start()
    yield provider
    provider.stop()


def named(authority: Authority) -> str:
    return f'authority = """{authority.certificate.read_text()}"""\n'


class TestASignInByAnIssuer:
    async def test_is_offered_beside_the_password(self, person: Person) -> None:
        shown = (await person.browser.get("/sign-in?to=/me")).text
        assert 'href="/session/issuers/city?to=/me"' in shown
        assert "市统一身份认证" in shown

    async def test_asks_for_a_code_with_a_challenge_to_be_sent_to_the_configured_address(self, person: Person) -> None:
        person.browser.headers["Host"] = "evil.example"
        asked = {name: each[0] for name, each in parse_qs(urlsplit(await person.leaves()).query).items()}
        assert (asked["response_type"], asked["client_id"], asked["scope"]) == ("code", CLIENT_ID, "openid")
        assert asked["redirect_uri"] == "http://api/session/issuers/city/callback"
        assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
        assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3

    async def test_gives_what_a_password_gives(
        self, person: Person, provider: Provider, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_user(registry_engine)
        await given_bound(registry_engine, provider.url, account_id)
        answer = await person.signs_in("/me")
        assert (answer.status_code, answer.headers["location"]) == (303, "/me")
        assert "station-clerk" in (await person.browser.get("/me")).text
        assert await count_sessions(registry_engine) == 1
        assert await audited(registry_engine, "begin-external-session") == [(f"account {account_id}", "done")]
        person.browser.cookies.delete("session")
        assert (await person.browser.get("/session/renew?to=/me")).headers["location"] == "/me"
        assert (await person.browser.post("/session/end")).status_code == 303
        assert (await person.browser.get("/me")).status_code == 303

    async def test_may_name_the_issuer(self, person: Person, provider: Provider, registry_engine: AsyncEngine) -> None:
        await given_bound(registry_engine, provider.url, await given_user(registry_engine))
        back = await person.goes_there()
        assert (await person.browser.get(f"{back}&iss={provider.url}")).status_code == 303

    @pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
    async def test_gives_the_secret_as_the_issuer_takes_it(
        self, person: Person, provider: Provider, registry_engine: AsyncEngine, method: str
    ) -> None:
        provider.metadata = {"token_endpoint_auth_methods_supported": [method]}
        await given_bound(registry_engine, provider.url, await given_user(registry_engine))
        assert (await person.signs_in()).status_code == 303


class TestSomebodyWhoMayNotSignIn:
    async def test_is_refused_when_nobody_is_bound(
        self, person: Person, provider: Provider, registry_engine: AsyncEngine
    ) -> None:
        """Not by the same name either."""
        provider.user = "station-clerk"
        await given_user(registry_engine)
        assert refused_with(await person.signs_in()) == REFUSED
        assert ("issuer city", "external-sign-in-refused") in await audited(registry_engine, "refuse-externally")

    async def test_is_refused_when_another_issuer_has_the_same_name_for_him(
        self, person: Person, registry_engine: AsyncEngine
    ) -> None:
        await given_bound(registry_engine, "https://another.example", await given_user(registry_engine))
        assert refused_with(await person.signs_in()) == REFUSED

    async def test_is_refused_before_the_holder_has_confirmed(
        self, person: Person, provider: Provider, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_user(registry_engine)
        await given_bound(registry_engine, provider.url, account_id, is_confirmed=False)
        assert refused_with(await person.signs_in()) == REFUSED

    async def test_is_refused_without_a_grant(
        self, person: Person, provider: Provider, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_user(registry_engine, None)
        await given_bound(registry_engine, provider.url, account_id)
        assert refused_with(await person.signs_in()) == REFUSED
        assert await audited(registry_engine, "begin-external-session") == [
            (f"account {account_id}", "sign-in-refused")
        ]

    async def test_is_refused_when_the_account_is_disabled(
        self, person: Person, provider: Provider, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_user(registry_engine)
        await given_bound(registry_engine, provider.url, account_id)
        await disable_account(given_work(registry_engine, Role.SYSTEM_ADMINISTRATOR), account_id, reason="调离岗位")
        assert refused_with(await person.signs_in()) == REFUSED

    async def test_is_refused_when_the_account_awaits_its_activation(
        self, person: Person, provider: Provider, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_user(registry_engine)
        await given_bound(registry_engine, provider.url, account_id)
        await issue_activation(given_work(registry_engine, Role.SYSTEM_ADMINISTRATOR), account_id, reason="遗失")
        assert refused_with(await person.signs_in()) == REFUSED

    async def test_has_to_wait_after_failures(self, person: Person, registry_engine: AsyncEngine) -> None:
        for _ in range(5):
            answer = await person.signs_in()
        assert answer.status_code == 429
        assert await count_sessions(registry_engine) == 0

    async def test_is_told_when_the_issuer_refuses_him(self, person: Person, provider: Provider) -> None:
        provider.user = None
        status, said = refused_with(await person.signs_in())
        assert (status, "没有完成登录" in said) == (401, True)


class TestAnIssuerThatAnAuthorityOfItsOwnCertifies:
    async def test_signs_people_in_where_that_one_is_named(
        self, certified: Provider, authority: Authority, registry_engine: AsyncEngine, person_of: PersonOf
    ) -> None:
        person = person_of(CONFIGURED.format(issuer=certified.url) + named(authority))
        await given_bound(registry_engine, certified.url, await given_user(registry_engine))
        there = await signed_in_at(
            await person.leaves(), verify=ssl.create_default_context(cafile=authority.certificate)
        )
        answer = await person.browser.get(there)
        assert (answer.status_code, answer.headers["location"]) == (303, "/me")

    async def test_does_not_where_it_is_not_and_the_log_says_why(
        self, certified: Provider, person_of: PersonOf, tmp_path: Path
    ) -> None:
        configured = CONFIGURED.format(issuer=certified.url)
        for each in (configured, configured + named(Authority(tmp_path / "another"))):
            with capture_logs() as logs:
                answer = await person_of(each).browser.get("/session/issuers/city?to=/me")
            assert answer.status_code == 503
            ((said, cause),) = [(line["event"], line["cause"]) for line in logs if "issuer" in line]
            assert (said, "certificate" in cause, "localhost" in cause) == ("issuer_unavailable", True, False)


class TestAnIssuerThatIsAway:
    @pytest.mark.parametrize(
        ("address", "cause"),
        [
            (NOWHERE, "ConnectError (Connection refused)"),
            ("https://sso.invalid", "ConnectError (Name or service not known)"),
        ],
    )
    async def test_is_said_in_the_log_with_what_is_in_the_way(
        self, person_of: PersonOf, address: str, cause: str
    ) -> None:
        with capture_logs() as logs:
            await person_of(CONFIGURED.format(issuer=address)).browser.get("/session/issuers/city?to=/me")
        assert [line["cause"] for line in logs if line["event"] == "issuer_unavailable"] == [cause]

    async def test_stops_no_password(self, person_of: PersonOf, registry_engine: AsyncEngine) -> None:
        person = person_of(CONFIGURED.format(issuer=NOWHERE))
        status, said = refused_with(await person.browser.get("/session/issuers/city?to=/me"))
        assert (status, "暂时没有应答" in said) == (503, True)
        await given_user(registry_engine)
        await person.signs_in_by_password()

    async def test_is_waited_for_by_nobody_who_asks_again(
        self, settings_of: Callable[..., Any], api_client: Callable[..., Any]
    ) -> None:
        away = settings_of("registry", site_url=SITE, external_issuers=CONFIGURED.format(issuer=NOWHERE))
        issuer = Issuers(away.issuers, SITE).get("city")
        question = new_request("city", to="/", now=datetime.now(UTC))
        with pytest.raises(IssuerUnavailable):
            await issuer.authorization_url(question)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("services.registry.issuers.driver.fetch", _never)
            with pytest.raises(IssuerUnavailable):
                await issuer.authorization_url(question)

    @pytest.mark.parametrize(
        "metadata",
        [
            {"issuer": "https://another.example"},
            {"token_endpoint": "ftp://127.0.0.1/token"},
            {"jwks_uri": "/jwks"},
            {"authorization_endpoint": 1},
            {"padding": "x" * 300_000},
        ],
    )
    async def test_is_also_one_that_describes_itself_as_it_must_not(
        self, person: Person, provider: Provider, metadata: dict[str, Any]
    ) -> None:
        provider.metadata = metadata
        assert (await person.browser.get("/session/issuers/city")).status_code == 503

    async def test_is_one_whose_keys_cannot_be_had(
        self, person: Person, provider: Provider, registry_engine: AsyncEngine
    ) -> None:
        provider.metadata = {"jwks_uri": f"{provider.url}/nowhere"}
        await given_bound(registry_engine, provider.url, await given_user(registry_engine))
        assert (await person.signs_in()).status_code == 503


async def _never(*_args: object, **_options: object) -> tuple[int, bytes]:
    raise AssertionError("asked again")
