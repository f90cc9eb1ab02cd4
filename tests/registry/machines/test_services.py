"""Our own services: machines whose keys stand in the configuration. Each gets a token for what it signs, and is refused
whatever its role does not allow: every person, and every act."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from joserfc.jwk import ECKey
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.ports import free_port
from services.benefits.main import create_app as create_benefits
from services.registry.accounts.commands import open_account
from services.registry.machines.commands import keep_services
from services.registry.machines.domain import NotAMachine
from services.registry.machines.loop import ServiceIdentities
from services.registry.main import create_app
from services.registry.settings import ServiceIdentity, Settings
from shared.auth.identity import IdentityRefused, OwnIdentity
from shared.auth.permissions import PERMISSIONS
from shared.auth.roles import Role
from shared.auth.signing import SigningKey
from shared.clock import machine_now
from shared.service.serving import serve
from shared.settings import ConfigurationFault
from tests.given import CENTRE, SIGNING_KEY, given_settings
from tests.issuer import Issuer
from tests.registry.given import audited, published
from tests.registry.machines.given import keeping, public_pem
from tests.registry.test_settings import COMPLETE

KEYS = [SigningKey.from_pem(ECKey.generate_key("P-256").as_pem(private=True).decode()) for _ in range(3)]
LOOPBACK = (ip_network("127.0.0.1"),)


def identity(*keys: SigningKey, service: str = "benefits") -> ServiceIdentity:
    return ServiceIdentity(service, tuple(public_pem(key.key) for key in keys), LOOPBACK)


async def keep(engine: AsyncEngine, *configured: ServiceIdentity, later: timedelta = timedelta(0)) -> list[str]:
    work = keeping(engine)
    return await keep_services(replace(work, now=work.now + later), configured, centre_code=CENTRE)


@pytest_asyncio.fixture
async def registry_url(
    registry_engine: AsyncEngine, issuer: Issuer, settings_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[str]:
    """Registry on a port."""
    monkeypatch.setattr("shared.auth.identity.ASK_SECONDS", 60)  # it answers, however busy the machine is
    port, stop = free_port(), asyncio.Event()
    app = create_app(settings_of("registry"))
    serving = asyncio.create_task(serve(app, host="127.0.0.1", port=port, stop=stop, drain_seconds=1, lifespan="on"))
    benefits_keys = create_benefits(settings_of("benefits", jwks_url=f"http://127.0.0.1:{port}/.well-known/jwks.json"))
    await benefits_keys.state.tokens.keys.wait_until_known(within_seconds=20)
    yield f"http://127.0.0.1:{port}"
    stop.set()
    await serving


class TestAService:
    async def test_gets_a_token_and_may_see_nobody_and_do_nothing(
        self,
        registry_url: str,
        registry_engine: AsyncEngine,
        issuer: Issuer,
        settings_of: Callable[..., Any],
        api_client: Callable[..., httpx2.AsyncClient],
    ) -> None:
        await keep(registry_engine, identity(KEYS[0]))
        token = await OwnIdentity("benefits", KEYS[0], issuer.url, registry_url).ask_token(at=machine_now())
        own_key = SigningKey.from_pem(SIGNING_KEY).public
        if own_key not in issuer.published:
            issuer.published.append(own_key)
        registry = create_app(settings_of("registry"))
        client = api_client(registry, token)
        assert (await client.get("/accounts/me")).json()["username"] == "service.benefits"
        refused = {}
        for name in (
            "accounts.open",
            "accounts.read",
            "grants.propose",
            "grants.read",
            "veterans.register",
            "audit.read",
        ):
            for route in PERMISSIONS[name].routes:
                *_, method, path = route.split(" ")
                answer = await client.request(method, path.replace("{", "").replace("}", ""), json={})
                refused[route] = answer.status_code
        assert set(refused.values()) <= {403, 422}
        assert (await client.get("/accounts")).json()["code"] == "not-allowed"
        assert (await client.get("/veterans")).json()["code"] == "not-allowed"

    def test_has_no_more_than_a_system_that_subscribes_and_what_it_asks_registry_for(self) -> None:
        of_role = {name: each for name, each in PERMISSIONS.items() if Role.SUBSCRIBER in each.roles}
        allowed = {name for name, each in of_role.items() if each.service in {"", "benefits"}}
        assert allowed == {
            "accounts.own",
            "audit.own",
            "events.fetch",
            "facts.fetch",
            "notices.send",
            "places.read",
            "programmes.read",
        }

    async def test_is_refused_with_a_key_that_is_not_configured(
        self, registry_url: str, registry_engine: AsyncEngine, issuer: Issuer
    ) -> None:
        await keep(registry_engine, identity(KEYS[0]))
        stranger = OwnIdentity("benefits", KEYS[1], issuer.url, registry_url)
        with pytest.raises(IdentityRefused, match="401"):
            await stranger.ask_token(at=machine_now())
        other = OwnIdentity("reporting", KEYS[0], issuer.url, registry_url)
        with pytest.raises(IdentityRefused, match="401"):
            await other.ask_token(at=machine_now())

    async def test_is_told_when_registry_is_away(self, issuer: Issuer) -> None:
        with pytest.raises(IdentityRefused, match="does not answer"):
            await OwnIdentity("benefits", KEYS[0], issuer.url, "http://127.0.0.1:9").ask_token(at=machine_now())

    async def test_changes_its_key_while_both_hold(
        self, registry_url: str, registry_engine: AsyncEngine, issuer: Issuer
    ) -> None:
        old, new = (OwnIdentity("benefits", key, issuer.url, registry_url) for key in KEYS[:2])
        await keep(registry_engine, identity(KEYS[0]))
        assert await keep(registry_engine, identity(KEYS[0], KEYS[1])) == ["benefits"]
        assert await old.ask_token(at=machine_now())
        assert await new.ask_token(at=machine_now())
        assert await keep(registry_engine, identity(KEYS[1])) == ["benefits"]
        assert await new.ask_token(at=machine_now())
        with pytest.raises(IdentityRefused):
            await old.ask_token(at=machine_now())


class TestTheConfiguration:
    async def test_is_kept_once(self, registry_engine: AsyncEngine) -> None:
        configured = [identity(KEYS[0]), identity(KEYS[1], service="reporting")]
        assert await keep(registry_engine, *configured) == ["benefits", "reporting"]
        assert await keep(registry_engine, *configured) == []
        assert len(await audited(registry_engine, "keep-service")) == 2

    async def test_gives_a_grant_for_a_year_with_each_new_key(self, registry_engine: AsyncEngine) -> None:
        await keep(registry_engine, identity(KEYS[0]))
        await keep(registry_engine, identity(KEYS[1]), later=timedelta(days=200))
        events = [(name, data.get("role")) for name, _, data in await published(registry_engine)]
        assert events == [("grant-given", "subscriber"), ("grant-revoked", None), ("grant-given", "subscriber")]

    async def test_makes_no_machine_of_a_persons_account(self, registry_engine: AsyncEngine) -> None:
        await open_account(keeping(registry_engine), username="service.benefits", display_name="某人")
        with pytest.raises(NotAMachine):
            await keep(registry_engine, identity(KEYS[0]))

    async def test_does_not_keep_the_first_accounts_from_being_opened(
        self,
        registry_engine: AsyncEngine,
        settings_of: Callable[..., Any],
        api_client: Callable[..., httpx2.AsyncClient],
    ) -> None:
        await keep(registry_engine, identity(KEYS[0]))
        token = "a one-time setup token"
        client = api_client(create_app(settings_of("registry", setup_token=token)))
        roles = ("system_administrator", "security_administrator", "auditor", "bureau_leader")
        body = {"setup_token": token, **{role: {"username": role} for role in roles}}
        assert (await client.post("/setup", json=body)).status_code == 201
        assert (await client.post("/setup", json=body)).status_code == 409

    async def test_is_followed_by_a_running_worker(
        self, registry_engine: AsyncEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("VETERANS_SECRETS_DIR", str(tmp_path))
        for name, value in COMPLETE.items():
            monkeypatch.setenv(name, value)
        part, stop = ServiceIdentities(Settings.load(), registry_engine), asyncio.Event()
        running = asyncio.create_task(part.run(stop))
        pem = public_pem(KEYS[0].key)
        (tmp_path / "registry_service_keys").write_text(f'[benefits]\nkeys = ["""\n{pem}"""]\n')
        for _ in range(600):
            if await audited(registry_engine, "keep-service"):
                break
            await asyncio.sleep(0.1)
        stop.set()
        await running
        assert await audited(registry_engine, "keep-service") != []

    @pytest.mark.parametrize(
        "written", ["no [ TOML", "[benefits]\nkeys = []", "[benefits]\nkeys = ['a', 'b', 'c']", "[B!]\nkeys = ['a']"]
    )
    def test_stops_the_start_when_it_is_not_usable(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
    ) -> None:
        monkeypatch.setenv("VETERANS_SECRETS_DIR", str(tmp_path))
        for name, value in COMPLETE.items():
            monkeypatch.setenv(name, value)
        (tmp_path / "registry_service_keys").write_text(written)
        with pytest.raises(ConfigurationFault, match="REGISTRY_SERVICE_KEYS"):
            Settings.load()

    def test_names_networks(self) -> None:
        with pytest.raises(ValueError, match="separated by commas"):
            given_settings(Settings, service_networks="nowhere")
