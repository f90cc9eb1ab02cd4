"""The APIs of the four services as processes of their own, on empty databases, for one who may do everything."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import UUID

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.ports import free_port
from deploy.embedded.postgres import Postgres
from shared.auth.roles import Role
from tests.databases import settings_class_of
from tests.given import CENTRE, MASTER_KEY, SEARCH_KEY, SIGNING_KEY, VOUCHED_FOR, given_grant, loopback_url
from tests.issuer import Issuer

VOUCH_SECONDS = 5


@asynccontextmanager
async def served(service: str, postgres: Postgres, issuer: Issuer, registry: str = "") -> AsyncIterator[str]:
    """Its address. What it logs is dropped, and only errors are logged. `registry`: where that is, if it is asked."""
    port = free_port()
    variables = {"database_url": loopback_url(postgres, service), "http_port": str(port), "worker_port": str(port)}
    own = {"master_key": MASTER_KEY, "search_key_a": SEARCH_KEY, "signing_key": SIGNING_KEY, "centre_code": CENTRE}
    fields = settings_class_of(service).model_fields
    variables |= {name: value for name, value in own.items() if name in fields}
    environment = {
        "PATH": os.environ["PATH"],
        **{f"{service}_{name}".upper(): value for name, value in variables.items()},
        "VETERANS_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9",
        "VETERANS_TOKEN_ISSUER": issuer.url,
        "VETERANS_JWKS_URL": f"{registry}/.well-known/jwks.json" if registry else issuer.jwks_url,
        "VETERANS_SYNTHETIC_IDS_ALLOWED": "true",
        "VETERANS_LOG_LEVEL": "ERROR",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"services.{service}.main", env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        yield await _alive(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def allowed_everything(engine: AsyncEngine, account_id: UUID) -> AsyncIterator[None]:
    """Every role over the whole county, vouched for as long as the block lasts."""
    for role in Role:
        await given_grant(engine, account_id, role)
    vouching = asyncio.create_task(_vouch(engine))
    try:
        yield
    finally:
        vouching.cancel()
        with suppress(asyncio.CancelledError):
            await vouching


async def _vouch(engine: AsyncEngine) -> None:
    while True:
        async with engine.begin() as connection:
            await connection.execute(VOUCHED_FOR)
        await asyncio.sleep(VOUCH_SECONDS)


async def _alive(address: str) -> str:
    async with httpx2.AsyncClient() as client:
        for _ in range(2_400):
            with suppress(httpx2.HTTPError):
                if (await client.get(f"{address}/healthz")).is_success:
                    return address
            await asyncio.sleep(0.05)
    raise AssertionError("it does not answer")
