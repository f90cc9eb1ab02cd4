"""Signing in, going on and signing out by HTTP."""

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.http.overload import Limiter
from tests.given import given_grant
from tests.registry.given import PASSWORD, given_account

CLERK = {"username": "station-clerk", "password": PASSWORD}


@pytest.fixture
def slots_without_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits among all others would wait for good."""
    monkeypatch.setattr("shared.http.boundary.Limiter", partial(Limiter, lease_seconds=None))


class TestASignIn:
    async def test_is_refused_alike_for_a_wrong_password_and_an_unknown_user(
        self, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        await given_account(registry_engine)
        answers = []
        for username in ("station-clerk", "nobody-here", ""):
            refused = await anonymous.post("/tokens", json={"username": username, "password": "a wrong password"})
            answers.append((refused.status_code, {**refused.json(), "correlation_id": ""}))
        assert answers[0] == answers[1] == answers[2]
        assert (answers[0][0], answers[0][1]["code"]) == (401, "sign-in-refused")

    @pytest.mark.parametrize(
        ("form", "field"),
        [
            (b'{"username": "a\\u0000b", "password": "x"}', "username"),
            (b'{"username": "station-clerk", "password": "\\ud800"}', "password"),
        ],
        ids=["NUL", "half of a surrogate pair"],
    )
    async def test_is_told_which_characters_cannot_be_stored(
        self, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine, form: bytes, field: str
    ) -> None:
        await given_account(registry_engine)
        refused = await anonymous.post("/tokens", content=form, headers={"Content-Type": "application/json"})
        assert refused.status_code == 422
        assert [(fault["field"], fault["code"]) for fault in refused.json()["fields"]] == [(field, "unfit-character")]

    @pytest.mark.usefixtures("slots_without_lease")
    async def test_waits_apart_from_everything_else_and_is_rejected_when_too_many_do(
        self, anonymous: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        checked = threading.Event()
        monkeypatch.setattr(
            "services.registry.accounts.commands.hashing.password_matches", lambda *_: not checked.wait(30)
        )
        nobody = {"username": "nobody-here", "password": "a wrong password"}
        sign_ins = [asyncio.create_task(anonymous.post("/tokens", json=nobody)) for _ in range(40)]
        await asyncio.sleep(0.3)
        async with asyncio.timeout(20):
            assert (await anonymous.get("/org-units")).status_code == 401
        checked.set()
        answers = await asyncio.gather(*sign_ins)
        rejected = [answer for answer in answers if answer.status_code == 503]
        assert {401, 503} <= {answer.status_code for answer in answers} <= {401, 429, 503}
        assert {(answer.json()["code"], answer.headers["Retry-After"]) for answer in rejected} == {("overloaded", "2")}

    async def test_is_told_how_long_to_wait_after_failures(
        self, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        wrong = {"username": "nobody-here", "password": "a wrong password"}
        for _ in range(3):
            assert (await anonymous.post("/tokens", json=wrong)).status_code == 401
        # Two seconds after the fourth, twice as long after each more: a busy machine may take longer for the first.
        delays = [0, 2, 4, 8, 16, 32]
        while (answer := await anonymous.post("/tokens", json=wrong)).status_code == 401 and len(delays) > 1:
            delays.pop(0)
        assert (answer.status_code, answer.json()["code"]) == (429, "sign-in-delayed")
        assert delays[0] // 2 <= int(answer.headers["Retry-After"]) <= delays[0]

    @pytest.mark.parametrize("ahead", [timedelta(days=30), timedelta(days=-2767)])
    async def test_gives_a_token_by_the_machines_clock_wherever_the_county_lives(
        self,
        anonymous: httpx2.AsyncClient,
        registry_app: FastAPI,
        registry_engine: AsyncEngine,
        api_client: Callable[..., httpx2.AsyncClient],
        county_clock: Callable[[timedelta], None],
        ahead: timedelta,
    ) -> None:
        await given_grant(
            registry_engine, await given_account(registry_engine), valid_from=datetime(2018, 1, 1, tzinfo=UTC)
        )
        county_clock(ahead)
        answer = await anonymous.post("/tokens", json={"username": "station-clerk", "password": PASSWORD})
        clerk = api_client(registry_app, answer.json()["access_token"])
        assert (await clerk.get("/org-units")).status_code == 200


class TestASession:
    async def given(self, anonymous: httpx2.AsyncClient, engine: AsyncEngine) -> dict[str, str]:
        await given_grant(engine, await given_account(engine), Role.STATION_STAFF)
        answer = await anonymous.post("/tokens", json=CLERK)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
        given: dict[str, str] = answer.json()
        return given

    async def test_goes_on_by_its_renewal_secret(
        self, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine
    ) -> None:
        first = await self.given(anonymous, registry_engine)
        answer = await anonymous.post("/tokens/renewal", json={"renewal_secret": first["renewal_secret"]})
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
        assert answer.json().keys() == first.keys()
        assert answer.json()["renewal_secret"] != first["renewal_secret"]
        refused = await anonymous.post("/tokens/renewal", json={"renewal_secret": "A" * 70})
        assert (refused.status_code, refused.json()["code"]) == (401, "session-ended")

    async def test_is_listed_and_ended(
        self,
        anonymous: httpx2.AsyncClient,
        registry_app: FastAPI,
        registry_engine: AsyncEngine,
        api_client: Callable[..., httpx2.AsyncClient],
    ) -> None:
        first = await self.given(anonymous, registry_engine)
        second = (await anonymous.post("/tokens", json=CLERK)).json()
        mine = api_client(registry_app, second["access_token"])
        listed = (await mine.get("/accounts/me/sessions")).json()["items"]
        assert [session["is_this"] for session in listed] == [True, False]
        ended = await mine.post(f"/accounts/me/sessions/{listed[1]['session_id']}/sign-out")
        assert ended.status_code == 204
        refused = await anonymous.post("/tokens/renewal", json={"renewal_secret": first["renewal_secret"]})
        assert refused.status_code == 401
        assert len((await mine.get("/accounts/me/sessions")).json()["items"]) == 1

    async def test_ends_everywhere_at_once(
        self,
        anonymous: httpx2.AsyncClient,
        registry_app: FastAPI,
        registry_engine: AsyncEngine,
        api_client: Callable[..., httpx2.AsyncClient],
    ) -> None:
        given = await self.given(anonymous, registry_engine)
        mine = api_client(registry_app, given["access_token"])
        assert (await mine.post("/accounts/me/sign-out")).status_code == 204
        refused = await mine.get("/org-units")
        assert (refused.status_code, refused.json()["code"]) == (401, "not-authenticated")
        renewal = await anonymous.post("/tokens/renewal", json={"renewal_secret": given["renewal_secret"]})
        assert renewal.status_code == 401
        again = api_client(registry_app, (await anonymous.post("/tokens", json=CLERK)).json()["access_token"])
        assert (await again.get("/org-units")).status_code == 200


class TestThePublishedKeys:
    async def test_are_public_halves_anyone_may_fetch(self, anonymous: httpx2.AsyncClient) -> None:
        answer = await anonymous.get("/.well-known/jwks.json")
        assert answer.status_code == 200
        assert [key.keys() for key in answer.json()["keys"]] == [{"kty", "crv", "x", "y", "kid", "use", "alg"}]
