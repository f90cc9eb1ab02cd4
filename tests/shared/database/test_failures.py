"""What a session says when the server ends it (found by F4: a relay took one of its sentences for a defect)."""

import errno
import time
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
from jinja2 import TemplateNotFound
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from shared.database.driver import DriverStatement, autocommitting, driver_of
from shared.database.engine import create_engine
from shared.database.failures import is_outage, is_transient
from shared.inbox.applying import ApplyFailed
from shared.logs import describe
from tests.given import loopback_url

NAME = "ended sessions"
END = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{NAME}'"
# The driver answers in three ways, depending on what has arrived: in so many times each of them is seen.
TIMES = 30


@pytest_asyncio.fixture
async def executioner(postgres: Postgres) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A session that ends others."""
    session = await asyncpg.connect(postgres.admin_url("kernel"))
    yield session
    await session.close()


def stand_still() -> None:
    """The loop with it: what the server says waits in the socket."""
    time.sleep(0.01)


class TestASessionThatWasEnded:
    async def test_is_an_outage_in_the_drivers_own_words(
        self, postgres: Postgres, kernel_engine: AsyncEngine, executioner: "asyncpg.Connection[asyncpg.Record]"
    ) -> None:
        said = []
        for _ in range(TIMES):
            session = await asyncpg.connect(
                loopback_url(postgres, "kernel"), server_settings={"application_name": NAME}
            )  # fmt: skip
            await executioner.execute(END)
            stand_still()
            try:
                while True:
                    await session.fetch("SELECT 1")
            except Exception as fault:
                said.append(fault)
            session.terminate()
        assert [fault for fault in said if not is_outage(fault)] == []

    async def test_is_an_outage_for_the_first_statement_after_it(
        self, postgres: Postgres, kernel_engine: AsyncEngine, executioner: "asyncpg.Connection[asyncpg.Record]"
    ) -> None:
        engine = create_engine(loopback_url(postgres, "kernel"), pool_size=1, application_name=NAME)
        said = []
        for _ in range(TIMES):
            async with autocommitting(engine).connect() as connection:
                await connection.get_raw_connection()
                await executioner.execute(END)
                stand_still()
                try:
                    await DriverStatement("SELECT 1").fetch(connection, {})
                except Exception as fault:
                    said.append(fault)
        await engine.dispose()
        assert said != []
        assert [fault for fault in said if not is_outage(fault)] == []


class TestAValueThatTheDriverCannotSend:
    async def test_is_a_defect_of_ours_and_no_outage(self, kernel_engine: AsyncEngine) -> None:
        async with autocommitting(kernel_engine).connect() as connection:
            driver = driver_of(connection)
            with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)) as refused:
                await DriverStatement("SELECT CAST(:number AS integer)").fetch(connection, {"number": "seven"})
        assert driver.is_closed()  # the server still waits for the value, and its patience would end what comes next
        assert "seven" in str(refused.value)
        assert not is_transient(refused.value)
        assert "seven" not in describe(refused.value) + str(ApplyFailed("accounts", refused.value))


class TestAnErrorOfTheOperatingSystem:
    @pytest.mark.parametrize(
        "error",
        [
            ConnectionRefusedError(errno.ECONNREFUSED, "refused"),
            OSError(errno.EHOSTUNREACH, "no route"),
            TimeoutError(),
            PermissionError(errno.EPERM, "a packet filter says no"),
            OSError(errno.ENOSPC, "no space", "/tmp/upload"),
        ],
        ids=lambda error: type(error).__name__,
    )
    def test_of_a_socket_or_a_full_disk_passes(self, error: OSError) -> None:
        assert is_outage(error)

    @pytest.mark.parametrize(
        "error",
        [
            FileNotFoundError(errno.ENOENT, "no usable temporary directory"),
            PermissionError(errno.EACCES, "permission denied", "/tmp/upload"),
            OSError(errno.EROFS, "read-only file system", "/tmp/upload"),
            TemplateNotFound("a.html"),
        ],
        ids=lambda error: type(error).__name__,
    )
    def test_of_a_folder_does_not(self, error: OSError) -> None:
        assert not is_outage(error)
