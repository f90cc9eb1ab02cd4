"""Verdicts and progress of a chunk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, delete, update

from services.registry.imports.commands.closing import finished
from services.registry.imports.commands.verdicts import write_verdicts
from services.registry.imports.domain import ImportState, Outcome, Verdict
from services.registry.imports.tables import IMPORT_CHUNK, REGISTER_IMPORT
from shared.command import Transaction


async def keep(tx: Transaction, request: Row[Any], verdicts: Sequence[Verdict]) -> dict[Outcome, int]:
    """Write the verdicts of the chunk the import stands at, and move it on; after the last chunk it is done.

    Answers how many rows came out how.
    """
    import_id, number = request.import_id, request.next_chunk
    counted = await write_verdicts(tx, request, verdicts)
    chunk = and_(IMPORT_CHUNK.c.import_id == import_id, IMPORT_CHUNK.c.number == number)
    await tx.connection.execute(delete(IMPORT_CHUNK).where(chunk))
    progress = {"state": ImportState.RUNNING.value, "next_chunk": number + 1}
    await tx.connection.execute(
        update(REGISTER_IMPORT).where(REGISTER_IMPORT.c.import_id == import_id).values(progress)
    )
    if number + 1 == request.chunk_count:
        await finished(tx, import_id, ImportState.DONE)
    return counted
