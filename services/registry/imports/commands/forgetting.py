"""What was handed in, and what was said of it, goes after thirty days: files, rows, verdicts, the import itself."""

from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.imports.tables import FIRST_ROW, IMPORT_CHUNK, IMPORT_ROW, REGISTER_IMPORT
from shared.command import Transaction
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import daily

KEPT = timedelta(days=30)
ROWS_AT_ONCE = 5_000


async def forget_imports(tx: Transaction, due: Due) -> Payload | None:
    """One import at a time, of its verdicts some thousand. One that nobody has worked off for so long goes as well."""
    import_id = await _oldest(tx.connection, due.at - KEPT)
    if import_id is None:
        return None
    for table in (IMPORT_CHUNK, FIRST_ROW):
        await tx.connection.execute(delete(table).where(table.c.import_id == import_id))
    rows = select(IMPORT_ROW.c.row_number).where(IMPORT_ROW.c.import_id == import_id).limit(ROWS_AT_ONCE)
    some = delete(IMPORT_ROW).where(IMPORT_ROW.c.import_id == import_id, IMPORT_ROW.c.row_number.in_(rows))
    if (await tx.connection.execute(some)).rowcount < ROWS_AT_ONCE:
        await tx.connection.execute(delete(REGISTER_IMPORT).where(REGISTER_IMPORT.c.import_id == import_id))
    return {}


async def _oldest(connection: AsyncConnection, before: datetime) -> UUID | None:
    """An import requested before that instant, held against the worker that may be at it."""
    held = REGISTER_IMPORT.c
    statement = select(held.import_id).where(held.requested_at < before).order_by(held.import_id).limit(1)
    found: UUID | None = await connection.scalar(statement.with_for_update())
    return found


FORGET_IMPORTS = Job("forget-imports", forget_imports, daily(time(3, 40)), deletes=True)
