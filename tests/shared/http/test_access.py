"""Who may call: token, then grants, then scope. Every refused access is in the audit."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.http.dependencies import asked_for, commanding, reading
from shared.ids import new_id
from tests.given import CENTRE, given_grant
from tests.issuer import Issuer
from tests.shared.http.sample import Client

THING = {"org_path": CENTRE}


async def audit(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        columns = "account_id, action, result, address"
        return [tuple(row) for row in await connection.execute(text(f"SELECT {columns} FROM audit ORDER BY 1, 2"))]


class TestACallerWithoutAToken:
    @pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Bearer x.y.z", "Basic YTpi", "bearer é"])
    async def test_is_asked_to_sign_in(self, app: FastAPI, api_client: Client, header: str | None) -> None:
        sent = [] if header is None else [(b"Authorization", header.encode())]
        for answer in (
            await api_client(app).get("/things", headers=sent),
            await api_client(app).post("/things", headers=sent, json=THING),
        ):
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert answer.json()["code"] == "not-authenticated"


class TestACallerWithoutAGrant:
    async def test_is_refused_and_recorded(
        self, app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine
    ) -> None:
        account = new_id()
        client = api_client(app, issuer.token(account))
        assert (await client.get("/things")).status_code == 403
        refused = await client.post("/things", json=THING)
        assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
        assert await audit(kernel_engine) == [
            (account, "list-things", "not-allowed", "127.0.0.1"),
            (account, "post-thing", "not-allowed", "127.0.0.1"),
        ]

    @pytest.mark.parametrize(
        "columns",
        [
            {"role": Role.MEDIATOR},
            {"role": "a-role-of-the-future"},
            {"revoked_at": datetime(2026, 1, 1, tzinfo=UTC)},
            {"valid_from": datetime.now(UTC) + timedelta(days=1)},
            {"valid_until": datetime(2026, 1, 1, tzinfo=UTC)},
        ],
        ids=["of another role", "of an unknown role", "revoked", "of tomorrow", "run out"],
    )
    async def test_is_one_whose_grant_does_not_hold(
        self,
        app: FastAPI,
        api_client: Client,
        issuer: Issuer,
        kernel_engine: AsyncEngine,
        columns: dict[str, Any],
    ) -> None:
        account = new_id()
        await given_grant(kernel_engine, account, **columns)
        assert (await api_client(app, issuer.token(account)).post("/things", json=THING)).status_code == 403

    async def test_learns_so_at_once_when_a_grant_is_revoked(
        self, app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine
    ) -> None:
        account = new_id()
        await given_grant(kernel_engine, account)
        client = api_client(app, issuer.token(account))
        assert (await client.get("/things")).status_code == 200
        async with kernel_engine.begin() as connection:
            await connection.execute(text("UPDATE access_grant SET revoked_at = now()"))
        assert (await client.get("/things")).status_code == 403


class TestASessionWithoutASecondFactor:
    """A clerk who is made an auditor while he is signed in with a password alone."""

    @pytest.mark.parametrize("claim", [None, [], ["pwd"], "mfa", {"mfa": True}, ["MFA"]])
    async def test_gives_a_role_that_takes_one_nothing(
        self, app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine, claim: object
    ) -> None:
        account = new_id()
        await given_grant(kernel_engine, account, Role.AUDITOR)
        with_it, without = (api_client(app, issuer.token(account, amr=each)) for each in (["pwd", "mfa"], claim))
        assert (await with_it.get("/things")).status_code == 200
        refused = await without.get("/things")
        assert (refused.status_code, refused.json()["code"]) == (403, "second-factor-missing")
        assert await audit(kernel_engine) == [(account, "list-things", "second-factor-missing", "127.0.0.1")]

    async def test_leaves_other_roles_what_they_may(
        self, app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine
    ) -> None:
        account = new_id()
        await given_grant(kernel_engine, account, Role.AUDITOR)
        await given_grant(kernel_engine, account, Role.CENTRE_STAFF, f"{CENTRE}.411329104")
        client = api_client(app, issuer.token(account, amr=None))
        assert (await client.get(f"/things/place/{CENTRE}.411329104")).status_code == 200
        assert (await client.get(f"/things/place/{CENTRE}")).json()["code"] == "out-of-scope"


class TestACallerWithAGrant:
    async def test_may_do_what_the_role_may(
        self, app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine
    ) -> None:
        account = new_id()
        await given_grant(kernel_engine, account)
        made = await api_client(app, issuer.token(account)).post("/things", json=THING)
        assert made.status_code == 201
        assert await audit(kernel_engine) == [(account, "make-thing", "done", "127.0.0.1")]

    async def test_acts_only_for_units_granted_under_an_admitted_role(
        self, app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine
    ) -> None:
        """An auditor of the county who is staff of one station may not write for the county."""
        account = new_id()
        await given_grant(kernel_engine, account, Role.AUDITOR, CENTRE)
        await given_grant(kernel_engine, account, Role.STATION_STAFF, f"{CENTRE}.411329104")
        client = api_client(app, issuer.token(account))
        assert (await client.post("/things", json={"org_path": f"{CENTRE}.411329104.x"})).status_code == 201
        refused = await client.post("/things", json={"org_path": f"{CENTRE}.411329105"})
        assert (refused.status_code, refused.json()["code"]) == (403, "out-of-scope")

    async def test_leaves_one_audit_row_for_one_refused_command(
        self, app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine
    ) -> None:
        account = new_id()
        await given_grant(kernel_engine, account, org_path=f"{CENTRE}.411329104")
        await api_client(app, issuer.token(account)).post("/things", json=THING)
        assert await audit(kernel_engine) == [(account, "make-thing", "out-of-scope", "127.0.0.1")]

    async def test_leaves_an_audit_row_for_a_refused_query(
        self, app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine
    ) -> None:
        account = new_id()
        await given_grant(kernel_engine, account, org_path=f"{CENTRE}.411329104")
        client = api_client(app, issuer.token(account))
        assert (await client.get(f"/things/place/{CENTRE}.411329104")).status_code == 200
        assert (await client.get(f"/things/place/{CENTRE}")).status_code == 403
        assert await audit(kernel_engine) == [(account, "get-place", "out-of-scope", "127.0.0.1")]

    async def test_sees_only_what_lies_in_scope(
        self, app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine
    ) -> None:
        account, elsewhere = new_id(), new_id()
        await given_grant(kernel_engine, account, org_path=f"{CENTRE}.411329104")
        for path in (CENTRE, f"{CENTRE}.411329104", f"{CENTRE}.411329104.r1", f"{CENTRE}.4113291041"):
            await given_grant(kernel_engine, elsewhere, Role.SUBSCRIBER, path)
        page = (await api_client(app, issuer.token(account)).get("/things")).json()
        assert [item["org_path"] for item in page["items"]] == [f"{CENTRE}.411329104", f"{CENTRE}.411329104.r1"]

    async def test_reads_one_snapshot_where_asked(
        self, app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine
    ) -> None:
        account = new_id()
        await given_grant(kernel_engine, account, Role.AUDITOR)
        answer = await api_client(app, issuer.token(account)).get("/things/isolation")
        assert answer.json() == ["repeatable read", "on"]


class TestEveryRoute:
    def test_says_what_permission_it_asks_for(self, app: FastAPI) -> None:
        said = {
            context.path: asked_for(context.dependant)
            for context in iter_route_contexts(app.routes)
            if getattr(context, "include_in_schema", False)
        }
        assert None not in said.values()
        assert said["/healthz"] == frozenset()
        assert said["/things/place/{org_path}"] == frozenset({"things.read"})

    def test_cannot_ask_for_a_permission_that_the_table_does_not_have(self) -> None:
        for gate in (commanding, reading):
            with pytest.raises(LookupError, match=r"things\.steal"):
                gate("things.steal")
