"""What tests start from is what the product writes, however it came about."""

import re

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.databases import Databases
from tests.registry.given import built_network, given_network

# Made anew each time: ids, and the numbers of a trace.
MADE = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[0-9a-f]{16,32}\b")


class TestTheNetwork:
    async def test_is_in_every_table_what_the_commands_write(self, databases: Databases) -> None:
        engine = await databases.emptied("registry")
        await built_network(engine)
        built = await everything(engine)
        for _ in range(2):
            await given_network(await databases.emptied("registry"))
        assert await everything(engine) == built
        assert {table for table, rows in built.items() if rows} >= {"division", "org_unit", "audit", "outbox"}


async def everything(engine: AsyncEngine) -> dict[str, list[str]]:
    """The rows of all tables, in their order."""
    found = dict[str, list[str]]()
    async with engine.connect() as connection:
        tables = await connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        for table in tables.all():
            rows = await connection.scalars(text(f"SELECT to_jsonb(each) FROM {table} AS each ORDER BY each"))
            found[table] = [said(row) for row in rows.all()]
    return found


def said(row: dict[str, object]) -> str:
    """A row, with the bytes in it as text."""
    legible = {
        name: bytes.fromhex(value[2:]).decode("latin-1") if isinstance(value, str) and value[:2] == r"\x" else value
        for name, value in row.items()
    }
    return MADE.sub("made", msgspec.json.encode(legible).decode())
