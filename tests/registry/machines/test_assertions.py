"""A machine is given a token for what it has signed, and for nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey, RSAKey
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import disable_account, enable_account, sign_out_everywhere
from services.registry.machines.commands import add_key, end_key, set_addresses
from shared.auth.roles import Role
from tests.issuer import Issuer
from tests.registry.conftest import ClientFor
from tests.registry.given import audited
from tests.registry.machines.given import NAME, Machine, asking, given_machine, keeping, public_pem
from tests.shared.auth.given import part

EC, RSA, OTHER = ECKey.generate_key("P-256"), RSAKey.generate_key(2048), ECKey.generate_key("P-256")
REFUSED = (401, "assertion-refused")

Api = Callable[..., httpx2.AsyncClient]


@pytest.fixture
async def machine(registry_engine: AsyncEngine, issuer: Issuer) -> Machine:
    return await given_machine(registry_engine, issuer.url, EC)


def answered(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


class TestAMachine:
    @pytest.mark.parametrize("key", [EC, RSA], ids=["EC", "RSA"])
    async def test_is_given_a_token_for_what_its_role_allows_and_no_more(
        self,
        anonymous: httpx2.AsyncClient,
        registry_app: FastAPI,
        api_client: Api,
        registry_engine: AsyncEngine,
        issuer: Issuer,
        key: ECKey | RSAKey,
    ) -> None:
        machine = await given_machine(registry_engine, issuer.url, key)
        given = await asking(anonymous, machine.signs(), client_id=NAME, scope="anything")
        assert (given.status_code, given.headers["cache-control"]) == (200, "no-store")
        assert set(given.json()) == {"access_token", "token_type", "expires_in"}
        client = api_client(registry_app, given.json()["access_token"])
        assert (await client.get("/accounts/me")).json()["username"] == NAME
        assert (await client.get("/org-units")).status_code == 200
        assert answered(await client.get("/veterans")) == (403, "not-allowed")
        assert await audited(registry_engine, "use-assertion") == [(f"account {machine.account_id}", "done")]

    async def test_signs_anew_for_each_token(self, anonymous: httpx2.AsyncClient, machine: Machine) -> None:
        assertion = machine.signs()
        assert (await asking(anonymous, assertion)).status_code == 200
        assert answered(await asking(anonymous, assertion)) == REFUSED
        assert (await asking(anonymous, machine.signs())).status_code == 200

    async def test_has_two_keys_while_one_takes_the_place_of_the_other(
        self, anonymous: httpx2.AsyncClient, machine: Machine, registry_engine: AsyncEngine
    ) -> None:
        work = keeping(registry_engine)
        ends = work.now + timedelta(days=1)
        other = await add_key(work, machine.account_id, public_key=public_pem(OTHER), expires_at=ends, reason="轮换")
        by_other = machine.signs(key=OTHER, header={"kid": other})
        assert (await asking(anonymous, by_other)).status_code == 200
        await end_key(work, machine.account_id, machine.key_id, reason="轮换")
        assert answered(await asking(anonymous, machine.signs())) == REFUSED
        assert (await asking(anonymous, machine.signs(key=OTHER, header={"kid": other}))).status_code == 200

    async def test_signs_nobody_in_once_its_key_is_over(
        self,
        anonymous: httpx2.AsyncClient,
        machine: Machine,
        registry_engine: AsyncEngine,
        county_clock: Callable[[timedelta], None],
    ) -> None:
        county_clock(timedelta(days=91))
        assert answered(await asking(anonymous, machine.signs())) == REFUSED

    async def test_loses_its_token_with_its_sessions(
        self,
        anonymous: httpx2.AsyncClient,
        registry_app: FastAPI,
        api_client: Api,
        machine: Machine,
        registry_engine: AsyncEngine,
    ) -> None:
        client = api_client(registry_app, (await asking(anonymous, machine.signs())).json()["access_token"])
        await sign_out_everywhere(keeping(registry_engine), machine.account_id, reason="停用")
        assert (await client.get("/accounts/me")).status_code == 401
        fresh = api_client(registry_app, (await asking(anonymous, machine.signs())).json()["access_token"])
        assert (await fresh.get("/accounts/me")).status_code == 200

    async def test_that_is_disabled_is_refused(
        self, anonymous: httpx2.AsyncClient, machine: Machine, registry_engine: AsyncEngine
    ) -> None:
        await disable_account(keeping(registry_engine), machine.account_id, reason="停用")
        assert answered(await asking(anonymous, machine.signs())) == REFUSED
        await enable_account(keeping(registry_engine), machine.account_id, reason="恢复")
        assert (await asking(anonymous, machine.signs())).status_code == 200

    @pytest.mark.parametrize("addresses", [None, "10.1.2.3", "10.0.0.0/8,fd00::/8"])
    async def test_is_refused_from_elsewhere(
        self, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine, issuer: Issuer, addresses: str | None
    ) -> None:
        machine = await given_machine(registry_engine, issuer.url, EC, addresses=addresses)
        assert answered(await asking(anonymous, machine.signs())) == REFUSED
        await set_addresses(keeping(registry_engine), machine.account_id, addresses="127.0.0.0/8", reason="更正")
        assert (await asking(anonymous, machine.signs())).status_code == 200

    async def test_is_refused_without_a_grant(
        self, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine, issuer: Issuer
    ) -> None:
        machine = await given_machine(registry_engine, issuer.url, EC, role=None)
        assert answered(await asking(anonymous, machine.signs())) == REFUSED
        refused = [(f"account {machine.account_id}", "assertion-refused")]
        assert await audited(registry_engine, "use-assertion") == refused


CLAIMS: dict[str, dict[str, Any]] = {
    "another machine": {"iss": "another", "sub": "another"},
    "for another": {"sub": "another"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "https://another.example"},
    "several audiences": {"aud": ["https://another.example", "veterans"]},
    "no audience": {"aud": None},
    "over": {"iat": 1, "exp": 61},
    "not yet": {"iat": 4_000_000_000, "exp": 4_000_000_060},
    "too long": {"exp": 4_000_000_000},
    "no end": {"exp": None},
    "no beginning": {"iat": None},
    "times that are none": {"iat": "now", "exp": "later"},
    "no id": {"jti": None},
    "an id that is none": {"jti": 7},
    "an id without end": {"jti": "x" * 129},
}


class TestAnAssertionThatDoesNotHold:
    @pytest.mark.parametrize("changes", CLAIMS.values(), ids=CLAIMS)
    async def test_is_refused_by_what_it_says(
        self, anonymous: httpx2.AsyncClient, machine: Machine, changes: dict[str, Any]
    ) -> None:
        assert answered(await asking(anonymous, machine.signs(**changes))) == REFUSED

    async def test_is_refused_by_how_it_is_signed(self, anonymous: httpx2.AsyncClient, machine: Machine) -> None:
        good = machine.signs()
        stated, _, signature = good.rpartition(".")
        claims = stated.split(".")[1]
        none = part({"alg": "none", "kid": machine.key_id})
        forged = [
            machine.signs(key=OTHER),
            machine.signs(header={"kid": "unknown"}),
            machine.signs(key=OTHER, header={"jwk": OTHER.as_dict(private=False)}),
            machine.signs(header={"typ": "at+jwt"}),
            machine.signs(header={"crit": ["b64"], "b64": True}),
            f"{none}.{claims}.",
            f"{stated}.",
            f"{part({'alg': 'HS256', 'kid': machine.key_id})}.{claims}.{signature}",
            "no.assertion.atall",
            "é",
        ]
        assert {answered(await asking(anonymous, each)) for each in forged} == {REFUSED}

    async def test_is_refused_when_it_is_an_access_token(self, anonymous: httpx2.AsyncClient, machine: Machine) -> None:
        token = (await asking(anonymous, machine.signs())).json()["access_token"]
        assert answered(await asking(anonymous, token)) == REFUSED

    async def test_is_no_access_token(self, registry_app: FastAPI, api_client: Api, machine: Machine) -> None:
        assert (await api_client(registry_app, machine.signs()).get("/accounts/me")).status_code == 401

    @pytest.mark.parametrize(
        "form",
        [{"grant_type": "password"}, {"client_assertion_type": "saml"}, {"client_assertion": ""}, {"extra": "1"}],
    )
    async def test_is_refused_in_another_form(
        self, anonymous: httpx2.AsyncClient, machine: Machine, form: dict[str, str]
    ) -> None:
        answer = await asking(anonymous, machine.signs(), **form)
        assert answered(answer) == (422, "invalid-request")

    async def test_is_refused_as_json(self, anonymous: httpx2.AsyncClient, machine: Machine) -> None:
        answer = await anonymous.post("/tokens/assertion", json={"client_assertion": machine.signs()})
        assert answer.status_code in {415, 422}


class TestAPersonsAccount:
    async def test_has_no_keys(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        keeper = await client_for(Role.SYSTEM_ADMINISTRATOR)
        opened = await keeper.post("/accounts", json={"username": "chen.jing", "display_name": "陈静"})
        at = f"/accounts/{opened.json()['account_id']}"
        key = {"public_key": public_pem(EC), "expires_at": "2099-01-01T00:00:00Z", "reason": "试用"}
        assert answered(await keeper.post(f"{at}/keys", json=key)) == (409, "not-a-machine")
