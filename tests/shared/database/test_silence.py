"""Connections that died without a word: one is waited for, then all of its age are given up."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.ports import free_port
from deploy.embedded.postgres import Postgres
from faults.proxy import Proxy
from shared.database import session_lock
from shared.database.driver import DriverStatement, autocommitting, transaction
from shared.database.engine import create_engine
from shared.database.failures import is_outage
from shared.outbox.session import relay_session
from tests.given import loopback_url

CONNECTIONS = 3
LIMIT_SECONDS = 6  # the server's one second, and five
ANSWER = DriverStatement("SELECT 42 AS answer")

Asking = Callable[[AsyncEngine], Awaitable[object]]


async def by_sqlalchemy(engine: AsyncEngine) -> object:
    async with engine.connect() as connection:
        return (await connection.execute(text("SELECT 42"))).scalar()


async def by_the_driver(engine: AsyncEngine) -> object:
    async with autocommitting(engine).connect() as connection:
        return (await ANSWER.fetch(connection, {}))[0]["answer"]


async def in_a_transaction_of_the_driver(engine: AsyncEngine) -> object:
    async with autocommitting(engine).connect() as connection, transaction(connection):
        return (await ANSWER.fetch(connection, {}))[0]["answer"]


@pytest_asyncio.fixture
async def proxy(postgres: Postgres) -> AsyncIterator[Proxy]:
    async with Proxy(free_port(), postgres.port) as made:
        yield made


@pytest_asyncio.fixture
async def engine(postgres: Postgres, kernel_engine: AsyncEngine, proxy: Proxy) -> AsyncIterator[AsyncEngine]:
    """Its connections are open, and lead nowhere."""
    url = make_url(loopback_url(postgres, "kernel")).set(port=proxy.port).render_as_string(hide_password=False)
    made = create_engine(url, pool_size=CONNECTIONS, application_name="silence", statement_timeout_seconds=1)
    opened = [await made.connect() for _ in range(CONNECTIONS)]
    for connection in opened:
        await connection.close()
    proxy.swallow()
    proxy.heal()
    yield made
    await made.dispose()


class TestAConnectionThatSaysNothing:
    @pytest.mark.parametrize("ask", [by_sqlalchemy, by_the_driver, in_a_transaction_of_the_driver])
    async def test_is_given_up_with_all_of_its_age(self, engine: AsyncEngine, ask: Asking) -> None:
        with pytest.raises(TimeoutError) as silence:
            await ask(engine)
        assert is_outage(silence.value)
        began = time.monotonic()
        assert await asyncio.gather(*(ask(engine) for _ in range(CONNECTIONS))) == [42] * CONNECTIONS
        assert time.monotonic() - began < LIMIT_SECONDS

    async def test_is_noticed_by_a_relay_with_its_first_words(
        self, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(session_lock, "PREPARE_SECONDS", 0.5)
        async with asyncio.timeout(LIMIT_SECONDS - 1):
            with pytest.raises(TimeoutError):
                async with relay_session(engine):
                    pass
