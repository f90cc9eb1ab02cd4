"""Verdicts of rows, and how many came out how."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, update

from services.registry.imports.domain import Outcome, Verdict
from services.registry.imports.tables import IMPORT_ROW, REGISTER_IMPORT
from shared.command import Transaction
from shared.database.bulk import insert_many


async def write_verdicts(tx: Transaction, request: Row[Any], verdicts: Sequence[Verdict]) -> dict[Outcome, int]:
    """Of rows of the import that the transaction holds; answers how many rows came out how."""
    import_id = request.import_id
    await insert_many(tx.connection, IMPORT_ROW, [_line(import_id, verdict) for verdict in verdicts])
    counted = {outcome: sum(verdict.outcome is outcome for verdict in verdicts) for outcome in Outcome}
    counts = {
        f"{outcome.value}_count": request._mapping[f"{outcome.value}_count"] + n for outcome, n in counted.items()
    }
    await tx.connection.execute(update(REGISTER_IMPORT).where(REGISTER_IMPORT.c.import_id == import_id).values(counts))
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
