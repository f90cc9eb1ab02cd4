"""A county of which events are kept."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from shared.kafka.broker import Broker
from tests.notifications.feeds.given import given_county, subscription, told


@pytest.fixture
async def county(notifications_engine: AsyncEngine, kafka: Kafka) -> Broker:
    """With somebody for whom events are kept."""
    await told(notifications_engine, subscription())
    return given_county(kafka.broker)
