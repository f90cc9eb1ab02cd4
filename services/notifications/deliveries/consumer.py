"""What this room makes of events: the messages they owe, and for each of these one delivery, which begins once."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.deliveries.commands import begin_deliveries
from services.notifications.deliveries.projection import keep_promises, promises
from services.notifications.deliveries.rules import RULES
from services.notifications.deliveries.tables import PROMISE
from shared.events.contract import Event
from shared.inbox.projection import Delivered, Projection


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Event]]) -> None:
    """A rebuild makes the promises anew and leaves deliveries as they are: they have begun, so nobody is told again."""
    owed = list(promises(delivered))
    if owed:
        await keep_promises(connection, owed)
        await begin_deliveries(connection, {row["notification_id"]: row["promised_at"] for row in owed})


PROMISES = Projection(
    name="promises",
    contracts=tuple(dict.fromkeys(rule.contract for rule in RULES)),
    apply=apply,
    tables=(PROMISE,),
)
