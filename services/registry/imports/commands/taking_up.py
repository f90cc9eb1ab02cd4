"""Part of commands: the next chunks of an import are taken up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row as TableRow
from sqlalchemy import func, select

from services.registry.imports.commands.spool import open_rows
from services.registry.imports.parameters import SHEETS, ImportKind
from services.registry.imports.tables import IMPORT_CHUNK, REGISTER_IMPORT
from shared.command import Transaction
from shared.privacy.keyring import Keyring
from shared.workbooks.cells import Row
from shared.workbooks.drafts import Draft, draft

# As many rows as that are taken up at once hold no more than this, or are one chunk.
_BYTES_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class Claimed:
    """An import that is this transaction's alone, and its next chunks, by number."""

    request: TableRow[Any]
    chunks: Mapping[int, bytes]


async def claim_chunks(tx: Transaction, import_id: UUID, *, most: int) -> Claimed | None:
    """So many at most; None while another worker has the import, or when it is finished."""
    statement = (
        select(REGISTER_IMPORT)
        .where(REGISTER_IMPORT.c.import_id == import_id, REGISTER_IMPORT.c.finished_at.is_(None))
        .with_for_update(skip_locked=True)
    )
    request = (await tx.connection.execute(statement)).first()
    if request is None:
        return None
    held, first = IMPORT_CHUNK.c, request.next_chunk
    before = func.sum(func.octet_length(held.sealed)).over(order_by=held.number) - func.octet_length(held.sealed)
    waiting = (
        select(held.number, held.sealed, before.label("bytes_before"))
        .where(held.import_id == import_id, held.number >= first, held.number < first + most)
        .subquery()
    )
    statement = select(waiting.c.number, waiting.c.sealed).where(waiting.c.bytes_before < _BYTES_AT_ONCE)
    rows = await tx.connection.execute(statement.order_by(waiting.c.number))
    return Claimed(request, {row.number: row.sealed for row in rows})


def drafts_of(claimed: Claimed, keyring: Keyring) -> list[Draft]:
    """The rows of the chunks, by the fields of the import's sheet."""
    request = claimed.request
    by_header = SHEETS[ImportKind(request.kind)].layout.by_header
    columns = [by_header[header] for header in request.columns]
    key = keyring.unwrap(request.wrapped_key, request.import_id)
    return [
        draft(Row(row_number, cells), columns)
        for number, sealed in claimed.chunks.items()
        for row_number, cells in open_rows(sealed, number, request.import_id, key)
    ]
