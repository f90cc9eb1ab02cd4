"""The servers every test runs against: a real PostgreSQL and a real Apache Kafka, the same as `veterans up` starts.

Each is started once per run, on a free port, with its data in a temporary folder. The event loop is one per run too
(pyproject.toml), so that engines and consumers may live as long as a session fixture.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port
from deploy.embedded.postgres import Postgres
from shared.garbage import settle

pytest_plugins = ["tests.databases", "tests.passwords", "tests.order"]

# Where this is set, each process that tests start compiles every module anew, which is two thirds of its start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# How long an example takes says how busy the machine is, and the first one ever loads tables of characters.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays: Python spent a fifth of the tests' time looking for cycles in it."""
    settle()


@pytest.fixture(scope="session")
def server_home() -> Iterator[Path]:
    """A folder that PostgreSQL may enter even when the tests run as root, which pytest's own folders forbid."""
    home = Path(tempfile.mkdtemp(prefix="veterans-"))
    home.chmod(0o755)
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(server_home: Path) -> Iterator[Postgres]:
    """Empty server; `create_database(name)` and `admin_url(name)` as you need them."""
    server = Postgres(server_home, free_port(), durable=False)
    server.start()
    yield server
    server.delete_data()


@pytest.fixture(scope="session")
def kafka(server_home: Path) -> Iterator[Kafka]:
    """Empty broker that creates no topic by itself; name topics and groups so that tests don't meet."""
    server = Kafka(server_home, free_port(), free_port())
    server.start()
    yield server
    server.stop()
