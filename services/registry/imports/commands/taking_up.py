"""Part of commands: the next chunk of an import is taken up."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row as TableRow
from sqlalchemy import and_, select

from services.registry.imports.commands.spool import open_rows
from services.registry.imports.parameters import SHEETS, ImportKind
from services.registry.imports.tables import IMPORT_CHUNK, REGISTER_IMPORT
from shared.command import Transaction
from shared.privacy.keyring import Keyring
from shared.workbooks.cells import Row
from shared.workbooks.drafts import Draft, draft


async def claim_chunk(tx: Transaction, import_id: UUID) -> TableRow[Any] | None:
    """The import, for this transaction alone; None while another worker has it, or when it is finished."""
    statement = (
        select(REGISTER_IMPORT, IMPORT_CHUNK.c.sealed)
        .join(
            IMPORT_CHUNK,
            and_(
                IMPORT_CHUNK.c.import_id == REGISTER_IMPORT.c.import_id,
                IMPORT_CHUNK.c.number == REGISTER_IMPORT.c.next_chunk,
            ),
        )
        .where(REGISTER_IMPORT.c.import_id == import_id, REGISTER_IMPORT.c.finished_at.is_(None))
        .with_for_update(of=REGISTER_IMPORT, skip_locked=True)
    )
    return (await tx.connection.execute(statement)).first()


def drafts_of(request: TableRow[Any], keyring: Keyring) -> list[Draft]:
    """The rows of the chunk that was claimed, by the fields of the import's sheet."""
    by_header = SHEETS[ImportKind(request.kind)].layout.by_header
    columns = [by_header[header] for header in request.columns]
    key = keyring.unwrap(request.wrapped_key, request.import_id)
    rows = open_rows(request.sealed, request.next_chunk, request.import_id, key)
    return [draft(Row(number, cells), columns) for number, cells in rows]
