"""A producer whose records are acknowledged by all replicas, and that can be closed when the broker is gone.

aiokafka's own `stop` waits until everything queued is delivered: for ever, without a broker. It has no public way to
give up what is queued, so this module reaches into the producer. Its version is bounded in pyproject.toml, and
tests/shared/kafka/test_producer.py fails when the names used here change their meaning.
"""

import asyncio
import contextlib
from collections.abc import Set
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import ProducerClosed

from shared.kafka.broker import Broker
from shared.kafka.ending import end

REQUEST_MS = 5_000


class KafkaProducer:
    """aiokafka's (`client`), by the names that the code knows. `options` are aiokafka's."""

    def __init__(self, broker: Broker, **options: Any) -> None:
        self._broker = broker
        self._password = broker.password.look()
        self.client = AIOKafkaProducer(**broker.options, **options)

    @property
    def is_outdated(self) -> bool:
        """Whether the password was replaced since: it keeps its connections, and would get no new one."""
        return self._broker.password.get() != self._password

    async def partitions_for(self, topic: str) -> Set[int]:
        found: Set[int] = await self.client.partitions_for(self._broker.physical(topic))
        return found

    def create_batch(self) -> Any:
        return self.client.create_batch()

    async def send_batch(self, batch: Any, topic: str, *, partition: int) -> "asyncio.Future[Any]":
        """The answer says where it came to lie, when Kafka has acknowledged it."""
        acknowledged: asyncio.Future[Any] = await self.client.send_batch(
            batch, self._broker.physical(topic), partition=partition
        )
        return acknowledged


async def start_producer(broker: Broker, *, client_id: str, batch_bytes: int) -> KafkaProducer:
    """Idempotent, so that a retry inside aiokafka cannot disorder a partition. Raises what `start` raises."""
    producer = KafkaProducer(
        broker,
        client_id=client_id,
        acks="all",
        enable_idempotence=True,
        max_batch_size=batch_bytes,
        request_timeout_ms=REQUEST_MS,
    )
    try:
        await producer.client.start()
    except BaseException:
        await close_producer(producer)
        raise
    return producer


async def close_producer(producer: KafkaProducer) -> None:
    """Give up what is queued and close the connections; what takes longer than a moment goes on beside us. Raises
    nothing."""
    with contextlib.suppress(Exception):
        _give_up_queued(producer.client)
    await end(producer.client.stop())


def _give_up_queued(producer: AIOKafkaProducer) -> None:
    """Fail every batch, waiting or under way, so that `stop` finds nothing left to deliver."""
    accumulator = producer._message_accumulator
    waiting = [batch for queue in accumulator._batches.values() for batch in queue]
    # A batch that failed once and waits for its second try removes itself from those under way as soon as it fails.
    accumulator._pending_batches.update(waiting)
    accumulator._batches.clear()
    given_up = list(accumulator._pending_batches)
    accumulator.reenqueue = _ignore  # what fails on its way from now on is not to be tried again
    accumulator.fail_all(ProducerClosed())
    for future in (future for batch in given_up for future in (batch.future, batch._drain_waiter)):
        future.exception()  # nobody waits for it any more, and asyncio would log that at length


def _ignore(_batch: Any) -> None:
    pass
