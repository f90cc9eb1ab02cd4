"""Verdicts and progress of a chunk."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, and_, delete, update

from services.registry.imports.commands.ending import finished
from services.registry.imports.domain import Outcome, State, Verdict
from services.registry.imports.tables import IMPORT_CHUNK, IMPORT_ROW, REGISTER_IMPORT
from shared.command import Transaction
from shared.database.bulk import insert_many


async def keep(tx: Transaction, request: Row[Any], verdicts: Sequence[Verdict]) -> dict[Outcome, int]:
    """Write the verdicts of the chunk the import stands at, and move it on; after the last chunk it is done.

    Answers how many rows came out how.
    """
    import_id, number = request.import_id, request.next_chunk
    await insert_many(tx.connection, IMPORT_ROW, [_line(import_id, verdict) for verdict in verdicts])
    chunk = and_(IMPORT_CHUNK.c.import_id == import_id, IMPORT_CHUNK.c.number == number)
    await tx.connection.execute(delete(IMPORT_CHUNK).where(chunk))
    counted = {outcome: sum(verdict.outcome is outcome for verdict in verdicts) for outcome in Outcome}
    progress = {
        "state": State.RUNNING.value,
        "next_chunk": number + 1,
        **{f"{outcome.value}_count": request._mapping[f"{outcome.value}_count"] + n for outcome, n in counted.items()},
    }
    await tx.connection.execute(
        update(REGISTER_IMPORT).where(REGISTER_IMPORT.c.import_id == import_id).values(progress)
    )
    if number + 1 == request.chunk_count:
        await finished(tx, import_id, State.DONE)
    return counted


def _line(import_id: UUID, verdict: Verdict) -> dict[str, Any]:
    line = {
        "import_id": import_id,
        "row_number": verdict.row_number,
        "outcome": verdict.outcome.value,
        "veteran_id": verdict.veteran_id,
        "record_id": verdict.record_id,
        "duplicate_row": verdict.duplicate_row,
        "faults": msgspec.json.encode(verdict.faults).decode() if verdict.faults else None,
    }
    return {name: value for name, value in line.items() if value is not None}
