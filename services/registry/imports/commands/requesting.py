"""Taking a file in."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, insert, select, true

from services.registry.imports.commands.spool import Spool
from services.registry.imports.domain import (
    ImportState,
    KindNotAllowed,
    Outcome,
    TooManyActsToday,
    TooManyImports,
    TooManyRowsToday,
    is_of_rooms_only,
)
from services.registry.imports.parameters import MOST_WAITING, SHEETS, ImportKind
from services.registry.imports.queries import count_waiting
from services.registry.imports.tables import IMPORT_CHUNK, REGISTER_IMPORT
from shared import trace
from shared.auth.permissions import permitted
from shared.auth.roles import Role
from shared.command import Transaction, command
from shared.command.hourly import seconds_until
from shared.database.locks import of_account
from shared.refusal import TooMany
from shared.workbooks.columns import Column

DAY = timedelta(days=1)


@command
async def request_import(
    tx: Transaction,
    columns: Sequence[Column],
    chunks: Spool,
    *,
    kind: ImportKind,
    dry_run: bool,
    most_rows_a_day: int,
) -> UUID:
    """Keep the rows of a file, encrypted, for the worker to judge; answers the id of the import.

    `most_rows_a_day` is for accounts of rooms, and of acts for those of stations. Raises `KindNotAllowed`,
    `TooManyImports`, `TooManyRowsToday`, `TooManyActsToday`.
    """
    tx.concerns(f"import {chunks.import_id}", purpose=kind)
    if not permitted(tx.caller, SHEETS[kind].permission).grants:
        raise KindNotAllowed
    if is_of_rooms_only(tx.caller):
        await _limit_rows(tx, chunks.rows_total, most_rows_a_day, TooManyRowsToday)
    elif kind is not ImportKind.REGISTRATIONS and not tx.caller.holds(Role.CENTRE_STAFF):
        await _limit_rows(tx, chunks.rows_total, most_rows_a_day, TooManyActsToday)
    return await keep_request(tx, columns, chunks, kind=kind, dry_run=dry_run)


async def keep_request(
    tx: Transaction,
    columns: Sequence[Column],
    chunks: Spool,
    *,
    kind: ImportKind,
    dry_run: bool,
    revokes: UUID | None = None,
) -> UUID:
    """Part of a command: the import waits for a worker. Raises `TooManyImports`."""
    if await count_waiting(tx.connection, tx.caller.account_id) >= MOST_WAITING:
        raise TooManyImports(limit=MOST_WAITING)
    asked = trace.current()
    values = {
        "import_id": chunks.import_id,
        "kind": kind,
        "account_id": tx.caller.account_id,
        "requested_at": tx.now,
        "correlation_id": asked.correlation_id,
        "traceparent": asked.traceparent,
        "dry_run": dry_run,
        "state": ImportState.WAITING.value,
        "columns": [column.header for column in columns],
        "rows_total": chunks.rows_total,
        **{f"{outcome.value}_count": 0 for outcome in Outcome},
        "chunk_count": len(chunks),
        "next_chunk": 0,
        "wrapped_key": chunks.wrapped_key,
        "revokes": revokes,
    }
    await tx.connection.execute(insert(REGISTER_IMPORT).values(values))
    for number, sealed in enumerate(chunks):
        chunk = {"import_id": chunks.import_id, "number": number, "sealed": sealed}
        await tx.connection.execute(insert(IMPORT_CHUNK), chunk)
    return chunks.import_id


async def _limit_rows(tx: Transaction, rows: int, most: int, refusal: type[TooMany]) -> None:
    """Of a room every row counts, of a station those of acts."""
    await tx.connection.execute(select(func.pg_advisory_xact_lock(*of_account(tx.caller.account_id))))
    mine = REGISTER_IMPORT.c.account_id == tx.caller.account_id
    lately = REGISTER_IMPORT.c.requested_at > tx.now - DAY
    counted = true() if refusal is TooManyRowsToday else REGISTER_IMPORT.c.kind != ImportKind.REGISTRATIONS
    asked = select(func.sum(REGISTER_IMPORT.c.rows_total), func.min(REGISTER_IMPORT.c.requested_at))
    before, first_at = (await tx.connection.execute(asked.where(mine, lately, counted))).one()
    if (before or 0) + rows > most:
        wait = seconds_until((first_at or tx.now) + DAY, now=tx.now)
        raise refusal(limit=most, retry_after_seconds=wait)
