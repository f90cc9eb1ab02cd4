"""What the tests of the outbox share."""

import pytest

from deploy.embedded.kafka import Kafka
from tests.shared.wire import given_topic


@pytest.fixture
def topic(kafka: Kafka) -> str:
    return given_topic(kafka.broker)
