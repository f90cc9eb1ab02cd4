"""The worker of benefits: publishes its outbox and learns from registry's events."""

from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.directory.projection import DIRECTORY
from services.benefits.settings import Settings
from shared.auth.projection import GRANTS
from shared.inbox.consumer import Consumer
from shared.inbox.projection import Projection
from shared.outbox.relay import Relay
from shared.service.worker import Part, worker_cli

PROJECTIONS: tuple[Projection, ...] = (GRANTS, DIRECTORY)


def parts(settings: Settings, engine: AsyncEngine) -> tuple[Part, ...]:
    """The relay and the consumer."""
    servers = settings.kafka_bootstrap_servers
    relay = Relay(engine, bootstrap_servers=servers)
    consumer = Consumer(engine, group="benefits", bootstrap_servers=servers, projections=PROJECTIONS)
    return relay, consumer


if __name__ == "__main__":
    worker_cli(Settings, "services.benefits", parts=parts, projections=PROJECTIONS)
