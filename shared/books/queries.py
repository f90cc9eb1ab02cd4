"""How many entries books have, and how entries are called."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, false, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.filtering import when
from shared.entries.domain import REVOKED
from shared.entries.queries import KEY, Kept, at_unit, seen_by
from shared.entries.whose import Whose
from shared.http.dependencies import Reading


async def count_entries(reading: Reading, books: Sequence[Kept], unit: str | None) -> Mapping[str, int]:
    """By the name of the book, those that were not revoked, in the caller's scope. Raises what `find_path` does."""
    path = await books[0].whose.find_path(reading, unit)
    row = (await reading.connection.execute(select(*(_counting(reading, kept, path) for kept in books)))).one()
    return {kept.name: row._mapping[kept.name] for kept in books}


def _counting(reading: Reading, kept: Kept, path: str | None) -> ColumnElement[int]:
    standing = (seen_by(kept, reading.caller), kept.table.c.state != REVOKED.code)
    counted = select(func.count()).select_from(kept.table)
    return counted.where(*standing, when(path, lambda at: at_unit(kept, at))).scalar_subquery().label(kept.name)


async def find_book(connection: AsyncConnection, whose: Whose, entry_id: UUID) -> str | None:
    """Which book of a service an entry is of, by the name of what is kept in it."""
    said = whose.versions.c
    of_it = select(said.book).where(said.entry_id == entry_id, said.version == 1)
    return await connection.scalar(of_it)


async def find_hidden(reading: Reading, kept: Kept, entry_ids: Collection[UUID]) -> Mapping[UUID, Row[Any]]:
    """Those of these entries that the caller may not open, by id."""
    key = kept.table.c[KEY]
    found = await reading.connection.execute(
        select(kept.table).where(key.in_(entry_ids), ~func.coalesce(seen_by(kept, reading.caller), false()))
    )
    return {row._mapping[KEY]: row for row in found}


async def titles_of(
    connection: AsyncConnection, kept: Kept, column: str, entry_ids: Collection[UUID]
) -> Mapping[UUID, Any]:
    """What entries are called, by id."""
    key = kept.table.c[KEY]
    found = await connection.execute(select(key, kept.table.c[column]).where(key.in_(entry_ids)))
    return {row[0]: row[1] for row in found}
