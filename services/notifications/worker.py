"""The worker of notifications: publishes its outbox, learns who is owed what, and sends."""

from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.contacts.projection import PERSONS
from services.notifications.deliveries.driver import DRIVERS
from services.notifications.deliveries.loop import Sender
from services.notifications.deliveries.projection import PROMISES
from services.notifications.settings import Settings
from shared.auth.projection import GRANTS
from shared.inbox.consumer import Consumer
from shared.inbox.projection import Projection
from shared.outbox.relay import Relay
from shared.service.worker import Part, worker_cli

PROJECTIONS: tuple[Projection, ...] = (GRANTS, PERSONS, PROMISES)


def parts(settings: Settings, engine: AsyncEngine) -> tuple[Part, ...]:
    """The relay, the consumer, and the sender."""
    servers = settings.kafka_bootstrap_servers
    relay = Relay(engine, bootstrap_servers=servers)
    consumer = Consumer(engine, group="notifications", bootstrap_servers=servers, projections=PROJECTIONS)
    sender = Sender(
        engine,
        keyring=settings.keyring,
        driver=DRIVERS[settings.driver](),
        signature=settings.signature,
    )
    return relay, consumer, sender


if __name__ == "__main__":
    worker_cli(Settings, "services.notifications", parts=parts, projections=PROJECTIONS)
