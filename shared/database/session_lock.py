"""A session-level advisory lock for what one process does at a time; the server frees it when its holder is gone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# A holder that is asleep, stopped or stuck loses its session, and the lock with it, after so long without a statement.
IDLE_SECONDS: Final = 15

# A holder whose machine vanished is noticed by the server after about ten seconds.
_SETTINGS: Final = text("""
    SELECT set_config(name, value, false)
    FROM (VALUES ('idle_session_timeout', :idle), ('tcp_keepalives_idle', '4'), ('tcp_keepalives_interval', '2'),
                 ('tcp_keepalives_count', '3')) AS setting (name, value)
""")


@asynccontextmanager
async def session_lock(engine: AsyncEngine, number: int) -> AsyncIterator[AsyncConnection | None]:
    """The connection that holds advisory lock `number` until the block ends; None while another session holds it.

    Each statement over it is a transaction of its own. Send one at least every IDLE_SECONDS: it raises what
    `is_transient` knows when the session, and with it the lock, is gone.
    """
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        try:
            await connection.execute(_SETTINGS, {"idle": f"{IDLE_SECONDS}s"})
            acquired = await connection.scalar(select(func.pg_try_advisory_lock(number)))
            yield connection if acquired else None
        finally:
            await connection.invalidate()  # ends the session, and the lock with it, whatever state it is in
