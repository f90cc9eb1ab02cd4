"""Part of commands: what is left of an import's file, and the key to it, go."""

from uuid import UUID

from sqlalchemy import delete, update

from services.registry.imports.domain import ImportState
from services.registry.imports.tables import FIRST_ROW, IMPORT_CHUNK, REGISTER_IMPORT
from shared.command import Transaction


async def finished(tx: Transaction, import_id: UUID, state: ImportState, failure: str | None = None) -> None:
    """End an import that the transaction holds."""
    for table in (IMPORT_CHUNK, FIRST_ROW):
        await tx.connection.execute(delete(table).where(table.c.import_id == import_id))
    ended = {"state": state.value, "finished_at": tx.now, "wrapped_key": None, "failure": failure}
    await tx.connection.execute(update(REGISTER_IMPORT).where(REGISTER_IMPORT.c.import_id == import_id).values(ended))
