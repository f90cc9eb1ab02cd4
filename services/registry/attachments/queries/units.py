"""Attachments of the work of units: entries of books, records of branch life. Who may read the record may see them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.attachments.domain import AttachmentNotFound, Owner, OwnerNotFound, UnitOwner
from services.registry.attachments.parameters import BELONGINGS, UnitKind
from services.registry.attachments.queries.persons import as_one_of
from services.registry.attachments.queries.stored import (
    THUMBNAIL,
    belongs_to,
    find_there,
    list_held,
    opened,
)
from services.registry.attachments.tables import OF_UNITS, UNIT_KEY
from services.registry.books.schemas import BOOKS
from services.registry.branch_life.parameters import KINDS, RecordState
from services.registry.branch_life.tables import BRANCH_RECORD
from services.registry.entries.queries import OF_A_UNIT
from services.registry.party.tables import PARTY_ORGANISATION
from shared.auth.caller import Caller
from shared.auth.permissions import permission
from shared.books.queries import find_book
from shared.entries.domain import REVOKED
from shared.entries.queries import lock_entry
from shared.entries.schemas import Book
from shared.http.dependencies import Reading
from shared.http.refusals import NotAllowed
from shared.language import Text
from shared.privacy.keyring import Keyring

_BOOKS = {book.definition.name: book for book in BOOKS}


async def get_unit_owner(connection: AsyncConnection, owner: Owner[UnitKind], caller: Caller) -> UnitOwner:
    """Raises `OwnerNotFound`, also for what the caller may not read."""
    found = await _find[owner.kind](connection, owner.owner_id)
    if found is None:
        raise OwnerNotFound
    reader = as_one_of(caller, permission(found.read).roles)
    if not any(reader.covers(path) for path in (found.org_path, found.doers_path) if path):
        raise OwnerNotFound
    return found


async def lock_unit_owner(connection: AsyncConnection, owner: Owner[UnitKind], caller: Caller) -> UnitOwner:
    """The same, for this transaction alone to attach to, or to take from. Raises besides `NotAllowed`."""
    await get_unit_owner(connection, owner, caller)
    await _lock[owner.kind](connection, owner.owner_id)
    # As it stands now that nobody else changes it.
    found = await get_unit_owner(connection, owner, caller)
    if not (keeps(found, caller) or does(found, caller)):
        raise NotAllowed
    return found


def keeps(found: UnitOwner, caller: Caller) -> bool:
    """Whether the caller writes in the book, or the record."""
    return as_one_of(caller, permission(found.keep).roles).covers(found.org_path)


def does(found: UnitOwner, caller: Caller) -> bool:
    """Whether the caller acts for the unit that does what the entry says."""
    if found.doers_path is None or found.done is None:
        return False
    return as_one_of(caller, permission(found.done).roles).covers(found.doers_path)


async def _entry(connection: AsyncConnection, entry_id: UUID) -> UnitOwner | None:
    name = await find_book(connection, OF_A_UNIT, entry_id)
    book = _BOOKS.get(name or "")
    if book is None:
        return None
    held = book.definition.table.c
    row = (await connection.execute(select(book.definition.table).where(held.entry_id == entry_id))).one()
    return UnitOwner(
        subject=f"{book.definition.name} {entry_id}",
        called=Text(book.sheet.zh, book.sheet.en),
        page=f"/registry{book.at}/{entry_id}",
        org_code=row.org_code,
        org_path=row.org_path,
        read=book.read,
        keep=book.keep,
        is_over=row.state == REVOKED.code,
        **await _doers(connection, book, row),
    )


async def _doers(connection: AsyncConnection, book: Book, row: Row[Any]) -> dict[str, str | None]:
    """Of a book whose entries are done by other units than they are of."""
    by_owner = [step for step in book.definition.steps if step.by_owner]
    if book.definition.owner is None or not by_owner:
        return {}
    code = row._mapping[book.definition.owner]
    paths = await book.definition.whose.paths_of_units(connection, [code])
    return {"doers_path": paths.get(code), "done": book.keeping(by_owner[0].name)}


async def _record(connection: AsyncConnection, record_id: UUID) -> UnitOwner | None:
    held, party = BRANCH_RECORD.c, PARTY_ORGANISATION.c
    own = (
        select(held.kind, held.org_path, held.state, party.mirror_of)
        .join(PARTY_ORGANISATION, party.party_org_code == held.party_org_code)
        .where(held.record_id == record_id)
    )
    row = (await connection.execute(own)).one_or_none()
    if row is None:
        return None
    kind = KINDS[row.kind]
    return UnitOwner(
        subject=f"branch-record {record_id}",
        called=Text(kind.zh, kind.en),
        page=f"/registry/branch-records/{record_id}",
        org_code=row.mirror_of,
        org_path=row.org_path,
        read="branch-life.read",
        keep=BELONGINGS[UnitKind.BRANCH_RECORD].permission,
        is_over=row.state == RecordState.WITHDRAWN,
    )


async def _lock_entry(connection: AsyncConnection, entry_id: UUID) -> None:
    await lock_entry(connection, _BOOKS[str(await find_book(connection, OF_A_UNIT, entry_id))].definition, entry_id)


async def _lock_record(connection: AsyncConnection, record_id: UUID) -> None:
    await connection.execute(
        select(BRANCH_RECORD.c.record_id).where(BRANCH_RECORD.c.record_id == record_id).with_for_update()
    )


_find = {UnitKind.BOOK_ENTRY: _entry, UnitKind.BRANCH_RECORD: _record}
_lock = {UnitKind.BOOK_ENTRY: _lock_entry, UnitKind.BRANCH_RECORD: _lock_record}


async def list_evidence(reading: Reading, owner: Owner[UnitKind]) -> Sequence[Row[Any]]:
    """Those of one entry or record; those withdrawn are among them. Raises `OwnerNotFound`."""
    await get_unit_owner(reading.connection, owner, reading.caller)
    return await list_held(reading.connection, OF_UNITS, *belongs_to(OF_UNITS, owner))


async def get_evidence(connection: AsyncConnection, attachment_id: UUID, caller: Caller) -> tuple[Row[Any], UnitOwner]:
    """One whose content is there, and what it belongs to. Raises `AttachmentNotFound`, also for what the caller may not
    read."""
    row = await find_there(connection, OF_UNITS, attachment_id)
    try:
        return row, await get_unit_owner(connection, unit_owner_of(row), caller)
    except OwnerNotFound:
        raise AttachmentNotFound from None


def unit_owner_of(row: Row[Any]) -> Owner[UnitKind]:
    """What an attachment belongs to."""
    return Owner(UnitKind(row.kind), row.owner_id)


async def open_evidence(connection: AsyncConnection, row: Row[Any], keyring: Keyring) -> bytes:
    """Of a row of `get_evidence`, for a caller of whom it was recorded that he sees it. Raises `AttachmentNotFound`."""
    return await opened(connection, OF_UNITS, row, keyring)


async def open_small(reading: Reading, attachment_id: UUID, keyring: Keyring) -> bytes:
    """A picture of an entry, small: too small to read what is written on it. Raises `AttachmentNotFound`."""
    row, _ = await get_evidence(reading.connection, attachment_id, reading.caller)
    return await opened(reading.connection, OF_UNITS, row, keyring, THUMBNAIL)


async def get_unit_key(connection: AsyncConnection, org_code: str) -> Row[Any]:
    """The key of a unit that has one, as it is wrapped."""
    return (await connection.execute(select(UNIT_KEY).where(UNIT_KEY.c.org_code == org_code))).one()
