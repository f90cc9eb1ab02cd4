"""What registry has told, as the oracle of the fault experiments reads it from the log."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from faults.oracle.facts import Position
from faults.oracle.folding import Raw
from shared.outbox.rows import unpack_headers


async def logged(engine: AsyncEngine) -> list[Raw]:
    """What the outbox holds, as records of the topics."""
    statement = text("SELECT topic, aggregate_id, payload, headers FROM outbox ORDER BY id")
    async with engine.connect() as connection:
        found = (await connection.execute(statement)).all()
    return [
        Raw(Position(row.topic, 0, place), row.aggregate_id.encode(), bytes(row.payload), unpack_headers(row.headers))
        for place, row in enumerate(found)
    ]
