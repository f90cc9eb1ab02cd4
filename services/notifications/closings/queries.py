"""What waits at an organisation that is to be closed."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.deliveries.parameters import DeliveryState
from services.notifications.deliveries.tables import DELIVERY, REQUEST

UNDER_WAY = (DeliveryState.PENDING, DeliveryState.SENDING)


async def count_messages(connection: AsyncConnection, org_code: str) -> int:
    """Messages to persons there that are neither sent nor given up."""
    last = func.subpath(REQUEST.c.org_path, -1)
    waiting = (
        select(func.count())
        .select_from(DELIVERY)
        .join(REQUEST, REQUEST.c.notification_id == DELIVERY.c.notification_id)
        .where(DELIVERY.c.state.in_(UNDER_WAY), func.ltree2text(last) == org_code)
    )
    return await connection.scalar(waiting) or 0
