"""What machines are known by, as who keeps accounts sees to it: by HTTP and in a browser."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from joserfc.jwk import ECKey, RSAKey

from shared.auth.roles import Role
from tests.browsers import words_of
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.machines.given import public_pem

KEYS = [ECKey.generate_key("P-256") for _ in range(3)]
ACCOUNT = {"username": "city-feed", "display_name": "市局接口", "kind": "machine"}


def form_of(key: ECKey | RSAKey, *, days: float = 300) -> dict[str, str]:
    ends = datetime.now(UTC) + timedelta(days=days)
    return {"public_key": public_pem(key), "expires_at": ends.isoformat(), "reason": "接入"}


async def opened(keeper: httpx2.AsyncClient) -> str:
    return f"/accounts/{(await keeper.post('/accounts', json=ACCOUNT)).json()['account_id']}"


def code_of(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


class TestAMachine:
    async def test_has_two_keys_at_most(self, client_for: ClientFor) -> None:
        keeper = await client_for(Role.SYSTEM_ADMINISTRATOR)
        at = await opened(keeper)
        added = [await keeper.post(f"{at}/keys", json=form_of(key)) for key in KEYS]
        assert [each.status_code for each in added] == [201, 201, 409]
        assert added[2].json()["code"] == "too-many-keys"
        shown = (await keeper.get(f"{at}/keys")).json()
        assert [each["key_id"] for each in shown["keys"]] == [each.json()["key_id"] for each in added[:2]]
        removal = f"{at}/keys/{shown['keys'][0]['key_id']}/removal"
        assert (await keeper.post(removal, json={"reason": "轮换"})).status_code == 204
        assert code_of(await keeper.post(removal, json={"reason": "轮换"})) == (404, "machine-key-not-found")
        assert (await keeper.post(f"{at}/keys", json=form_of(KEYS[2]))).status_code == 201

    async def test_has_a_key_that_nobody_else_has(self, client_for: ClientFor) -> None:
        keeper = await client_for(Role.SYSTEM_ADMINISTRATOR)
        at = await opened(keeper)
        await keeper.post(f"{at}/keys", json=form_of(KEYS[0]))
        assert code_of(await keeper.post(f"{at}/keys", json=form_of(KEYS[0]))) == (409, "key-registered")

    @pytest.mark.parametrize("days", [-1, 367])
    async def test_has_keys_for_a_year_at_most(self, client_for: ClientFor, days: float) -> None:
        keeper = await client_for(Role.SYSTEM_ADMINISTRATOR)
        refused = await keeper.post(f"{await opened(keeper)}/keys", json=form_of(KEYS[0], days=days))
        assert [each["field"] for each in refused.json()["fields"]] == ["expires_at"]

    @pytest.mark.parametrize(
        "pem",
        [
            "no key",
            KEYS[0].as_pem(private=True).decode(),
            ECKey.generate_key("P-384").as_pem(private=False).decode(),
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        ],
        ids=["none", "private", "P-384", "broken"],
    )
    async def test_has_keys_that_are_public_and_strong(self, client_for: ClientFor, pem: str) -> None:
        keeper = await client_for(Role.SYSTEM_ADMINISTRATOR)
        refused = await keeper.post(f"{await opened(keeper)}/keys", json={**form_of(KEYS[0]), "public_key": pem})
        assert [each["code"] for each in refused.json()["fields"]] == ["public-key-form"]
        assert "PRIVATE" not in refused.text

    @pytest.mark.parametrize(
        "addresses",
        [
            "nowhere",
            "10.0.0.1/8",
            "10.1.2.3;10.1.2.4",
            ",",
            ",".join(["10.0.0.1"] * 9 + [f"10.0.1.{n}" for n in range(17)]),
        ],
    )
    async def test_has_addresses_that_are_some(self, client_for: ClientFor, addresses: str) -> None:
        keeper = await client_for(Role.SYSTEM_ADMINISTRATOR)
        body = {"addresses": addresses, "reason": "接入"}
        refused = await keeper.post(f"{await opened(keeper)}/addresses", json=body)
        assert [each["code"] for each in refused.json()["fields"]] == ["addresses-form"]

    async def test_has_no_password(self, client_for: ClientFor) -> None:
        keeper = await client_for(Role.SYSTEM_ADMINISTRATOR)
        at = await opened(keeper)
        assert (await keeper.get(at)).json()["state"] == "active"
        assert code_of(await keeper.post(f"{at}/activation", json={"reason": "试用"})) == (409, "machine-account")
        binding = {"issuer": "city", "subject": "x", "reason": "试用"}
        assert (await keeper.post(f"{at}/bindings", json=binding)).status_code == 404


class TestThePages:
    async def test_register_end_and_say_from_where(self, browser_of: BrowserOf) -> None:
        keeper = await browser_of(Role.SYSTEM_ADMINISTRATOR)
        path = str((await keeper.post("/registry/accounts/new", data=ACCOUNT)).headers["location"])
        assert f"{path}/keys" in (await keeper.get(path)).text
        assert "没有登记密钥" in (await keeper.get(f"{path}/keys")).text
        assert (await keeper.get(f"{path}/keys/new")).status_code == 200
        local = (datetime.now(UTC) + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
        wrong = await keeper.post(f"{path}/keys/new", data={"public_key": "x", "expires_at": local, "reason": "接入"})
        assert (wrong.status_code, "应为 PEM 格式的公钥" in wrong.text) == (422, True)
        form: dict[str, Any] = {"public_key": public_pem(KEYS[0]), "expires_at": local, "reason": "接入"}
        assert (await keeper.post(f"{path}/keys/new", data=form)).headers["location"] == f"{path}/keys"
        assert (await keeper.get(f"{path}/addresses")).status_code == 200
        addresses = {"addresses": "10.1.2.3, 10.1.3.0/24", "reason": "接入", "version": "1"}
        assert (await keeper.post(f"{path}/addresses", data=addresses)).status_code == 303
        stale = await keeper.post(f"{path}/addresses", data={**addresses, "addresses": "10.9.9.9"})
        assert stale.status_code == 409
        assert "10.9.9.9 10.1.2.3/32,10.1.3.0/24" in words_of(stale)
        assert "现在的 理由" not in words_of(stale)
        names = {"username": "city-feed", "display_name": "市级系统", "version": "1"}
        renamed = await keeper.post(f"{path}/names", data=names)
        assert (renamed.status_code, "最近一次变动" in renamed.text) == (409, True)
        shown = (await keeper.get(f"{path}/keys")).text
        assert "10.1.2.3/32，10.1.3.0/24" in shown
        end = re.search(rf'href="({path}/keys/[A-Za-z0-9_-]{{43}}/end)"', shown)
        assert end is not None
        assert (await keeper.get(end[1])).status_code == 200
        assert (await keeper.post(end[1], data={"reason": ""})).status_code == 422
        assert (await keeper.post(end[1], data={"reason": "轮换"})).status_code == 303
        assert "没有登记密钥" in (await keeper.get(f"{path}/keys")).text
        security = await browser_of(Role.SECURITY_ADMINISTRATOR)
        assert f"{path}/addresses" not in (await security.get(f"{path}/keys")).text
        assert (await security.post(f"{path}/addresses", data=addresses)).status_code == 403
