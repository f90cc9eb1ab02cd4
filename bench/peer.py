"""The peer of the relay: `faststream-outbox` from PyPI, in front of the same Kafka."""

import asyncio
import time
from dataclasses import dataclass

from faststream.kafka import KafkaBroker
from faststream.security import SASLScram512
from faststream_outbox import OutboxBroker, make_outbox_table
from faststream_outbox.annotations import OutboxMessage
from sqlalchemy import MetaData, Table
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bench.outbox import AT_ONCE, Backlog
from bench.stage import Database
from shared.database.engine import async_url
from shared.kafka.broker import Broker

QUEUE = "bench"


@dataclass(frozen=True, slots=True)
class Manner:
    """How the peer is set up. One worker keeps the order of a key; more of them do not."""

    name: str
    workers: int
    fetched: int
    flushed: int


MANNERS = (
    Manner("defaults, one worker", workers=1, fetched=10, flushed=1),
    Manner("one worker, 1,000 a fetch, deletes by 100", workers=1, fetched=1_000, flushed=100),
    Manner("32 workers (no order), 1,000 a fetch, deletes by 100", workers=32, fetched=1_000, flushed=100),
)


class Peer:
    """Its own table in the same database, and the topic it relays to."""

    def __init__(self, database: Database, broker: Broker, topic: str) -> None:
        self._database = database
        self._broker = broker
        self._topic = topic
        self._engine: AsyncEngine = create_async_engine(async_url(database.admin_url), pool_size=40)
        self._metadata = MetaData()
        self._table: Table = make_outbox_table(self._metadata, table_name="peer_outbox")

    def _security(self) -> SASLScram512:
        options = self._broker.options
        return SASLScram512(
            options["sasl_plain_username"], options["sasl_plain_password"], ssl_context=options["ssl_context"]
        )

    async def prepare(self) -> None:
        async with self._engine.begin() as connection:
            await connection.run_sync(self._metadata.create_all)

    async def drained(self, backlog: Backlog, manner: Manner) -> float:
        """Events a second until each is acknowledged by Kafka and deleted."""
        await self._record(backlog)
        outbox = OutboxBroker(self._engine, outbox_table=self._table, logger=None)
        kafka = KafkaBroker(
            self._broker.servers, security=self._security(), acks="all", enable_idempotence=True, logger=None
        )
        sent = 0

        @outbox.subscriber(
            QUEUE,
            max_workers=manner.workers,
            fetch_batch_size=manner.fetched,
            terminal_flush_batch_size=manner.flushed,
            min_fetch_interval=0.01,
        )
        async def relay(body: bytes, message: OutboxMessage) -> None:
            nonlocal sent
            await kafka.publish(body, self._topic, key=message.headers["key"].encode())
            sent += 1

        await kafka.start()
        began = time.perf_counter()
        await outbox.start()
        while sent < len(backlog.rows) or await self._left():
            await asyncio.sleep(0.02)
        seconds = time.perf_counter() - began
        await outbox.stop()
        await kafka.stop()
        return len(backlog.rows) / seconds

    async def close(self) -> None:
        await self._engine.dispose()

    async def _record(self, backlog: Backlog) -> None:
        for start in range(0, len(backlog.rows), AT_ONCE):
            rows = [
                {"queue": QUEUE, "payload": row.payload, "headers": {"key": row.key, "content-type": "text/plain"}}
                for row in backlog.rows[start : start + AT_ONCE]
            ]
            async with self._engine.begin() as connection:
                await connection.execute(self._table.insert(), rows)

    async def _left(self) -> bool:
        async with self._engine.connect() as connection:
            return (await connection.execute(self._table.select().limit(1))).first() is not None
