"""What systems of others may read, as registry has told of it last."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.feeds.domain import is_feed
from services.notifications.feeds.tables import SUBSCRIPTION
from shared.database.bulk import arrays
from shared.events.registry import SubscriptionGranted, SubscriptionRevoked
from shared.inbox.projection import Delivered, Projection

SubscriptionEvent = SubscriptionGranted | SubscriptionRevoked

_NAMES = ("subscriber", "types", "divisions", "over", "account_id", "address", "feed", "until_on")
# Arrays of arrays must be of one length: lists go as text, and no name in them has a comma.
_GRANT = text("""
    INSERT INTO subscription (subscriber, types, divisions, over, account_id, address, feed, until_on)
    SELECT subscriber, string_to_array(types, ','), string_to_array(divisions, ','), over, account_id, address, feed,
           until_on
    FROM unnest(
        CAST(:subscriber AS text[]), CAST(:types AS text[]), CAST(:divisions AS text[]), CAST(:over AS text[]),
        CAST(:account_id AS uuid[]), CAST(:address AS text[]), CAST(:feed AS text[]), CAST(:until_on AS date[])
    ) AS told (subscriber, types, divisions, over, account_id, address, feed, until_on)
    ORDER BY subscriber
    ON CONFLICT (subscriber) DO UPDATE
    SET types = excluded.types, divisions = excluded.divisions, over = excluded.over,
        account_id = excluded.account_id, address = excluded.address, feed = excluded.feed,
        until_on = excluded.until_on, revoked_at = NULL
""")
_REVOKE = text("""
    UPDATE subscription SET revoked_at = told.revoked_at
    FROM unnest(CAST(:subscriber AS text[]), CAST(:revoked_at AS timestamptz[])) AS told (subscriber, revoked_at)
    WHERE subscription.subscriber = told.subscriber
""")


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[SubscriptionEvent]]) -> None:
    """Of several events of a subscriber the last stands; what was revoked is known by what was granted before."""
    granted = {each.key: each.event for each in delivered if isinstance(each.event, SubscriptionGranted)}
    last = {each.key: each.event for each in delivered}
    revoked = [each for each in last.values() if isinstance(each, SubscriptionRevoked)]
    if granted:
        await connection.execute(_GRANT, arrays(_NAMES, map(_row, granted.values())))
    if revoked:
        told = ((each.subscriber, each.revoked_at) for each in revoked)
        await connection.execute(_REVOKE, arrays(("subscriber", "revoked_at"), told))


def _row(event: SubscriptionGranted) -> tuple[Any, ...]:
    feed = event.topics[0] if is_feed(event.topics[0]) else None
    types, divisions = ",".join(event.types), ",".join(event.divisions)
    return event.subscriber, types, divisions, event.over, event.reader, event.endpoint, feed, event.until_on


SUBSCRIPTIONS = Projection(
    name="subscriptions",
    contracts=(SubscriptionGranted, SubscriptionRevoked),
    apply=apply,
    tables=(SUBSCRIPTION,),
)
