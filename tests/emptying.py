"""Databases of tests are emptied between them.

Only what a test filled is emptied, row by row: truncating makes new files, and costs far more than a test. What has
grown large is truncated all the same. Whether each of some two hundred tables is empty is one statement that is planned
once: the connection is a replica's all the time, since PostgreSQL forgets its plans where that changes.
"""

from collections.abc import Sequence
from typing import Any

import asyncpg

_TABLES = """
SELECT array_agg(oid::regclass::text ORDER BY oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace IN ('public'::regnamespace, 'rebuild'::regnamespace)
  AND relname <> 'alembic_version'
"""
# Whatever refers to whatever.
SESSION = {"session_replication_role": "replica"}
_FILLED = "SELECT '{table}' WHERE EXISTS (SELECT FROM {table})"
_EMPTY = """
DO $$
DECLARE
    place text;
    large_ones text[] := '{{}}';
BEGIN
    FOREACH place IN ARRAY ARRAY[{filled}]::text[] LOOP
        IF pg_table_size(place) > 1000000 THEN large_ones := large_ones || place;
        ELSE EXECUTE 'DELETE FROM ' || place;
        END IF;
    END LOOP;
    IF cardinality(large_ones) > 0 THEN
        EXECUTE 'TRUNCATE ' || array_to_string(large_ones, ', ') || ' CASCADE';
    END IF;
    PERFORM setval(format('%I.%I', schemaname, sequencename), start_value, false) FROM pg_sequences
        WHERE schemaname IN ('public', 'rebuild') AND last_value IS NOT NULL;
    FOR place IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'seed' LOOP
        EXECUTE 'INSERT INTO public.' || place || ' OVERRIDING SYSTEM VALUE SELECT * FROM seed.' || place;
    END LOOP;
END $$
"""


class Emptying:
    """By a connection of the administrator's to one database, with the settings of `SESSION`."""

    def __init__(self, admin: "asyncpg.Connection[Any]") -> None:
        self._admin = admin
        self._tables: Sequence[str] = ()
        self._filled: Any = None

    async def empty(self) -> None:
        """All tables, as the migrations left them; sequences begin anew."""
        tables = await self._admin.fetchval(_TABLES)
        if tables != self._tables:  # a test of rebuilds may leave one of its own
            self._filled = await self._admin.prepare(" UNION ALL ".join(_FILLED.format(table=each) for each in tables))
            self._tables = tables
        filled = ", ".join(f"'{row[0]}'" for row in await self._filled.fetch())
        await self._admin.execute(_EMPTY.format(filled=filled))
