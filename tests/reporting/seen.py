"""What is seen of acts in the audit of reporting."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.audit.record import DONE
from shared.audit.tables import AUDIT


async def done(engine: AsyncEngine, subject: str) -> list[tuple[str, str]]:
    """What was done with one thing, in order: act, why."""
    acts = select(AUDIT.c.action, AUDIT.c.purpose).where(AUDIT.c.subject == subject, AUDIT.c.result == DONE)
    async with engine.connect() as connection:
        return [(row.action, row.purpose) for row in await connection.execute(acts.order_by(AUDIT.c.audit_id))]
