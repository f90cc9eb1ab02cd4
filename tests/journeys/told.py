"""What a service has told, as its readers read it."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.events.catalogue import find_type
from shared.events.contract import Event
from shared.outbox.tables import OUTBOX


async def told(engine: AsyncEngine) -> list[Event]:
    """Every event of a service's outbox, in order."""
    async with engine.connect() as connection:
        rows = (await connection.execute(select(OUTBOX.c.type, OUTBOX.c.payload).order_by(OUTBOX.c.id))).all()
    found = [(find_type(row.type), row.payload) for row in rows]
    return [msgspec.json.decode(payload, type=entry.contract) for entry, payload in found if entry]
