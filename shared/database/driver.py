"""Statements of the hot paths: compiled once, sent by asyncpg itself, in one transaction with SQLAlchemy's.

What SQLAlchemy does for each statement (a greenlet, an execution context, a cursor, a result with its rows) takes
several times the processor time asyncpg takes to send it. Everything that is not on a hot path goes by
`connection.execute` (docs/decisions/0011-hot-paths.md).

    async with autocommitting(engine).connect() as connection, transaction(connection):
        await connection.execute(…)
        await STATEMENT.fetch(connection, {…})

On an engine that commits by itself SQLAlchemy begins nothing, so the driver's transaction holds what both send.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, TypeAlias, cast

import asyncpg
from sqlalchemy import Executable, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.compiler import SQLCompiler

from shared.database.failures import is_the_servers

_DIALECT = make_url("postgresql+asyncpg://").get_dialect()()

AUTOCOMMIT = "AUTOCOMMIT"

Driver: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@lru_cache(maxsize=64)
def autocommitting(engine: AsyncEngine) -> AsyncEngine:
    """The same pool; each statement is a transaction of its own unless the driver began one."""
    return engine.execution_options(isolation_level=AUTOCOMMIT)


def driver_of(connection: AsyncConnection) -> Driver:
    """asyncpg's own connection. It must not be kept longer than `connection`."""
    if connection.sync_connection is None:
        raise RuntimeError("the connection is not open")
    return cast(Driver, connection.sync_connection.connection.driver_connection)


@asynccontextmanager
async def transaction(connection: AsyncConnection, *, snapshot: bool = False) -> AsyncIterator[None]:
    """The driver's own, committed at the end of the block, rolled back when it raises. Raises as `fetch` does.

    `snapshot`: read only, and every statement sees what the first one saw.
    """
    options: dict[str, Any] = {"isolation": "repeatable_read", "readonly": True} if snapshot else {}
    has_begun = False
    try:
        async with driver_of(connection).transaction(**options):
            has_begun = True
            yield
    except TimeoutError:
        _give_up(connection)
        raise
    except BaseException as failure:
        # asyncpg takes a BEGIN that failed or was cut off for begun, and it may still arrive: whoever got this
        # connection next would be in that transaction, or in none where one is thought to be.
        if not has_begun or isinstance(failure, asyncio.CancelledError):
            driver_of(connection).terminate()
        raise


class DriverStatement:
    """One statement: of SQLAlchemy Core, or SQL with `:names`.

    Values go to the driver as they are and rows come as it gives them, `row["name"]`: no type of SQLAlchemy converts
    anything (JSON would stay text).

    `planned_anew`: for the values of each call. Otherwise the server keeps the plan it made after a few calls, for any
    values and for as many rows as there were then, until it counts them anew: for many values that are looked up at
    once in a table that was empty a moment ago, it compares every row with every value.
    """

    def __init__(self, statement: Executable | str, *, planned_anew: bool = False) -> None:
        written = text(statement) if isinstance(statement, str) else statement
        compiled = cast(SQLCompiler, cast(Any, written).compile(dialect=_DIALECT))
        self.sql = str(compiled)
        self.names = tuple(compiled.positiontup or ())
        self._given = {name: value for name, value in compiled.params.items() if value is not None}
        self._planned_anew = planned_anew

    async def fetch(self, connection: AsyncConnection, values: Mapping[str, Any]) -> list[asyncpg.Record]:
        """The rows. A value that is missing is a KeyError, not NULL.

        Raises asyncpg's errors (`shared.database.failures` reads them), or TimeoutError: the server says nothing, and
        this connection is given up with all others of its age.
        """
        driver = driver_of(connection)
        _must_have_a_transaction(connection, driver)
        all_values = {**self._given, **values} if self._given else values
        in_order = [all_values[name] for name in self.names]
        try:
            if self._planned_anew:
                return await (await driver.prepare(self.sql)).fetch(*in_order)
            return await driver.fetch(self.sql, *in_order)
        except TimeoutError:
            _give_up(connection)  # at once: what ends the transaction must not wait for an answer again
            raise
        except (asyncpg.PostgresError, asyncpg.InterfaceError) as failure:
            if not is_the_servers(failure):
                # A value could not be sent, and the server still waits for it: the timeout of that statement would end
                # whatever this connection is asked next.
                driver.terminate()
            raise


def _give_up(connection: AsyncConnection) -> None:
    driver_of(connection).terminate()
    connection.engine.sync_engine.dispose(close=False)


def _must_have_a_transaction(connection: AsyncConnection, driver: Driver) -> None:
    # SQLAlchemy sends BEGIN with the first statement of its own. One of ours before it would commit by itself.
    options = connection.sync_connection.get_execution_options() if connection.sync_connection else {}
    if options.get("isolation_level") != AUTOCOMMIT and not driver.is_in_transaction():
        raise RuntimeError("no transaction has begun, and the engine is not one that commits by itself")
