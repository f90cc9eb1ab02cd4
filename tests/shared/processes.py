"""Processes of the sample API and the sample worker."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.certificates import Authority
from deploy.embedded.ports import free_port
from deploy.embedded.postgres import Postgres
from tests.given import loopback_url
from tests.issuer import Issuer


@dataclass
class Running:
    process: asyncio.subprocess.Process
    url: str

    async def get(self, path: str) -> httpx2.Response:
        async with httpx2.AsyncClient(verify=False) as client:
            return await client.get(self.url + path)

    async def until_alive(self) -> "Running":
        for _ in range(400):
            try:
                await self.get("/healthz")
            except httpx2.HTTPError:
                await asyncio.sleep(0.05)
            else:
                return self
        raise AssertionError("it does not answer")

    async def end(self) -> tuple[int | None, str, str]:
        """Its exit code, what it logged and what it said on standard error."""
        out, err = await self.process.communicate()
        return self.process.returncode, out.decode(), err.decode()


Start = Callable[..., Awaitable[Running]]


@pytest_asyncio.fixture
async def start(postgres: Postgres, kernel_engine: AsyncEngine, issuer: Issuer, tmp_path: Path) -> AsyncIterator[Start]:
    """`start("-m", module, *words, VARIABLE=value)`: Python as a process of its own, configured for the kernel."""
    started: list[asyncio.subprocess.Process] = []

    async def make(*words: str, **variables: str) -> Running:
        port = free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "SAMPLE_DATABASE_URL": loopback_url(postgres, "kernel"),
            "SAMPLE_MIGRATION_URL": postgres.admin_url("kernel"),
            "VETERANS_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9",
            "VETERANS_KAFKA_AUTHORITY": str(Authority(tmp_path).certificate),
            "SAMPLE_KAFKA_PASSWORD": "nothing",
            "SAMPLE_HTTP_PORT": str(port),
            "SAMPLE_WORKER_PORT": str(port),
            "VETERANS_TOKEN_ISSUER": issuer.url,
            "VETERANS_JWKS_URL": issuer.jwks_url,
            **variables,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, *words, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        started.append(process)
        return Running(process, f"http://127.0.0.1:{port}")

    yield make
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.wait()
