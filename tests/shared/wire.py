"""Topics, rows and records for the tests of outbox and inbox."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import ConsumerRecord
from confluent_kafka.admin import AdminClient
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.kafka.client import configuration
from deploy.kafka.topics import Topic, apply
from shared.events.catalogue import Origin
from shared.ids import new_id
from shared.kafka.broker import Broker
from shared.outbox.relay import Relay
from shared.outbox.rows import OutboxRow, insert_rows, pack_headers
from tests.given import NOW

PATIENCE_SECONDS = 30


def given_topic(broker: Broker, *, partitions: int = 3, name: str = "") -> str:
    """A new topic under a name nobody else has."""
    topic = name or f"test-{uuid4().hex[:12]}"
    apply(broker, [Topic(topic, partitions, {})])
    return topic


def delete_topic(broker: Broker, topic: str) -> None:
    """It is gone from the broker's list too, which learns of it after the controller: it can be made anew at once."""
    client = AdminClient(configuration(broker))
    client.delete_topics([topic])[topic].result()
    given_up_at = time.monotonic() + PATIENCE_SECONDS
    while topic in client.list_topics(timeout=PATIENCE_SECONDS).topics:
        assert time.monotonic() < given_up_at
        time.sleep(0.02)


def given_row(topic: str, key: str = "a", version: int = 1, payload: bytes = b"{}") -> OutboxRow:
    headers = pack_headers([("ce_specversion", b"1.0"), ("ce_sequence", str(version).encode())])
    return OutboxRow(new_id(), topic, key, key, version, "test", headers, payload)


async def given_rows(engine: AsyncEngine, rows: Sequence[OutboxRow]) -> None:
    """Recorded in one transaction."""
    async with engine.begin() as connection:
        await insert_rows(connection, rows, now=NOW)


def given_relay(engine: AsyncEngine, broker: Broker, *topics: str, source: str = "/tests") -> Relay:
    """Of a service that publishes to `topics`; whether Kafka is ahead is looked for in these alone."""
    return Relay(engine, origin=Origin(source, topics), broker=broker)


async def scalar(engine: AsyncEngine, statement: str, **parameters: Any) -> Any:
    async with engine.connect() as connection:
        return (await connection.execute(text(statement), parameters)).scalar()


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it is so; fail after half a minute."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if await holds():
                return
            await asyncio.sleep(0.02)


async def records_of(broker: Broker, topic: str) -> list[ConsumerRecord]:
    """All records of a topic, each partition in its order."""
    consumer = AIOKafkaConsumer(topic, **broker.options, fetch_max_wait_ms=50, auto_offset_reset="earliest")
    await consumer.start()
    try:
        places = consumer.assignment()
        ends = await consumer.end_offsets(places)
        found: list[ConsumerRecord] = []
        async with asyncio.timeout(PATIENCE_SECONDS):
            while sum(ends.values()) > len(found):
                for records in (await consumer.getmany(timeout_ms=200)).values():
                    found.extend(records)
        return sorted(found, key=lambda record: (record.partition, record.offset))
    finally:
        await consumer.stop()


@asynccontextmanager
async def running(part: Any) -> AsyncIterator[asyncio.Event]:
    """Run a part of a worker; yields its stop event. What it raises is raised here."""
    stop = asyncio.Event()
    task = asyncio.create_task(part.run(stop))
    try:
        yield stop
    finally:
        stop.set()
        await task


async def published(relay: Relay) -> None:
    """Wait until the relay has nothing left to publish."""

    async def empty() -> bool:
        return (await relay.flow())["outbox_pending"] == 0

    await eventually(empty)


@contextmanager
def counted(engine: AsyncEngine) -> Iterator[list[str]]:
    """What the engine's connections send to the database, those taken inside the block; BEGIN and COMMIT included."""
    counter = _Counter()
    for name, listener in counter.listeners.items():
        event.listen(engine.sync_engine, name, listener)
    try:
        yield counter.statements
    finally:
        for name, listener in counter.listeners.items():
            event.remove(engine.sync_engine, name, listener)


class _Counter:
    """SQLAlchemy tells of what it prepares, the driver of everything else."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.listeners: dict[str, Callable[..., None]] = {
            "before_cursor_execute": self._on_statement,
            "checkout": self._on_checkout,
            "checkin": self._on_checkin,
        }

    def _on_statement(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.statements.append(statement)

    def _on_driver(self, query: Any) -> None:
        self.statements.append(query.query)

    def _on_checkout(self, connection: Any, *_rest: Any) -> None:
        connection.driver_connection.add_query_logger(self._on_driver)

    def _on_checkin(self, connection: Any, *_rest: Any) -> None:
        if connection is not None:
            connection.driver_connection.remove_query_logger(self._on_driver)
