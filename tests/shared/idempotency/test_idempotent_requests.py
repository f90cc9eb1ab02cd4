"""The same request with the same Idempotency-Key: one effect, one answer."""

import asyncio
import hashlib

import httpx2
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.idempotency.fingerprint import Fingerprint
from shared.ids import new_id
from tests.given import CENTRE, given_grant
from tests.issuer import Issuer
from tests.shared.http.sample import Client

THING = {"org_path": CENTRE}


@pytest_asyncio.fixture
async def client(app: FastAPI, api_client: Client, issuer: Issuer, kernel_engine: AsyncEngine) -> httpx2.AsyncClient:
    """As staff of the centre, with a key."""
    account = new_id()
    await given_grant(kernel_engine, account)
    return api_client(app, issuer.token(account), **{"Idempotency-Key": "key-1"})


async def things(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        counted = await connection.execute(text("SELECT count(*) FROM access_grant WHERE role = 'subscriber'"))
        return int(counted.scalar_one())


async def insist(client: httpx2.AsyncClient) -> httpx2.Response:
    """Come again when told to, as a hundred at once may be on a slow machine."""
    answer = await client.post("/things", json=THING)
    for _ in range(30):
        if answer.status_code != 503:
            break
        await asyncio.sleep(int(answer.headers["Retry-After"]))
        answer = await client.post("/things", json=THING)
    return answer


class TestARepeatedRequest:
    async def test_gets_the_first_answer(self, client: httpx2.AsyncClient, kernel_engine: AsyncEngine) -> None:
        first = await client.post("/things", json=THING)
        second = await client.post("/things", json=THING)
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json() == second.json()
        assert await things(kernel_engine) == 1

    async def test_has_one_effect_when_a_hundred_come_at_once(
        self, client: httpx2.AsyncClient, kernel_engine: AsyncEngine
    ) -> None:
        answers = await asyncio.gather(*(insist(client) for _ in range(100)))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.text for answer in answers}) == 1
        assert await things(kernel_engine) == 1

    async def test_is_a_form_whatever_its_boundary(
        self, client: httpx2.AsyncClient, kernel_engine: AsyncEngine
    ) -> None:
        for _ in range(2):
            answer = await client.post("/things/upload", files={"file": CENTRE.encode()}, data={"note": "-"})
            assert answer.status_code == 201
        assert await things(kernel_engine) == 1


class TestAnotherRequestWithTheSameKey:
    @pytest.mark.parametrize("path", ["/things", "/things?note=1"])
    async def test_is_refused(self, client: httpx2.AsyncClient, kernel_engine: AsyncEngine, path: str) -> None:
        await client.post("/things", json=THING)
        other = await client.post(path, json={**THING, "amount": 2} if path == "/things" else THING)
        assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
        assert await things(kernel_engine) == 1

    async def test_is_a_form_with_another_file(self, client: httpx2.AsyncClient) -> None:
        await client.post("/things/upload", files={"file": CENTRE.encode()}, data={"note": "-"})
        other = await client.post("/things/upload", files={"file": f"{CENTRE}.x".encode()}, data={"note": "-"})
        assert other.status_code == 422


class TestAKey:
    @pytest.mark.parametrize("key", ["a b", "x" * 129, "\t"])
    async def test_must_be_short_and_plain(self, client: httpx2.AsyncClient, key: str) -> None:
        answer = await client.post("/things", json=THING, headers={"Idempotency-Key": key})
        assert answer.status_code == 422
        assert answer.json()["fields"][0]["field"] == "Idempotency-Key"


class TestAFingerprint:
    def test_does_not_depend_on_how_the_body_was_cut(self) -> None:
        body = b"--BOUND\r\nabc\r\n--BOUND--\r\nBOUBOUNDND"
        whole = Fingerprint("POST", b"/x", b"multipart/form-data; boundary=BOUND")
        whole.feed(body)
        for size in range(1, len(body)):
            cut = Fingerprint("POST", b"/x", b"multipart/form-data; boundary=BOUND")
            for start in range(0, len(body), size):
                cut.feed(body[start : start + size])
            assert cut.digest() == whole.digest()

    def test_leaves_out_the_boundary_and_nothing_else(self) -> None:
        digests = set()
        for boundary in (b"one", b"another"):
            printed = Fingerprint("POST", b"/x", b'multipart/form-data; boundary="' + boundary + b'"')
            printed.feed(b"--" + boundary + b"\r\nabc\r\n--" + boundary + b"--")
            digests.add(printed.digest())
        assert digests == {hashlib.sha256(b"POST\x00/x\x00--\r\nabc\r\n----").digest()}

    def test_tells_methods_addresses_and_bodies_apart(self) -> None:
        digests = set()
        for method, target, body in [
            ("POST", b"/a", b"1"),
            ("PUT", b"/a", b"1"),
            ("POST", b"/b", b"1"),
            ("POST", b"/a", b"2"),
        ]:
            printed = Fingerprint(method, target, b"application/json")
            printed.feed(body)
            digests.add(printed.digest())
        assert len(digests) == 4
