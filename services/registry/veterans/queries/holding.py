"""Files for a transaction to change, or to build on."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.veterans.domain.standing import FileChanged, FileErased, must_be_living
from services.registry.veterans.queries.files import find_line, get_line, get_place, must_be_responsible
from services.registry.veterans.tables import VETERAN
from shared.auth.caller import Caller


async def lock_file(
    connection: AsyncConnection, veteran_id: UUID, caller: Caller, *, version: int | None = None
) -> Row[Any]:
    """A row of `files_in_scope` for this transaction alone to change; `version` is the one that was decided on, where
    it is known. Raises `VeteranNotFound` (also outside the scope), `NotResponsible`, `FileChanged`."""
    await _lock(connection, veteran_id)
    row = await get_line(connection, veteran_id, caller=caller)
    must_be_responsible(caller, row.org_path, row.residence_path)
    if version not in {None, row.version}:
        raise FileChanged
    return row


async def lock_any_file(connection: AsyncConnection, veteran_id: UUID) -> Row[Any] | None:
    """The same for what is done on the server itself; None where there is nobody."""
    await _lock(connection, veteran_id)
    return await find_line(connection, veteran_id)


async def _lock(connection: AsyncConnection, veteran_id: UUID) -> None:
    await connection.execute(select(VETERAN.c.version).where(VETERAN.c.veteran_id == veteran_id).with_for_update())


async def hold_file(connection: AsyncConnection, veteran_id: UUID) -> None:
    """Nobody changes this file, or erases the person, before this transaction has ended."""
    held = select(VETERAN.c.version).where(VETERAN.c.veteran_id == veteran_id)
    await connection.execute(held.with_for_update(read=True))


async def hold_living(connection: AsyncConnection, veteran_id: UUID, caller: Caller) -> str:
    """The path of the unit responsible for somebody living; nobody records a death, or does the same at once, before
    this transaction has ended. Raises `VeteranNotFound` (also outside the scope), `NotResponsible`, and what
    `must_be_living` does."""
    held = select(VETERAN.c.state).where(VETERAN.c.veteran_id == veteran_id).with_for_update(key_share=True)
    state: str | None = await connection.scalar(held)
    place = await get_place(connection, veteran_id, caller)
    must_be_living(state or "")
    return place


def must_be_readable(row: Row[Any]) -> None:
    """Raises `FileErased`."""
    if row.wrapped is None:
        raise FileErased
