"""Whatever goes wrong, the caller gets a problem document that helps and gives nothing away."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from shared.http.boundary import Boundary
from shared.http.overload import Limiter
from tests.given import CENTRE

CANARY = "999123199001010012"
CORRELATION = "016a0b2e-1f00-7c33-8d44-9e55bf66ca77"
ENGLISH = {"Accept-Language": "en"}


class TestAProblem:
    async def test_has_everything_rfc_9457_and_a_caller_need(self, client: httpx2.AsyncClient) -> None:
        answer = await client.post(
            "/things", json={"org_path": CENTRE, "fails": "gone"}, headers={**ENGLISH, "X-Correlation-ID": CORRELATION}
        )
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert (answer.headers["Content-Language"], answer.headers["Cache-Control"]) == ("en", "no-store")
        assert answer.json() == {
            "type": "urn:veterans:problem:thing-gone",
            "title": "Gone",
            "status": 410,
            "code": "thing-gone",
            "detail": "Gone.",
            "fields": [],
            "correlation_id": CORRELATION,
        }

    async def test_speaks_chinese_unless_asked_otherwise(self, client: httpx2.AsyncClient) -> None:
        answer = await client.post("/things", json={"org_path": CENTRE, "fails": "refused"})
        assert (answer.status_code, answer.json()["detail"]) == (422, "不行。")

    @pytest.mark.parametrize(
        ("method", "path", "status", "code"),
        [
            ("GET", "/nowhere", 404, "no-such-address"),
            ("DELETE", "/things", 405, "method-not-allowed"),
            ("GET", "/things?cursor=%25%25", 422, "broken-cursor"),
            ("GET", "/things?limit=201", 422, "invalid-request"),
            ("GET", "/things?limit=0", 422, "invalid-request"),
        ],
    )
    async def test_is_what_the_framework_refuses_as_well(
        self, client: httpx2.AsyncClient, method: str, path: str, status: int, code: str
    ) -> None:
        answer = await client.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["Content-Type"] == "application/problem+json"

    async def test_names_every_method_that_the_address_takes(self, client: httpx2.AsyncClient) -> None:
        assert (await client.delete("/things")).headers["Allow"] == "GET, POST"
        assert (await client.put("/healthz")).headers["Allow"] == "GET"


class TestADefect:
    async def test_tells_the_caller_only_the_correlation_id(
        self, client: httpx2.AsyncClient, capsys: pytest.CaptureFixture[str]
    ) -> None:
        answer = await client.get(f"/things/crash/{CANARY}", headers={**ENGLISH, "X-Correlation-ID": CORRELATION})
        assert answer.status_code == 500
        assert answer.json() == {
            "type": "urn:veterans:problem:internal-error",
            "title": "Internal Server Error",
            "status": 500,
            "code": "internal-error",
            "detail": "Something went wrong inside the system and nothing was changed. "
            "Tell the operator the correlation id.",
            "fields": [],
            "correlation_id": CORRELATION,
        }
        logged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        (error,) = [line for line in logged if line["event"] == "unhandled_error"]
        assert error["correlation_id"] == CORRELATION
        assert error["fault"].startswith("RuntimeError: *** crashed [crash (sample.py:")
        assert CANARY not in str(logged)

    async def test_of_a_command_is_answered_in_the_same_way(self, client: httpx2.AsyncClient) -> None:
        answer = await client.post("/things", json={"org_path": CENTRE, "fails": "crash"})
        assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
        assert CANARY not in answer.text


class TestADatabaseThatCannotTakeIt:
    @pytest_asyncio.fixture
    async def _may_fill_the_disk(self, postgres: Postgres, kernel_engine: AsyncEngine) -> AsyncIterator[None]:
        right = "pg_write_server_files"
        admin = await asyncpg.connect(postgres.admin_url("kernel"))
        role = kernel_engine.url.username
        await admin.execute(f'GRANT {right} TO "{role}"')
        yield
        await admin.execute(f'REVOKE {right} FROM "{role}"')
        await admin.close()

    @pytest.mark.usefixtures("_may_fill_the_disk")
    @pytest.mark.parametrize(
        ("fault", "status", "code", "retry_after"),
        [
            ("full", 507, "disk-full", "60"),
            ("read-only", 503, "database-unavailable", "2"),
            ("shutdown", 503, "database-unavailable", "2"),
        ],
    )
    async def test_is_no_defect_of_ours(
        self, client: httpx2.AsyncClient, fault: str, status: int, code: str, retry_after: str
    ) -> None:
        answer = await client.post("/things", json={"org_path": CENTRE, "fails": fault})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["Retry-After"] == retry_after


class TestADiskThatIsFull:
    @pytest.fixture
    def _full(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """A file of more than a mebibyte is kept in a temporary one; here on a device that is always full."""
        with Path("/dev/full").open("r+b", buffering=0) as full:
            monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: full)
            yield

    @pytest.mark.usefixtures("_full")
    async def test_is_said_when_a_large_file_is_received(self, client: httpx2.AsyncClient) -> None:
        answer = await client.post("/things/upload", files={"file": b"x" * 1_500_000}, data={"note": "-"})
        assert (answer.status_code, answer.json()["code"]) == (507, "disk-full")


class TestAnOverload:
    @pytest_asyncio.fixture
    async def boundary(self, app: FastAPI, client: httpx2.AsyncClient) -> Boundary:
        """Of an API that can do nothing more."""
        await client.get("/healthz")  # builds the middleware
        boundary: Any = app.middleware_stack
        while not isinstance(boundary, Boundary):
            boundary = boundary.app
        boundary.limiter = Limiter(slots=0, queue=0)
        return boundary

    async def test_is_answered_at_once_with_when_to_come_back(
        self, boundary: Boundary, client: httpx2.AsyncClient
    ) -> None:
        answer = await client.get("/things")
        assert (answer.status_code, answer.json()["code"]) == (503, "overloaded")
        assert answer.headers["Retry-After"] == "2"
        assert (await client.get("/healthz")).status_code == 200
        boundary.limiter = Limiter()
        assert (await client.get("/things")).status_code == 200

    async def test_leaves_a_trace_in_the_log_but_not_a_line_for_each(
        self, boundary: Boundary, client: httpx2.AsyncClient, capsys: pytest.CaptureFixture[str]
    ) -> None:
        answers = [await client.get("/things") for _ in range(3)]
        boundary.rejections.flush()
        logged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        (line,) = [line for line in logged if line["event"] in {"rejected", "request"}]
        assert line["correlation_ids"] == [answer.json()["correlation_id"] for answer in answers]


class TestTheTraceOfARequest:
    async def test_is_taken_over_and_given_back(self, client: httpx2.AsyncClient) -> None:
        traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        answer = await client.get(
            "/things/trace", headers={"X-Correlation-ID": CORRELATION, "traceparent": traceparent}
        )
        assert answer.json()["correlation_id"] == answer.headers["X-Correlation-ID"] == CORRELATION
        assert answer.json()["traceparent"] == answer.headers["traceparent"]
        assert answer.headers["traceparent"].split("-")[1] == traceparent.split("-")[1]

    async def test_is_made_when_none_comes(self, client: httpx2.AsyncClient) -> None:
        ids = {(await client.get("/things/trace")).headers["X-Correlation-ID"] for _ in range(3)}
        assert len(ids) == 3

    @pytest.mark.parametrize("sent", ['x" onload="', CANARY])
    async def test_is_not_taken_over_when_it_could_harm(self, client: httpx2.AsyncClient, sent: str) -> None:
        answer = await client.get("/things/trace", headers={"X-Correlation-ID": sent})
        assert answer.headers["X-Correlation-ID"] != sent


class TestTheDescription:
    async def test_names_problems_where_they_may_come(self, client: httpx2.AsyncClient) -> None:
        described = (await client.get("/openapi.json")).json()
        responses = described["paths"]["/things"]["post"]["responses"]
        assert {"201", "409", "410", "422", "500", "503"} <= set(responses)
        for status in ("410", "422", "503"):
            assert set(responses[status]["content"]) == {"application/problem+json"}
        assert described["components"]["schemas"]["NewThing"]["properties"]["plate"]["pattern"] == "^[A-Z]{3}$"
        assert "Problem" in described["components"]["schemas"]
        assert "HTTPValidationError" not in described["components"]["schemas"]

    async def test_needs_nothing_from_outside(self, client: httpx2.AsyncClient) -> None:
        for page in ("/docs", "/redoc"):
            shown = await client.get(page)
            assert shown.status_code == 200
            assert "http://" not in shown.text.replace("http://api", "")
            assert "https://" not in shown.text
        assert (await client.get("/static-offline-docs/swagger-ui-bundle.js")).status_code == 200

    async def test_says_how_to_sign_in(self, client: httpx2.AsyncClient) -> None:
        described = (await client.get("/openapi.json")).json()
        assert described["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
        assert described["paths"]["/things"]["post"]["security"] == [{"HTTPBearer": []}]
        assert described["paths"]["/healthz"]["get"]["security"] == []

    @pytest.mark.parametrize("page", ["/docs", "/redoc"])
    async def test_is_found_wherever_the_api_is(self, client: httpx2.AsyncClient, page: str) -> None:
        """By the edge it is below /api/<service>, which no service knows."""
        shown = (await client.get(page)).text
        addresses = set(re.findall(r"""(?:src|href|spec-url)="([^"]+)"|url: '([^']+)'""", shown))
        wanted = {one or other for one, other in addresses}
        assert "openapi.json" in wanted
        assert [address for address in wanted if address.startswith("/")] == []
        for address in wanted:
            assert (await client.get(f"/{address}")).status_code == 200
        assert (await client.get("/openapi.json")).json()["servers"][0]["url"] == "."
