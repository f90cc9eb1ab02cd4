"""A running API while its keys are replaced in its secrets directory: nobody is turned away, everything stays readable.

The files are changed by the very steps of `veterans keys rotate`.
"""

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.demo.accounts import FOUNDERS
from deploy.embedded.configuration import encryption_key, generated
from deploy.embedded.postgres import Postgres
from deploy.embedded.rotation import DatabasePassword, MasterKey, SearchKey, Signing
from deploy.embedded.secrets import kept, random_password, replaced
from services.registry import SERVICE
from services.registry.main import create_app
from services.registry.settings import Settings
from services.registry.tokens.domain import TokenTerms, issue_token
from services.registry.veterans.commands.rekeying import DATA_KEYS, NUMBERS
from shared.auth.roles import Role
from shared.clock import machine_now
from shared.database.engine import create_engine
from shared.followed import LOOK_SECONDS
from shared.ids import new_id
from shared.rotation import rekey
from shared.service.assembly import tasks_of
from shared.service.worker_cli import run_once_migrated, worker_engine
from tests.given import PASSWORD, given_grant, loopback_url
from tests.issuer import Issuer
from tests.registry.given import audited, given_network, given_work
from tests.registry.persons import ZHANG_WEI, given_form, given_number

FOLLOWED = LOOK_SECONDS + 0.1
DISCLOSURE = {"purpose": "home-visit", "reason": "走访", "fields": ["id_number"]}


