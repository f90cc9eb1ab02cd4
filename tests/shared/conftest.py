"""A broker that tests may kill, and a small service whose events they consume."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.embedded.postgres import Postgres
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
