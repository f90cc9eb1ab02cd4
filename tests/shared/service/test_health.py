"""Alive, ready, version, metrics; and what an API does while its database is away."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.ports import free_port
from deploy.embedded.postgres import Postgres
from shared.auth.keys import IssuerKeys, usable_keys
from shared.database.engine import create_engine
from shared.health import Check, newest_migration
from shared.ids import new_id
from shared.settings import ServiceSettings
from tests.given import CENTRE, given_grant, given_settings
from tests.issuer import Issuer
from tests.shared.http.sample import Client, sample_app


class TestReadiness:
    async def test_holds_when_the_database_answers_and_is_migrated(self, app: FastAPI, api_client: Client) -> None:
        answer = await api_client(app).get("/readyz")
        assert answer.status_code == 200
        assert answer.json() == {
            "ready": True,
            "checks": [
                {"name": "database", "ok": True, "detail": ""},
                {"name": "migrations", "ok": True, "detail": "0006; newest is 0006"},
                {"name": "issuer-keys", "ok": True, "detail": ""},
            ],
        }

    async def test_waits_for_the_keys_of_the_issuer(
        self, app: FastAPI, api_client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(app.state.tokens.keys, "jwks_url", f"http://127.0.0.1:{free_port()}/jwks.json")
        answer = await api_client(app).get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["checks"][2] == {"name": "issuer-keys", "ok": False, "detail": "never fetched"}

    async def test_goes_on_waiting_and_holds_when_the_issuer_answers(
        self, app: FastAPI, api_client: Client, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.auth.keys.RETRY_SECONDS", 0)
        monkeypatch.setattr(app.state.tokens.keys, "jwks_url", f"http://127.0.0.1:{free_port()}/jwks.json")
        client = api_client(app)
        assert [(await client.get("/readyz")).status_code for _ in range(3)] == [503, 503, 503]
        monkeypatch.setattr(app.state.tokens.keys, "jwks_url", issuer.jwks_url)
        assert (await client.get("/readyz")).status_code == 200

    async def test_of_the_issuer_itself_needs_nobody_else(
        self, app: FastAPI, api_client: Client, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        own = usable_keys(issuer.published)
        unreachable = f"http://127.0.0.1:{free_port()}/jwks.json"
        monkeypatch.setattr(app.state.tokens, "keys", IssuerKeys(unreachable, lambda: own))
        client = api_client(app, issuer.token(new_id()))
        assert (await client.get("/readyz")).status_code == 200
        assert (await client.get("/things")).status_code == 403

    async def test_once_known_the_keys_outlast_their_issuer(
        self, app: FastAPI, api_client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = api_client(app)
        await client.get("/readyz")
        monkeypatch.setattr(app.state.tokens.keys, "jwks_url", f"http://127.0.0.1:{free_port()}/jwks.json")
        assert (await client.get("/readyz")).status_code == 200

    async def test_is_found_out_once_for_all_who_ask_at_once(
        self, app: FastAPI, api_client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        checks, everybody_asks = 0, asyncio.Event()

        async def check_database(*_: Any) -> tuple[Check, ...]:
            nonlocal checks
            checks += 1
            await everybody_asks.wait()
            return ()

        monkeypatch.setattr("shared.service.operations.check_database", check_database)
        client = api_client(app)
        asking = [asyncio.create_task(client.get("/readyz")) for _ in range(20)]
        await asyncio.sleep(0.3)
        everybody_asks.set()
        assert {answer.status_code for answer in await asyncio.gather(*asking)} == {200}
        assert checks == 1
        assert (await client.get("/readyz")).status_code == 200
        assert checks == 2

    async def test_holds_beside_the_migrations_of_a_later_release(
        self, app: FastAPI, api_client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.health.newest_migration", lambda package: "0005")
        answer = await api_client(app).get("/readyz")
        assert answer.status_code == 200
        assert answer.json()["checks"][1] == {"name": "migrations", "ok": True, "detail": "0006; newest is 0005"}

    async def test_fails_when_a_migration_is_missing(
        self, app: FastAPI, api_client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.health.newest_migration", lambda package: "0007")
        answer = await api_client(app).get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["checks"][1] == {"name": "migrations", "ok": False, "detail": "0006; newest is 0007"}

    async def test_fails_on_an_empty_database(self, app: FastAPI, api_client: Client, postgres: Postgres) -> None:
        postgres.create_database("unmigrated")
        await app.state.engine.dispose()
        app.state.engine = create_engine(postgres.admin_url("unmigrated"), pool_size=1, application_name="x")
        answer = await api_client(app).get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["checks"][1]["detail"] == "none; newest is 0006"

    async def test_fails_without_a_database(self, api_client: Client) -> None:
        answer = await api_client(sample_app(given_settings(ServiceSettings))).get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["checks"][0]["ok"] is False

    @pytest.mark.parametrize("service", ["registry", "benefits", "reporting", "notifications"])
    def test_knows_the_newest_migration_of_each_service(self, service: str) -> None:
        files = Path(f"services/{service}/migrations/versions").glob("[0-9]*.py")
        assert newest_migration(f"services.{service}") == max(path.name[:4] for path in files)


class TestAnApi:
    async def test_says_that_it_lives_even_without_a_database(self, api_client: Client) -> None:
        assert (await api_client(sample_app(given_settings(ServiceSettings))).get("/healthz")).json() == {"alive": True}

    async def test_says_what_it_is(self, app: FastAPI, api_client: Client) -> None:
        assert (await api_client(app).get("/version")).json() == {"service": "kernel", "version": "0.1.0"}

    async def test_counts_requests_by_route_and_never_by_path(self, app: FastAPI, api_client: Client) -> None:
        client = api_client(app)
        await client.get("/things/crash/999123199001010012")
        await client.get("/999123199001010012")
        await client.request("HACK999123199001010012", "/things")
        counted = (await client.get("/metrics")).text
        assert 'method="GET",route="/things/crash/{id_number}",status="500"' in counted
        assert 'route="(none)",status="404"' in counted
        assert 'method="OTHER"' in counted
        assert "999123199001010012" not in counted


class TestWhileTheDatabaseIsAway:
    async def test_every_request_is_answered_503_with_when_to_come_back(
        self, issuer: Issuer, api_client: Client
    ) -> None:
        settings = given_settings(ServiceSettings, token_issuer=issuer.url, jwks_url=issuer.jwks_url)
        client = api_client(sample_app(settings), issuer.token(new_id()))
        for answer in (await client.get("/things"), await client.post("/things", json={"org_path": CENTRE})):
            assert (answer.status_code, answer.json()["code"]) == (503, "database-unavailable")
            assert answer.headers["Retry-After"] == "2"

    async def test_no_half_command_is_left_and_it_heals_by_itself(
        self, app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine, postgres: Postgres
    ) -> None:
        account = new_id()
        await given_grant(kernel_engine, account)
        client = api_client(app, issuer.token(account))
        assert (await client.get("/things")).status_code == 200
        ours = "FROM pg_stat_activity WHERE application_name = 'kernel-api'"
        postgres.psql("kernel", f"SELECT pg_terminate_backend(pid) {ours}")
        await asyncio.sleep(0.05)
        assert (await client.post("/things", json={"org_path": CENTRE})).status_code == 201

    async def test_a_pool_that_is_exhausted_is_answered_503(
        self, app: FastAPI, api_client: Client, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await app.state.engine.dispose()
        settings: ServiceSettings = app.state.settings
        app.state.engine = create_engine(
            settings.database_url.get_secret_value(), pool_size=1, application_name="exhausted"
        )
        monkeypatch.setattr(app.state.engine.pool, "_timeout", 0.05)
        async with app.state.engine.connect():
            answer = await api_client(app, issuer.token(new_id())).get("/things")
        assert (answer.status_code, answer.json()["code"]) == (503, "database-unavailable")