@pytest.fixture
def folder(tmp_path: Path, postgres: Postgres, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The secrets directory of this process, and the rest of its configuration."""
    for name, make in generated("registry").items():
        kept(tmp_path / name, make)
    (tmp_path / "registry_database_url").write_text(loopback_url(postgres, "registry"))
    settings = {
        "VETERANS_SECRETS_DIR": str(tmp_path),
        "VETERANS_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9",
        "VETERANS_TOKEN_ISSUER": issuer.url,
        "VETERANS_JWKS_URL": issuer.jwks_url,
        "VETERANS_SYNTHETIC_IDS_ALLOWED": "true",
        "REGISTRY_CENTRE_CODE": "411329",
        "REGISTRY_HTTP_PORT": "8101",
        "REGISTRY_WORKER_PORT": "8201",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return tmp_path


@pytest.fixture
def app(folder: Path, registry_engine: AsyncEngine) -> FastAPI:
    return create_app(Settings.load())


@pytest_asyncio.fixture
async def clerk(
    app: FastAPI,
    registry_engine: AsyncEngine,
    token_for: Callable[[UUID], str],
    api_client: Callable[..., httpx2.AsyncClient],
) -> httpx2.AsyncClient:
    await given_network(registry_engine)
    account = new_id()
    await given_grant(registry_engine, account, Role.CENTRE_STAFF)
    return api_client(app, token_for(account))


@pytest_asyncio.fixture
async def registering(clerk: httpx2.AsyncClient) -> AsyncIterator[list[int]]:
    """Somebody registers people all the while; the statuses of the answers."""
    statuses: list[int] = []

    async def go_on() -> None:
        for serial in range(1000):
            answer = await clerk.post("/veterans", json=given_form(id_number=given_number(serial)))
            statuses.append(answer.status_code)
            await asyncio.sleep(0.02)

    task = asyncio.create_task(go_on())
    yield statuses
    task.cancel()
    assert set(statuses) == {201}


def names_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


async def registered(client: httpx2.AsyncClient) -> str:
    answer = await client.post("/veterans", json=given_form())
    assert answer.status_code == 201, answer.text
    return str(answer.json()["veteran_id"])


async def number_of(client: httpx2.AsyncClient, veteran_id: str) -> Any:
    answer = await client.post(f"/veterans/{veteran_id}/disclosures", json=DISCLOSURE)
    return answer.json().get("values", answer.json())


class TestTheMasterKey:
    async def test_is_replaced_while_people_are_registered_and_read(
        self, folder: Path, clerk: httpx2.AsyncClient, registry_engine: AsyncEngine, registering: list[int]
    ) -> None:
        veteran_id = await registered(clerk)
        step = MasterKey(folder, "registry")
        step.begin()
        assert await number_of(clerk, veteran_id) == {"id_number": ZHANG_WEI}
        await asyncio.sleep(FOLLOWED)
        rows = await rekey(given_work(registry_engine), Settings.load().keyring, DATA_KEYS)
        assert rows >= 1
        step.end()
        await asyncio.sleep(FOLLOWED)
        assert await number_of(clerk, veteran_id) == {"id_number": ZHANG_WEI}
        assert await rekey(given_work(registry_engine), Settings.load().keyring, DATA_KEYS) == 0
        assert len(registering) > 10

    async def test_is_replaced_between_a_request_and_its_repetition(
        self, folder: Path, clerk: httpx2.AsyncClient
    ) -> None:
        key = {"Idempotency-Key": "once"}
        first = await clerk.post("/veterans", json=given_form(), headers=key)
        step = MasterKey(folder, "registry")
        step.begin()
        await asyncio.sleep(FOLLOWED)
        during = await clerk.post("/veterans", json=given_form(), headers=key)
        other = await clerk.post("/veterans", json=given_form(name="李四"), headers=key)
        step.end()
        await asyncio.sleep(FOLLOWED)
        after = await clerk.post("/veterans", json=given_form(), headers=key)
        assert [each.json() for each in (during, after)] == [first.json()] * 2
        assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


class TestTheSearchKey:
    async def test_is_replaced_while_people_are_registered_and_found(
        self, folder: Path, clerk: httpx2.AsyncClient, registry_engine: AsyncEngine, registering: list[int]
    ) -> None:
        veteran_id = await registered(clerk)
        before = names_in(folder)
        step = SearchKey(folder)
        step.begin()
        await asyncio.sleep(FOLLOWED)
        await rekey(given_work(registry_engine), Settings.load().keyring, NUMBERS)
        step.end()
        await asyncio.sleep(FOLLOWED)
        await rekey(given_work(registry_engine), Settings.load().keyring, NUMBERS)
        found = await clerk.post("/veterans/search", json={"id_number": ZHANG_WEI})
        assert found.json()["veteran_id"] == veteran_id
        assert (await clerk.post("/veterans", json=given_form())).status_code == 409
        changed = {"registry_search_key_a", "registry_search_key_b"}
        assert names_in(folder) ^ before == changed


class TestADatabaseOfBeforeTheSearchKeyWasReplaced:
    """As after a restore: the column has a key, and what stands in it is of another."""

    async def test_is_brought_under_it_before_the_service_starts(
        self, folder: Path, clerk: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        veteran_id = await registered(clerk)
        await self.migrated()
        assert [result for _, result in await audited(registry_engine, "rekey")] == ["done"] * 4
        replaced(folder / "registry_search_key_a", encryption_key())
        await asyncio.sleep(FOLLOWED)
        assert (await clerk.post("/veterans/search", json={"id_number": ZHANG_WEI})).status_code == 404
        await self.migrated()
        found = await clerk.post("/veterans/search", json={"id_number": ZHANG_WEI})
        assert found.json()["veteran_id"] == veteran_id
        named = await clerk.post("/veterans/search-by-name", json={"name": "张伟"})
        assert [each["veteran_id"] for each in named.json()["items"]] == [veteran_id]
        assert (await clerk.post("/veterans", json=given_form())).status_code == 409
        await self.migrated()
        assert len(await audited(registry_engine, "rekey")) == 8

    async def test_is_not_started_without_the_master_key_of_then(self, folder: Path, clerk: httpx2.AsyncClient) -> None:
        await registered(clerk)
        replaced(folder / "registry_master_key", encryption_key())
        with pytest.raises(SystemExit, match="registry_previous_master_key"):
            await self.migrated()

    @staticmethod
    async def migrated() -> None:
        await run_once_migrated(Settings.load(), tasks_of(SERVICE), Namespace(task="migrate"))


class TestTheSigningKey:
    async def test_is_replaced_while_tokens_of_the_one_before_still_hold(
        self, folder: Path, app: FastAPI, clerk: httpx2.AsyncClient, api_client: Callable[..., httpx2.AsyncClient]
    ) -> None:
        settings: Settings = app.state.settings
        terms = TokenTerms(settings.token_issuer, settings.token_audience, 600)

        async def answer(token: str) -> int:
            """403: it is known who asks, and he has no grant."""
            return (await api_client(app, token).get("/org-units")).status_code

        def token() -> str:
            key = app.state.signing_keys.current
            return issue_token(key, terms, new_id(), epoch=0, session_id=None, at=machine_now())

        old = token()
        step = Signing(folder)
        step.publish()
        await asyncio.sleep(FOLLOWED)
        assert len((await clerk.get("/.well-known/jwks.json")).json()["keys"]) == 2
        step.sign()
        await asyncio.sleep(FOLLOWED)
        new = token()
        assert [await answer(each) for each in (old, new)] == [403, 403]
        step.other.unlink()
        await asyncio.sleep(FOLLOWED)
        assert [await answer(each) for each in (old, new)] == [401, 403]


class TestTheSetupToken:
    async def test_is_replaced(
        self, app: FastAPI, registry_engine: AsyncEngine, folder: Path, api_client: Callable[..., httpx2.AsyncClient]
    ) -> None:
        nobody, file = api_client(app, ""), folder / "registry_setup_token"
        founders = {role: {"username": name} for role, name in FOUNDERS.items()}
        old = kept(file)
        replaced(file, random_password())
        await asyncio.sleep(FOLLOWED)
        refused = await nobody.post("/setup", json={"setup_token": old, **founders})
        assert refused.json()["code"] == "setup-token-refused"
        opened = await nobody.post("/setup", json={"setup_token": kept(file), **founders})
        assert opened.status_code == 201, opened.text


def api_engine(settings: Settings) -> AsyncEngine:
    return create_engine(settings.database_urls, pool_size=1, application_name="rotated")


class TestTheDatabasePassword:
    @pytest.mark.parametrize("connected", [api_engine, worker_engine])
    async def test_is_replaced_while_connections_are_opened(
        self, folder: Path, postgres: Postgres, connected: Callable[[Settings], AsyncEngine]
    ) -> None:
        for statement in (
            "DROP DATABASE IF EXISTS rotating",
            "DROP ROLE IF EXISTS rotating",
            "CREATE ROLE rotating LOGIN PASSWORD 'old'",
            "CREATE DATABASE rotating OWNER rotating",
        ):
            postgres.psql("postgres", statement)
        url = f"postgresql://rotating:old@{postgres.host}:{postgres.port}/rotating"
        replaced(folder / "database_password", "old")
        replaced(folder / "registry_database_url", url)
        engine = connected(Settings.load())
        step = DatabasePassword(folder, "registry")

        async def connects() -> bool:
            async with engine.connect():
                pass
            await engine.dispose()
            return True

        assert await connects()
        password = step.begin()
        await asyncio.sleep(FOLLOWED)
        assert await connects()
        postgres.psql("postgres", f"ALTER ROLE rotating PASSWORD '{password}'")
        assert await connects()
        step.end()
        await asyncio.sleep(FOLLOWED)
        assert await connects()
        assert password != "old"

    def test_is_replaced_to_the_end_after_a_beginning_that_was_cut_off(self, folder: Path) -> None:
        url = folder / "registry_database_url"
        before = url.read_text()
        replaced(folder / "registry_previous_database_url", before)
        replaced(folder / "database_password", "written, but not in the address yet")
        password = DatabasePassword(folder, "registry").begin()
        assert url.read_text() == before.replace(f":{PASSWORD}@", f":{password}@")
        assert DatabasePassword(folder, "registry").begin() == password
