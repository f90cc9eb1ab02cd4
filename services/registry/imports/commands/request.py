"""Taking a file in."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert

from services.registry.imports.commands.spool import Spool
from services.registry.imports.domain import Outcome, State, TooManyImports
from services.registry.imports.parameters import MOST_WAITING, Column
from services.registry.imports.queries import count_waiting
from services.registry.imports.tables import IMPORT_CHUNK, REGISTER_IMPORT
from shared import trace
from shared.command import Transaction, command


@command
async def request_import(tx: Transaction, columns: Sequence[Column], chunks: Spool, *, dry_run: bool) -> UUID:
    """Keep the rows of a file, encrypted, for the worker to judge; answers the id of the import.

    Raises `TooManyImports`.
    """
    tx.concerns(f"import {chunks.import_id}")
    if await count_waiting(tx.connection, tx.caller.account_id) >= MOST_WAITING:
        raise TooManyImports(limit=MOST_WAITING)
    asked = trace.current()
    values = {
        "import_id": chunks.import_id,
        "account_id": tx.caller.account_id,
        "requested_at": tx.now,
        "correlation_id": asked.correlation_id,
        "traceparent": asked.traceparent,
        "dry_run": dry_run,
        "state": State.WAITING.value,
        "columns": [column.header for column in columns],
        "rows_total": chunks.rows_total,
        **{f"{outcome.value}_count": 0 for outcome in Outcome},
        "chunk_count": len(chunks),
        "next_chunk": 0,
        "wrapped_key": chunks.wrapped_key,
    }
    await tx.connection.execute(insert(REGISTER_IMPORT).values(values))
    for number, sealed in enumerate(chunks):
        chunk = {"import_id": chunks.import_id, "number": number, "sealed": sealed}
        await tx.connection.execute(insert(IMPORT_CHUNK), chunk)
    return chunks.import_id
