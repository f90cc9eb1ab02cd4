"""Statements of the hot paths: written with SQLAlchemy, compiled once, sent by the driver itself.

What SQLAlchemy does for each statement (a greenlet, an execution context, a cursor, a result with its rows) takes five
times the processor time asyncpg takes to send it. A statement that every request sends goes without: over the same
connection, in the same transaction, with the same errors. All others go by `connection.execute`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, NoReturn, cast

import asyncpg
from sqlalchemy import Connection, Executable, PoolProxiedConnection, text
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection, AsyncAdapt_asyncpg_dbapi
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.compiler import SQLCompiler

_DIALECT: Final = make_url("postgresql+asyncpg://").get_dialect()()


class Direct:
    """One statement: of SQLAlchemy Core, or SQL with `:names`.

    Values go to the driver as they are and rows come as it gives them, `row["name"]`: no type of SQLAlchemy converts
    anything (JSON would stay text).
    """

    def __init__(self, statement: Executable | str) -> None:
        written = text(statement) if isinstance(statement, str) else statement
        compiled = cast(SQLCompiler, cast(Any, written).compile(dialect=_DIALECT))
        self.sql = str(compiled)
        self.names = tuple(compiled.positiontup or ())
        self._given = {name: value for name, value in compiled.params.items() if value is not None}

    async def fetch(self, connection: AsyncConnection, values: Mapping[str, Any]) -> list[asyncpg.Record]:
        """The rows. Begins the transaction when none has begun, unless the connection has AUTOCOMMIT.

        Raises what `connection.execute` does. A value that is missing is an error, not NULL.
        """
        opened = _opened(connection)
        adapted = _adapted(opened.connection)
        try:
            if adapted._transaction is None and not adapted.autocommit:
                if not opened.in_transaction():
                    opened.begin()  # only noted, by SQLAlchemy; the driver sends it
                await _awaited(adapted._start_transaction)
            return await self._fetch(adapted, values)
        except TimeoutError as silence:
            opened.engine.pool._invalidate(opened.connection, silence)
            opened.invalidate(silence)
            raise
        except asyncio.CancelledError:
            opened.invalidate()
            raise

    async def ask(self, engine: AsyncEngine, values: Mapping[str, Any]) -> list[asyncpg.Record]:
        """The rows, from any connection, without a transaction around the statement."""
        lent = await engine.raw_connection()
        try:
            rows = await self._fetch(_adapted(lent), values)
        except TimeoutError as silence:
            engine.sync_engine.pool._invalidate(lent, silence)
            raise
        except asyncio.CancelledError:
            lent.invalidate()  # the answer may still be on its way
            raise
        except BaseException:
            lent.close()
            raise
        lent.close()
        return rows

    async def _fetch(self, adapted: AsyncAdapt_asyncpg_connection, values: Mapping[str, Any]) -> list[asyncpg.Record]:
        all_values = {**self._given, **values} if self._given else values
        try:
            rows = await adapted.driver_connection.fetch(self.sql, *[all_values[name] for name in self.names])
        except Exception as fault:
            _raise_as_sqlalchemy_does(adapted, fault, self.sql)
        return cast(list[asyncpg.Record], rows)


@asynccontextmanager
async def connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Like `engine.connect()`, cheaper to leave when the transaction has ended: there is nothing to wait for then."""
    connection = await engine.connect()
    try:
        yield connection
    finally:
        opened = _opened(connection)
        if opened.closed or opened.in_transaction() or opened.invalidated:
            await asyncio.shield(asyncio.create_task(connection.close()))
        else:
            opened.close()


async def commit(connection: AsyncConnection) -> None:
    """Like `connection.commit()`, which goes by a greenlet. Raises what that does."""
    opened = _opened(connection)
    adapted = _adapted(opened.connection)
    transaction = adapted._transaction
    if transaction is not None:
        try:
            await _awaited(adapted._call_and_discard, transaction.commit)
        except asyncio.CancelledError:
            opened.invalidate()
            raise
        except Exception as fault:
            _raise_as_sqlalchemy_does(adapted, fault, "COMMIT")
    opened.commit()  # nothing is left to send: SQLAlchemy notes that the transaction has ended


def _raise_as_sqlalchemy_does(adapted: AsyncAdapt_asyncpg_connection, fault: Exception, sql: str) -> NoReturn:
    try:
        adapted._handle_exception(fault)
    except AsyncAdapt_asyncpg_dbapi.Error as translated:
        raise DBAPIError.instance(
            sql,
            None,
            translated,
            AsyncAdapt_asyncpg_dbapi.Error,
            hide_parameters=True,
            connection_invalidated=adapted.driver_connection.is_closed(),
            dialect=_DIALECT,
        ) from translated


def _opened(connection: AsyncConnection) -> Connection:
    opened = connection.sync_connection
    if opened is None:
        raise RuntimeError("the connection is not open")
    return opened


def _adapted(lent: PoolProxiedConnection) -> AsyncAdapt_asyncpg_connection:
    """SQLAlchemy's view of the driver's connection: it knows whether a transaction is open."""
    return cast(AsyncAdapt_asyncpg_connection, lent.dbapi_connection)


async def _awaited(untyped: Callable[..., Awaitable[Any]], *values: Any) -> Any:
    return await untyped(*values)
