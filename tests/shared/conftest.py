"""A broker that tests may kill."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port


@pytest.fixture(scope="module")
def fragile_kafka(server_home: Path) -> Iterator[Kafka]:
    """A broker of its own, to be killed and started."""
    home = server_home / "fragile"
    home.mkdir(exist_ok=True)
    server = Kafka(home, free_port(), free_port())
    server.start()
    yield server
    server.kill()
