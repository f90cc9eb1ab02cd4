"""What this room makes of events: the messages they owe, and for each of these one delivery, which begins once."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.deliveries.commands import begin_deliveries
from services.notifications.deliveries.projection import keep_requests, requests
from services.notifications.deliveries.rules import RULES
from services.notifications.deliveries.tables import REQUEST
from shared.auth.moved import MOVES, follow
from shared.events.contract import Event
from shared.inbox.projection import Delivered, Projection


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Event]]) -> None:
    """A rebuild makes the requests anew and leaves deliveries as they are: they have begun, so nobody is told again."""
    if any(isinstance(each.event, MOVES) for each in delivered):
        await follow(connection, REQUEST.c.org_path)
    owed = list(requests(delivered))
    if owed:
        await keep_requests(connection, owed)
        await begin_deliveries(connection, {row["notification_id"]: row["requested_at"] for row in owed})


REQUESTS = Projection(
    name="requests",
    contracts=(*dict.fromkeys(rule.contract for rule in RULES), *MOVES),
    apply=apply,
    tables=(REQUEST,),
)
