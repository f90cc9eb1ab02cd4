"""Each API does what its description says, whatever is sent to it: no 5xx, no status it does not name. No page answers
5xx either.

Schemathesis makes the requests, some from the description and some against it, to one operation of each shape. `make
attack` sends many more, and to all.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import httpx2
import pytest

from deploy.embedded.postgres import Postgres
from services.registry.tokens.domain import TokenTerms, issue_token
from shared.auth.signing import SigningKey
from shared.ids import new_id
from tests.attack.pages import described
from tests.attack.serving import allowed_everything, served
from tests.databases import SERVICES, Databases
from tests.given import SIGNING_KEY
from tests.issuer import AUDIENCE, Issuer

Shape: TypeAlias = tuple[str, frozenset[str], frozenset[str], frozenset[str]]
EXHAUSTIVE = "EXAMPLES" in os.environ
EXAMPLES = os.environ.get("EXAMPLES", "1")
PHASES = "coverage,fuzzing" if EXHAUSTIVE else "fuzzing"
# What the description allows may still be refused by a rule: 409, 422 …
UNCHECKED = "positive_data_acceptance"
EXPIRES = 4_000_000_000
# Whose account somebody's is: nobody's here, registry knows.
ASK_REGISTRY = frozenset({"benefits"})


@pytest.mark.parametrize("service", SERVICES)
class TestAnApi:
    async def test_answers_as_it_says(
        self, service: str, databases: Databases, postgres: Postgres, issuer: Issuer, tmp_path: Path
    ) -> None:
        description = tmp_path / "api.json"
        async with attackable(service, databases, postgres, issuer) as (address, token):
            description.write_text(json.dumps(chosen(await _description(address))), encoding="utf-8")
            code, said = await attacked(
                str(description), "--url", address, "--header", f"Authorization: Bearer {token}",
                "--exclude-checks", UNCHECKED, folder=tmp_path,
            )  # fmt: skip
        assert code == 0, said


@pytest.mark.nightly
@pytest.mark.parametrize("service", SERVICES)
class TestAPage:
    async def test_fails_for_nothing_that_is_sent(
        self, service: str, databases: Databases, postgres: Postgres, issuer: Issuer, tmp_path: Path
    ) -> None:
        description = tmp_path / "pages.json"
        description.write_text(json.dumps(described(service)), encoding="utf-8")
        async with attackable(service, databases, postgres, issuer) as (address, token):
            code, said = await attacked(
                str(description), "--url", address, "--checks", "not_a_server_error",
                "--header", f"Cookie: session={token}", "--header", "Sec-Fetch-Site: same-origin", folder=tmp_path,
            )  # fmt: skip
        assert code == 0, said


@asynccontextmanager
async def attackable(
    service: str, databases: Databases, postgres: Postgres, issuer: Issuer
) -> AsyncIterator[tuple[str, str]]:
    """Its address, and a token of somebody who may do everything; who asks registry about him stands beside one."""
    engine = await databases.emptied(service)
    account = new_id()
    async with AsyncExitStack() as running:
        token, registry = issuer.token(account, exp=EXPIRES), ""
        if service in ASK_REGISTRY:
            known = await databases.emptied("registry")
            await running.enter_async_context(allowed_everything(known, account))
            registry = await running.enter_async_context(served("registry", postgres, issuer))
            terms = TokenTerms(issuer.url, AUDIENCE, EXPIRES)
            at = datetime.fromtimestamp(0, UTC)
            token = issue_token(
                SigningKey.from_pem(SIGNING_KEY), terms, account, epoch=0, session_id=None, at=at, multi_factor=True
            )
        address = await running.enter_async_context(served(service, postgres, issuer, registry))
        await running.enter_async_context(allowed_everything(engine, account))
        yield address, token


async def _description(address: str) -> dict[str, Any]:
    """Of an API, made when it is asked for first: on a busy machine that takes longer than Schemathesis waits."""
    async with httpx2.AsyncClient(timeout=120, trust_env=False) as http:
        said: dict[str, Any] = (await http.get(f"{address}/openapi.json")).raise_for_status().json()
    return said


def chosen(description: dict[str, Any]) -> dict[str, Any]:
    """With the first operation of each shape, unless all are to be attacked."""
    if EXHAUSTIVE:
        return description
    paths, seen = dict[str, dict[str, Any]](), set[Shape]()
    for path, item in description["paths"].items():
        for method, operation in item.items():
            if shape_of(method, operation) not in seen:
                seen.add(shape_of(method, operation))
                paths.setdefault(path, {})[method] = operation
    return {**description, "paths": paths}


def shape_of(method: str, operation: dict[str, Any]) -> Shape:
    """What it takes, by name and place; of which kind its body is; what it may answer."""
    parameters = frozenset(f"{each['in']} {each['name']}" for each in operation.get("parameters", ()))
    bodies = frozenset(operation.get("requestBody", {}).get("content", ()))
    return method, parameters, bodies, frozenset(operation["responses"])


async def attacked(*how: str, folder: Path) -> tuple[int | None, str]:
    """Exit code and report of a run."""
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("st")), "run", *how, "--phases", PHASES, "--max-examples", EXAMPLES,
        "--continue-on-failure", "--no-shrink",
        "--seed", "1", "--workers", "1", "--generation-database", "none", "--warnings", "off", "--no-color",
        cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    return process.returncode, said.decode()
