"""Who is told. Every message owed to a person ends as sent, or as a recorded reason why not; systems of others get what
they are granted, and no more.

Rooms, in the order a newcomer reads them:

- `contacts`: how a person may be reached, encrypted under a key of their own; who opted out of what.
- `consents`: what persons consented to, and whether they wish to be told of work.
- `templates`: the texts, each with its purpose and legal basis; none carries sensitive content.
- `deliveries`: which event owes whom which message, and what became of it.
- `closings`: organisations that are to be closed, of which registry is told what waits there.
- `feeds`: which events systems of others get.
- `webhooks`: events posted to those that do not read Kafka.
"""

from services.notifications import closings, consents, contacts, deliveries, feeds, templates, webhooks
from shared.service.room import Service

SERVICE = Service(
    __name__,
    "Notifications · 通知",
    rooms=(
        contacts.ROOM,
        consents.ROOM,
        templates.ROOM,
        deliveries.ROOM,
        closings.ROOM,
        feeds.ROOM,
        webhooks.ROOM,
    ),
)
