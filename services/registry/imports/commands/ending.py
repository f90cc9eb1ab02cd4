"""The end of an import: what is left of its file, and the key to it, go."""

from uuid import UUID

from sqlalchemy import delete, select, update

from services.registry.imports.domain import State
from services.registry.imports.tables import FIRST_ROW, IMPORT_CHUNK, REGISTER_IMPORT
from shared.command import Transaction, command


@command
async def fail_import(tx: Transaction, import_id: UUID, *, failure: str) -> None:
    """Give an unfinished import up; `failure` is a code. Rows that were judged stand."""
    tx.concerns(f"import {import_id}")
    pending = select(REGISTER_IMPORT.c.import_id).where(
        REGISTER_IMPORT.c.import_id == import_id, REGISTER_IMPORT.c.finished_at.is_(None)
    )
    if await tx.connection.scalar(pending.with_for_update()) is not None:
        await finished(tx, import_id, State.FAILED, failure)


async def finished(tx: Transaction, import_id: UUID, state: State, failure: str | None = None) -> None:
    """End an import that the transaction holds."""
    for table in (IMPORT_CHUNK, FIRST_ROW):
        await tx.connection.execute(delete(table).where(table.c.import_id == import_id))
    ended = {"state": state.value, "finished_at": tx.now, "wrapped_key": None, "failure": failure}
    await tx.connection.execute(update(REGISTER_IMPORT).where(REGISTER_IMPORT.c.import_id == import_id).values(ended))
