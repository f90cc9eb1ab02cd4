"""The worker of the registry: publishes its outbox, works off imports."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.imports.loop import ImportLoop
from services.registry.settings import Settings
from shared.inbox.projection import Projection
from shared.outbox.relay import Relay
from shared.service.worker import Part, worker_cli

# The registry is told nothing by the other services: what it knows comes in by commands.
PROJECTIONS: Final[tuple[Projection, ...]] = ()


def parts(settings: Settings, engine: AsyncEngine) -> tuple[Part, ...]:
    """The relay and the import loop."""
    relay = Relay(engine, bootstrap_servers=settings.kafka_bootstrap_servers)
    return (relay, ImportLoop(engine, settings.registrar))


if __name__ == "__main__":
    worker_cli(Settings, "services.registry", parts=parts, projections=PROJECTIONS)
