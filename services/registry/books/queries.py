"""How many entries books have, and how entries are called."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.entries.domain import REVOKED
from services.registry.entries.queries import KEY, Kept
from services.registry.entries.tables import ENTRY_VERSION
from services.registry.network.queries import find_path
from shared.auth.scope import within
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading


async def count_entries(reading: Reading, books: Sequence[Kept], unit: str | None) -> Mapping[str, int]:
    """By the name of the book, those that were not revoked, in the caller's scope. Raises `OrgUnitNotFound`."""
    path = await find_path(reading, unit)
    counted = [
        select(func.count())
        .select_from(kept.table)
        .where(
            within(kept.table.c.org_path, reading.caller),
            kept.table.c.state != REVOKED.code,
            when(path, lambda at, held=kept.table.c.org_path: at_or_below(held, at)),  # type: ignore[misc]
        )
        .scalar_subquery()
        .label(kept.name)
        for kept in books
    ]
    row = (await reading.connection.execute(select(*counted))).one()
    return {kept.name: row._mapping[kept.name] for kept in books}


async def find_book(connection: AsyncConnection, entry_id: UUID) -> str | None:
    """Which book an entry is of, by the name of what is kept in it."""
    of_it = select(ENTRY_VERSION.c.book).where(ENTRY_VERSION.c.entry_id == entry_id, ENTRY_VERSION.c.version == 1)
    return await connection.scalar(of_it)


async def titles_of(
    connection: AsyncConnection, kept: Kept, column: str, entry_ids: Collection[UUID]
) -> Mapping[UUID, Any]:
    """What entries are called, by id."""
    key = kept.table.c[KEY]
    found = await connection.execute(select(key, kept.table.c[column]).where(key.in_(entry_ids)))
    return {row[0]: row[1] for row in found}
