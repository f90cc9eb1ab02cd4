"""What the tests of the inbox share."""

from collections.abc import AsyncIterator

import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.postgres import Postgres
from tests.databases import Databases
from tests.shared.inbox.given import CREATE, Bank, open_bank


@pytest_asyncio.fixture(scope="session")
async def bank_tables(databases: Databases, postgres: Postgres) -> None:
    """The tables of the small service of given.py, made by the administrator as a migration would."""
    await databases.emptied("kernel")
    for statement in CREATE:
        postgres.psql("kernel", statement)


@pytest_asyncio.fixture
async def bank(bank_tables: None, kernel_engine: AsyncEngine, kafka: Kafka) -> AsyncIterator[Bank]:
    opened = await open_bank(kernel_engine, kafka.bootstrap_servers)
    yield opened
    await opened.producer.stop()
