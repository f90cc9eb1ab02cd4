"""Statements of the hot paths: written with SQLAlchemy, compiled once, sent by the driver itself.

What SQLAlchemy does for each statement (a greenlet, an execution context, a cursor, a result with its rows) takes more
of the processor than asyncpg takes to send it and PostgreSQL to execute it. A statement that every request sends goes
without: over the same connection, in the same transaction, with the same errors. All others go by
`connection.execute`.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, NoReturn, cast

import asyncpg
from sqlalchemy import Executable, text
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection, AsyncAdapt_asyncpg_dbapi
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
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
        adapted = _adapted(connection)
        if adapted._transaction is None and not adapted.autocommit:
            await _begin(connection, adapted)
        all_values = {**self._given, **values} if self._given else values
        try:
            rows = await adapted.driver_connection.fetch(self.sql, *[all_values[name] for name in self.names])
        except Exception as fault:
            _raise_as_sqlalchemy_does(adapted, fault, self.sql)
        return cast(list[asyncpg.Record], rows)


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


def _adapted(connection: AsyncConnection) -> AsyncAdapt_asyncpg_connection:
    """SQLAlchemy's view of the driver's connection: it knows whether a transaction is open."""
    opened = connection.sync_connection
    if opened is None:
        raise RuntimeError("the connection is not open")
    return cast(AsyncAdapt_asyncpg_connection, opened.connection.dbapi_connection)


async def _begin(connection: AsyncConnection, adapted: AsyncAdapt_asyncpg_connection) -> None:
    """As `connection.execute` would have: SQLAlchemy notes the transaction, and the driver sends BEGIN."""
    if not connection.in_transaction():
        await connection.begin()
    start: Callable[[], Awaitable[None]] = adapted._start_transaction
    await start()
