"""Databases, tokens and clients for tests. A pytest plugin, named in tests/conftest.py.

`registry_engine`, `benefits_engine`, `reporting_engine`, `notifications_engine`, `kernel_engine`: an engine as the
application role on the service's database. It is migrated once per run, by the same code as in production, and emptied
(tests/emptying.py) before each test that asks for it. Its pool is warm, so that what is
started together does not come one by one as connections open.
"""

import importlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx2
import pytest
import pytest_asyncio
from alembic.script import ScriptDirectory
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from shared.auth import lookup
from shared.clock import set_ahead
from shared.database.engine import create_engine
from shared.database.migrating import alembic_config, migrate
from shared.logs import configure_logging
from shared.settings import ServiceSettings
from tests.emptying import SESSION, Emptying
from tests.given import given_settings as complete_settings
from tests.given import given_settings_for, loopback_url
from tests.issuer import Issuer

SERVICES = ("registry", "benefits", "reporting", "notifications")
KERNEL = "kernel"
POOL_SIZE = 10

# What a migration itself put into a table is put back after each emptying.
_KEEP_SEEDS = """
DO $$
DECLARE
    place text;
    filled boolean;
BEGIN
    CREATE SCHEMA seed;
    FOR place IN SELECT quote_ident(tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM public.' || place || ')' INTO filled;
        IF filled THEN EXECUTE 'CREATE TABLE seed.' || place || ' AS TABLE public.' || place; END IF;
    END LOOP;
END $$
"""


def pytest_configure() -> None:
    """As a service does; the default of structlog prints local variables."""
    configure_logging(service="tests")


class Databases:
    """One database for each service, made when a test first asks for it."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._engines: dict[str, AsyncEngine] = {}
        self._admins: dict[str, asyncpg.Connection[Any]] = {}
        self._emptying: dict[str, Emptying] = {}

    async def emptied(self, service: str) -> AsyncEngine:
        if service not in self._engines:
            await self._make(service)
        await self._emptying[service].empty()
        await warm(self._engines[service])
        return self._engines[service]

    async def create(self, name: str, package: str, revision: str = "head") -> ServiceSettings:
        """A database of its own for a test of migrations; returns settings that reach it."""
        self._postgres.create_database(name)
        settings = given_settings_for(ServiceSettings, self._postgres, database=name)
        await migrate(settings, package, revision)
        return settings

    async def upgrade_again(self, settings: ServiceSettings, package: str, revision: str) -> None:
        """What was done since `revision` is undone, and done again with the rows that are there."""
        newest = ScriptDirectory.from_config(alembic_config(package)).get_current_head() or ""
        await migrate(settings, package, f"-{int(newest) - int(revision)}")
        await migrate(settings, package)

    async def close(self) -> None:
        for engine in self._engines.values():
            await engine.dispose()
        for admin in self._admins.values():
            await admin.close()

    async def _make(self, service: str) -> None:
        package = "tests.shared.kernel" if service == KERNEL else f"services.{service}"
        await self.create(service, package)
        admin = await asyncpg.connect(
            self._postgres.admin_url(service),
            server_settings={"lock_timeout": "5s", "application_name": "emptying", **SESSION},
        )
        await admin.execute(_KEEP_SEEDS)
        self._admins[service], self._emptying[service] = admin, Emptying(admin)
        self._engines[service] = create_engine(
            loopback_url(self._postgres, service), pool_size=POOL_SIZE, application_name=f"{service} tests"
        )


async def warm(engine: AsyncEngine) -> None:
    """Open every connection of the pool that is not open yet."""
    async with AsyncExitStack() as connections:
        for _ in range(POOL_SIZE):
            await connections.enter_async_context(engine.connect())


@pytest_asyncio.fixture(scope="session")
async def databases(postgres: Postgres) -> AsyncIterator[Databases]:
    made = Databases(postgres)
    yield made
    await made.close()


def _engine_of(service: str) -> Any:
    @pytest_asyncio.fixture(name=f"{service}_engine")
    async def engine(databases: Databases) -> AsyncEngine:
        return await databases.emptied(service)

    return engine


registry_engine = _engine_of("registry")
benefits_engine = _engine_of("benefits")
reporting_engine = _engine_of("reporting")
notifications_engine = _engine_of("notifications")
kernel_engine = _engine_of(KERNEL)


@pytest.fixture(scope="session")
def issuer() -> Iterator[Issuer]:
    """Signs the tokens of the tests and serves its public key."""
    started = Issuer()
    started.start()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("shared.auth.keys.FETCH_TIMEOUT_SECONDS", 60)  # it does answer, however busy the machine is
        yield started
    started.stop()


@pytest.fixture
def token_for(issuer: Issuer) -> Callable[[UUID], str]:
    return issuer.token


def settings_class_of(service: str) -> type[ServiceSettings]:
    """The Settings class of a service."""
    found: type[ServiceSettings] = importlib.import_module(f"services.{service}.settings").Settings
    return found


def given_settings(service: str) -> ServiceSettings:
    """Settings good enough to build an API or a worker of `service` that meets no server."""
    return complete_settings(settings_class_of(service))


@pytest.fixture
def settings_of(postgres: Postgres, issuer: Issuer) -> Callable[..., Any]:
    """`settings_of("registry")`: the Settings of a service, reaching its test database and the test issuer."""

    def make(service: str, **more: Any) -> Any:
        return given_settings_for(settings_class_of(service), postgres, database=service, issuer=issuer, **more)

    return make


@pytest.fixture
def events_vouch(monkeypatch: pytest.MonkeyPatch) -> None:
    """No consumer runs beside an API under test: what was learned when a grant was given stands however long the test
    takes, where a service would ask registry after a minute and answer 503 without it."""
    monkeypatch.setattr(lookup, "BOUND_SECONDS", 3_600)


@pytest.fixture
def county_clock() -> Iterator[Callable[[timedelta], None]]:
    """`county_clock(timedelta(days=30))`: the county of this process lives so much later, until the test ends."""
    yield set_ahead
    set_ahead(timedelta(0))


@pytest_asyncio.fixture
async def api_client() -> AsyncIterator[Callable[..., httpx2.AsyncClient]]:
    """`api_client(app, token)`: an HTTP client of the application in this process; closes both after the test."""
    clients: list[httpx2.AsyncClient] = []
    apps: list[FastAPI] = []

    def make(app: FastAPI, token: str | None = None, **headers: str) -> httpx2.AsyncClient:
        bearer = {"Authorization": f"Bearer {token}"} if token else {}
        transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
        client = httpx2.AsyncClient(transport=transport, base_url="http://api", headers={**bearer, **headers})
        clients.append(client)
        apps.append(app)
        return client

    yield make
    for client in clients:
        await client.aclose()
    for app in apps:
        await app.state.tokens.keys.close()
        await app.state.engine.dispose()
