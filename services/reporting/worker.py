"""The worker of reporting: folds the events of the other services into figures, publishes its own outbox."""

from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.figures.loop import Freshness
from services.reporting.figures.projection import FIGURES_BY_UNIT_AND_DAY
from services.reporting.party.projection import PARTY
from services.reporting.settings import Settings
from services.reporting.units.projection import UNITS
from shared.auth.projection import GRANTS
from shared.inbox.consumer import Consumer
from shared.inbox.projection import Projection
from shared.outbox.relay import Relay
from shared.service.worker import Part, worker_cli

PROJECTIONS: tuple[Projection, ...] = (GRANTS, UNITS, PARTY, FIGURES_BY_UNIT_AND_DAY)


def parts(settings: Settings, engine: AsyncEngine) -> tuple[Part, ...]:
    """The relay, the consumer, and the gauge of freshness."""
    servers = settings.kafka_bootstrap_servers
    relay = Relay(engine, bootstrap_servers=servers)
    consumer = Consumer(engine, group="reporting", bootstrap_servers=servers, projections=PROJECTIONS)
    return relay, consumer, Freshness(engine)


if __name__ == "__main__":
    worker_cli(Settings, "services.reporting", parts=parts, projections=PROJECTIONS)
