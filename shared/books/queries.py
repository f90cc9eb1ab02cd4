"""How many entries books have, and how entries are called."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, false, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.filtering import when
from shared.entries.definition import KEY, BookDefinition
from shared.entries.domain import REVOKED
from shared.entries.queries import at_unit, seen_by
from shared.entries.whose import Whose
from shared.http.dependencies import Reading


async def count_entries(reading: Reading, books: Sequence[BookDefinition], unit: str | None) -> Mapping[str, int]:
    """By the name of the book, those that were not revoked, in the caller's scope. Raises what `find_path` does."""
    path = await books[0].whose.find_path(reading, unit)
    row = (await reading.connection.execute(select(*(_counting(reading, each, path) for each in books)))).one()
    return {each.name: row._mapping[each.name] for each in books}


def _counting(reading: Reading, book: BookDefinition, path: str | None) -> ColumnElement[int]:
    standing = (seen_by(book, reading.caller), book.table.c.state != REVOKED.code)
    counted = select(func.count()).select_from(book.table)
    counted = counted.where(*standing, when(path, lambda at: at_unit(book, at)))
    return counted.scalar_subquery().label(book.name)


async def find_book(connection: AsyncConnection, whose: Whose, entry_id: UUID) -> str | None:
    """Which book of a service an entry is of, by the name of what is kept in it."""
    said = whose.versions.c
    of_it = select(said.book).where(said.entry_id == entry_id, said.version == 1)
    return await connection.scalar(of_it)


async def find_hidden(reading: Reading, book: BookDefinition, entry_ids: Collection[UUID]) -> Mapping[UUID, Row[Any]]:
    """Those of these entries that the caller may not open, by id."""
    key = book.table.c[KEY]
    found = await reading.connection.execute(
        select(book.table).where(key.in_(entry_ids), ~func.coalesce(seen_by(book, reading.caller), false()))
    )
    return {row._mapping[KEY]: row for row in found}


async def titles_of(
    connection: AsyncConnection, book: BookDefinition, column: str, entry_ids: Collection[UUID]
) -> Mapping[UUID, Any]:
    """What entries are called, by id."""
    key = book.table.c[KEY]
    found = await connection.execute(select(key, book.table.c[column]).where(key.in_(entry_ids)))
    return {row[0]: row[1] for row in found}
