"""Under which search keys each table was filled stands in the database itself, by their names.

A database that was restored to before a key was replaced finds nobody, and would let everybody in a second time: so it
is asked before the service starts (`is_due`), and filled anew.
"""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.veterans.tables import SEARCH_KEY
from shared.command import Transaction
from shared.privacy.keyring import Keyring, SearchHashes
from shared.rotation import FIRST, Chunk, Rekeying

# `fill(tx, keyring, stale, after)`: makes the hashes of the next rows that are stale, and says how far it came. Fewer
# than it may take are the last: whoever comes in meanwhile stands under the keys already, and would keep it going.
Fill = Callable[[Transaction, Keyring, ColumnElement[bool], UUID], Awaitable[Chunk]]


def found_by(name: str, present: Sequence[ColumnElement[bool]], fill: Fill) -> Rekeying:
    """Of a table whose rows are found by hashes; `present`: whether a row has one under `a`, under `b`."""

    async def chunk(tx: Transaction, keyring: Keyring, after: UUID) -> Chunk:
        if after == FIRST:
            await _begin(tx.connection, name, keyring)
        anew = await _anew(tx.connection, name, keyring)
        stale = [
            true() if is_anew else ~has if is_known else has
            for has, is_anew, is_known in zip(present, anew, keyring.searches, strict=True)
        ]
        found = await fill(tx, keyring, or_(*stale), after)
        if found.last is None:
            await _end(tx.connection, name, keyring)
        return found

    async def is_due(connection: AsyncConnection, keyring: Keyring) -> bool:
        return any(await _anew(connection, name, keyring))

    return Rekeying(name, chunk, is_due)


async def _anew(connection: AsyncConnection, name: str, keyring: Keyring) -> Sequence[bool]:
    """Of `a` and `b`: is there a key that not all rows are known to stand under?"""
    rows = await connection.execute(select(SEARCH_KEY).where(SEARCH_KEY.c.table_name == name, SEARCH_KEY.c.filled))
    filled = {row.letter: row.key_name for row in rows}
    return [
        key is not None and filled.get(letter) != key
        for letter, key in zip(SearchHashes._fields, keyring.search_names, strict=True)
    ]


async def _begin(connection: AsyncConnection, name: str, keyring: Keyring) -> None:
    """From now on a key of another name is the one that the rows come under, and not all of them do."""
    for letter, key in zip(SearchHashes._fields, keyring.search_names, strict=True):
        if key is None:
            await connection.execute(delete(SEARCH_KEY).where(*_is(name, letter)))
            continue
        row = insert(SEARCH_KEY).values(table_name=name, letter=letter, key_name=key, filled=False)
        await connection.execute(
            row.on_conflict_do_update(
                index_elements=[SEARCH_KEY.c.table_name, SEARCH_KEY.c.letter],
                set_={"key_name": row.excluded.key_name, "filled": False},
                where=SEARCH_KEY.c.key_name != row.excluded.key_name,
            )
        )


async def _end(connection: AsyncConnection, name: str, keyring: Keyring) -> None:
    """All rows stand under the keys that there were at the beginning; one that came meanwhile has to wait."""
    for letter, key in zip(SearchHashes._fields, keyring.search_names, strict=True):
        done = update(SEARCH_KEY).where(*_is(name, letter), SEARCH_KEY.c.key_name == key).values(filled=True)
        await connection.execute(done)


def _is(name: str, letter: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return SEARCH_KEY.c.table_name == name, SEARCH_KEY.c.letter == letter
