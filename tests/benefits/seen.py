"""What a command has left behind: events, audit rows, rows of a table."""

from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.audit.tables import AUDIT
from shared.events.catalogue import published
from shared.events.contract import Event
from shared.outbox.tables import OUTBOX


async def outbox(engine: AsyncEngine) -> list[Any]:
    async with engine.connect() as connection:
        return list(await connection.execute(select(OUTBOX).order_by(OUTBOX.c.id)))


async def published_events(engine: AsyncEngine, contract: type[Event]) -> list[tuple[int, Any]]:
    """Version and event of every outbox row of this contract."""
    rows = [row for row in await outbox(engine) if row.type == published(contract).type]
    return [(row.aggregate_version, msgspec.json.decode(row.payload, type=contract)) for row in rows]


async def audited(engine: AsyncEngine) -> list[tuple[str, str, str]]:
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(AUDIT.c.action, AUDIT.c.subject, AUDIT.c.result).order_by(AUDIT.c.audit_id)
        )
        return [tuple(row) for row in rows]


async def count(engine: AsyncEngine, table: Any) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar_one()
