"""What commands wrote is written again as it stood, by the database alone. What very many tests start from took
a quarter of their time where each had the commands build it."""

from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.outbox.waking import wake

# All columns but those whose number the database gives: from one on in an empty database, as the first time.
_COLUMNS = text("""
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = CAST(:table AS regclass) AND attnum > 0 AND NOT attisdropped AND attidentity = ''
""")
_ROWS = "SELECT CAST(jsonb_agg(to_jsonb(each) ORDER BY each) AS text) FROM {table} AS each"
_WRITE = """
    INSERT INTO {table} ({columns})
    SELECT {columns} FROM jsonb_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS jsonb))
"""


class Copied:
    """What `build` writes: rows of these tables and of no others, which are named in the order in which they refer to
    each other. A process builds it once, in the first database that has none of them."""

    def __init__(self, build: Callable[[AsyncEngine], Awaitable[None]], tables: Sequence[str]) -> None:
        self._build = build
        self._tables = tables
        self._copying: list[tuple[str, str]] = []

    async def given(self, engine: AsyncEngine) -> None:
        """Built, or copied from what was built."""
        if self._copying:
            await self._copy(engine)
            return
        had = await _rows_of(engine, self._tables)
        await self._build(engine)
        if not any(had.values()):
            await self._keep(engine)

    async def _keep(self, engine: AsyncEngine) -> None:
        rows = await _rows_of(engine, self._tables)
        async with engine.connect() as connection:
            columns = {table: await connection.scalar(_COLUMNS, {"table": table}) for table in self._tables}
        self._copying = [(_WRITE.format(table=table, columns=columns[table]), rows[table] or "[]") for table in rows]

    async def _copy(self, engine: AsyncEngine) -> None:
        async with engine.connect() as connection:
            for statement, rows in self._copying:
                await connection.execute(text(statement), {"rows": rows})
            await connection.commit()
            await wake(engine, connection)


async def _rows_of(engine: AsyncEngine, tables: Sequence[str]) -> dict[str, str | None]:
    """As JSON; None of a table that is empty."""
    async with engine.connect() as connection:
        return {table: await connection.scalar(text(_ROWS.format(table=table))) for table in tables}
