"""An active relay that sleeps, or whose machine does: the standby takes over within 20 seconds."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator

import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.postgres import Postgres
from shared.database.locks import RELAY
from tests.given import loopback_url
from tests.shared.outbox.test_relay import sequences
from tests.shared.wire import eventually, given_relay, given_row, given_rows, published, records_of, running, scalar

HOLDERS = """
    SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND classid = :classid AND objid = :objid AND granted
          AND datname = current_database() AND application_name = 'relay to be put to sleep'
"""


@pytest_asyncio.fixture
async def active(
    kernel_engine: AsyncEngine, postgres: Postgres, kafka: Kafka
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process whose relay holds the outbox."""
    broker = kafka.broker
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.shared.outbox.relaying", loopback_url(postgres, "kernel"),
        broker.servers, broker.user, broker.password.get(), str(broker.authority),
    )  # fmt: skip

    async def holds() -> bool:
        return bool(await scalar(kernel_engine, HOLDERS, **RELAY._asdict()))

    await eventually(holds)
    yield process
    process.kill()
    await process.wait()


class TestARelayThatIsAsleep:
    async def test_gives_way_to_the_standby_and_disturbs_nothing_when_it_wakes(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str, active: asyncio.subprocess.Process
    ) -> None:
        await given_rows(kernel_engine, [given_row(topic, "a", 1)])
        standby = given_relay(kernel_engine, kafka.broker)
        await published(standby)
        active.send_signal(signal.SIGSTOP)
        async with running(standby):
            await given_rows(kernel_engine, [given_row(topic, "a", 2)])
            await published(standby)
            active.send_signal(signal.SIGCONT)
            await given_rows(kernel_engine, [given_row(topic, "a", 3)])
            await published(standby)
            assert (await standby.checks())[0].detail == "active"
        found = sequences(await records_of(kafka.broker, topic))
        assert found == {"a": [1, 2, 3]}
