"""An import is given up."""

from uuid import UUID

from sqlalchemy import select

from services.registry.imports.commands.answered import verdicts_of_done
from services.registry.imports.commands.closing import finished
from services.registry.imports.commands.verdicts import write_verdicts
from services.registry.imports.domain import ImportState
from services.registry.imports.tables import REGISTER_IMPORT
from shared.command import Transaction, command


@command
async def fail_import(tx: Transaction, import_id: UUID, *, failure: str) -> None:
    """Give an unfinished import up; `failure` is a code. Rows that were judged stand, and so does what a row of a list
    did before its worker died: it gets its verdict."""
    tx.concerns(f"import {import_id}")
    pending = select(REGISTER_IMPORT).where(
        REGISTER_IMPORT.c.import_id == import_id, REGISTER_IMPORT.c.finished_at.is_(None)
    )
    request = (await tx.connection.execute(pending.with_for_update())).one_or_none()
    if request is not None:
        await write_verdicts(tx, request, await verdicts_of_done(tx, request))
        await finished(tx, import_id, ImportState.FAILED, failure)
