"""Which checks count no longer, or again, since files of one person were merged or are apart again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.checks.tables import HEALTH_CHECK
from services.benefits.directory.queries import survivors
from shared.entries.domain import REVOKED


async def list_counted_wrongly(connection: AsyncConnection, limit: int) -> Sequence[Row[Any]]:
    """Checks whose `doubled` is not what it should be (`is_double`), with the version that was looked at. Of all that a
    person had in a year, by whichever file, the first counts."""
    held, led = HEALTH_CHECK.c, survivors()
    had = (held.completed_on.is_not(None), held.state != REVOKED.code)
    file = func.coalesce(led.c.goes_on, held.person_id)
    place = func.row_number().over(partition_by=(file, held.year), order_by=(held.completed_on, held.entry_id))
    found = (
        select(held.entry_id, held.version, held.doubled, (place > 1).label("is_double"))
        .outerjoin(led, led.c.veteran_id == held.person_id)
        .where(*had)
        .subquery("found")
    )
    wrong = select(found).where(found.c.doubled != found.c.is_double)
    return (await connection.execute(wrong.order_by(found.c.entry_id).limit(limit))).all()
