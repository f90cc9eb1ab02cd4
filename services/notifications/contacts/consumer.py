"""What this room makes of registry's contact points: which there are, what is to be fetched, what is used no longer."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.contacts.commands import begin_fetches, revoke_withdrawn, take_back_untold
from services.notifications.contacts.projection import PERSONS, ContactEvent, keep_told, last_of_each
from services.notifications.contacts.tables import VERIFIED_CONTACT
from shared.events.registry import ContactPointVerified, ContactPointWithdrawn
from shared.inbox.projection import Delivered, Projection

__all__ = ["CONTACTS", "PERSONS"]


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[ContactEvent]]) -> None:
    """A rebuild makes the projection anew; what was fetched stays, and is fetched again only when there is news."""
    told = last_of_each(delivered)
    await keep_told(connection, told)
    await begin_fetches(
        connection,
        [
            {
                "contact_id": each.event.contact_id,
                "version": each.sequence,
                "verified": isinstance(each.event, ContactPointVerified),
                "told_at": each.time,
            }
            for each in told
        ],
    )
    # Also of those that were verified anew since: until the new number is here, none is used.
    withdrawn = last_of_each([each for each in delivered if isinstance(each.event, ContactPointWithdrawn)])
    if withdrawn:
        await revoke_withdrawn(
            connection,
            [
                {
                    "contact_id": each.event.contact_id,
                    "person_id": each.event.person_id,
                    "channel": each.event.channel,
                    "version": each.sequence,
                    "told_at": each.time,
                }
                for each in withdrawn
            ],
        )


CONTACTS = Projection(
    name="contacts",
    contracts=(ContactPointVerified, ContactPointWithdrawn),
    apply=apply,
    tables=(VERIFIED_CONTACT,),
    follow=take_back_untold,
)
