"""What stands in the database under keys, brought under those configured now. It can be repeated at any time."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.command.mechanism import command
from shared.command.transaction import Transaction, Work
from shared.privacy.keyring import Keyring

CHUNK_ROWS = 500
FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Chunk:
    """`last`: the id of the last row, after which the next chunk begins; None, there are no more."""

    last: UUID | None
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Rekeying:
    """`chunk(tx, keyring, after)` brings the next rows after that id under the keys in force: the body of a command.
    `is_due`, where the database can say so: do its rows stand under other keys than those?"""

    name: str
    chunk: Callable[[Transaction, Keyring, UUID], Awaitable[Chunk]]
    is_due: Callable[[AsyncConnection, Keyring], Awaitable[bool]] | None = None


def wrapped_keys(table: Table, column: Column[Any], owner: Column[Any]) -> Rekeying:
    """Of a table with keys that a master key wrapped for `owner`; its primary key is one UUID."""
    [place] = table.primary_key.columns

    async def chunk(tx: Transaction, keyring: Keyring, after: UUID) -> Chunk:
        prefix = keyring.prefix
        begin = func.substring(column, 1, len(prefix))
        statement = select(place, owner.label("owner"), column).where(place > after, begin != prefix).order_by(place)
        rows = (await tx.connection.execute(statement.limit(CHUNK_ROWS).with_for_update())).all()
        for row in rows:
            anew = {column: keyring.rewrap(row._mapping[column], row.owner)}
            await tx.connection.execute(update(table).where(place == row._mapping[place]).values(anew))
        return Chunk(rows[-1]._mapping[place] if rows else None, len(rows))

    return Rekeying(table.name, chunk)


async def rekey(work: Work, keyring: Keyring, rekeying: Rekeying) -> int:
    """How many rows it took. Each chunk is a command, audited."""

    async def run(tx: Transaction, after: UUID) -> Chunk:
        tx.concerns(f"{rekeying.name} after {after}")
        return await rekeying.chunk(tx, keyring, after)

    run.__name__ = "rekey"
    run_chunk = command(run)
    found = Chunk(FIRST)
    rows = 0
    while found.last is not None:
        found = await run_chunk(work, found.last)
        rows += found.rows
    return rows


@command
async def replace_key(tx: Transaction, kind: str) -> None:
    """For the audit: a key of this kind was replaced, and nothing stands under the one before."""
    tx.concerns(f"key {kind}")
