"""The consumer of reporting, or of another service, run until nothing is left."""

from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from services.reporting import SERVICE
from shared.inbox.consumer import Consumer
from shared.service.assembly import projections_of
from shared.service.room import Service
from tests.shared.wire import eventually, running


def given_consumer(engine: AsyncEngine, kafka: Kafka, service: Service = SERVICE) -> Consumer:
    return Consumer(engine, group=service.name, broker=kafka.broker, projections=projections_of(service))


async def caught_up(engine: AsyncEngine, kafka: Kafka, service: Service = SERVICE) -> None:
    """All that lies in Kafka is applied."""
    consumer = given_consumer(engine, kafka, service)

    async def nothing_left() -> bool:
        try:
            flow = await consumer.flow()
        except ConnectionError:  # it has not joined its group yet
            return False
        return flow["consumer_lag"] == 0

    async with running(consumer):
        await eventually(nothing_left)
