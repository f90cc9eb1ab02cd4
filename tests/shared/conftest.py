"""A broker that tests may kill, and a small service whose events they consume."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.embedded.postgres import Postgres
from faults.proxy import Proxy
from shared.kafka.broker import Broker
from tests.databases import Databases
from tests.shared.inbox.given import CREATE, Bank, open_bank


@pytest.fixture(scope="module")
def fragile_kafka(server_home: Path) -> Iterator[Kafka]:
    """A broker of its own, to be killed and started."""
    home = server_home / "fragile"
    home.mkdir(exist_ok=True)
    server = Kafka(home, free_port(), free_port())
    server.start()
    yield server
    server.kill()


@pytest_asyncio.fixture
async def proxied(tmp_path: Path) -> AsyncIterator[tuple[Proxy, Broker]]:
    """Before a broker of its own, which tells its clients to come through it."""
    listener, detour = free_port(), free_port()
    server = Kafka(tmp_path, free_port(), free_port(), {listener: detour})
    async with Proxy(detour, listener) as made:
        await asyncio.to_thread(server.start)
        yield made, replace(server.broker, servers=f"127.0.0.1:{made.port}")
        server.kill()


@pytest_asyncio.fixture(scope="session")
async def bank_tables(databases: Databases, postgres: Postgres) -> None:
    """The tables of the small service of given.py, made by the administrator as a migration would."""
    await databases.emptied("kernel")
    for statement in CREATE:
        postgres.psql("kernel", statement)


@pytest_asyncio.fixture
async def bank(bank_tables: None, kernel_engine: AsyncEngine, kafka: Kafka) -> AsyncIterator[Bank]:
    opened = await open_bank(kernel_engine, kafka.broker)
    yield opened
    await opened.producer.stop()
