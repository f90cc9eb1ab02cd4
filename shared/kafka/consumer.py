"""A member of a consumer group as we want it: offsets are not Kafka's business, and nothing waits without bound."""

import asyncio
from collections.abc import Sequence

from aiokafka import AIOKafkaConsumer
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.coordinator.assignors.range import RangePartitionAssignor

# What may wait in memory: one answer of the broker beside the batch being processed.
FETCH_BYTES = 8_000_000
# The broker holds an idle request this long; an event ends the wait at once. A partition that was not asked for in it
# (a new one, one that was sought) waits for its end.
FETCH_WAIT_MS = 2_000
METADATA_MS = 10_000  # topics made later are found so soon
REQUEST_MS = 10_000
SESSION_MS = 10_000
HEARTBEAT_MS = 3_000  # a member learns of a rebalance by its next heartbeat
REBALANCE_MS = 10_000
# Waiting for a database that is down must not cost the membership; what hangs is the watchdog's business.
A_DAY_SECONDS = 86_400
START_SECONDS = 20
STOP_SECONDS = 2

_closing: set[asyncio.Task[None]] = set()


def group_consumer(
    bootstrap_servers: str, group: str, topics: Sequence[str], listener: ConsumerRebalanceListener
) -> AIOKafkaConsumer:
    """To be opened by `open_consumer`, ended by `close_consumer`."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap_servers,
        group_id=group,
        client_id=f"veterans-{group}",
        enable_auto_commit=False,
        auto_offset_reset="none",
        partition_assignment_strategy=(RangePartitionAssignor,),
        fetch_max_bytes=FETCH_BYTES,
        fetch_max_wait_ms=FETCH_WAIT_MS,
        metadata_max_age_ms=METADATA_MS,
        request_timeout_ms=REQUEST_MS,
        session_timeout_ms=SESSION_MS,
        heartbeat_interval_ms=HEARTBEAT_MS,
        rebalance_timeout_ms=REBALANCE_MS,
        max_poll_interval_ms=A_DAY_SECONDS * 1_000,
        consumer_timeout_ms=1_000,
    )
    consumer.subscribe(topics, listener=listener)
    return consumer


async def open_consumer(consumer: AIOKafkaConsumer) -> None:
    """Raises KafkaError or TimeoutError."""
    async with asyncio.timeout(START_SECONDS):
        await consumer.start()
    fetch_only_when_taken(consumer)


def fetch_only_when_taken(consumer: AIOKafkaConsumer) -> None:
    """The next fetch waits until everything of the last one is taken. Of the consumer the one thing that has no
    public name; those of the producer are in `shared.kafka.producer`.

    A tenth of a second after a fetch, aiokafka would fetch without the partitions whose records still wait to be taken;
    the broker may hold such a fetch for FETCH_WAIT_MS, while they have news.
    """
    consumer._fetcher._prefetch_backoff = A_DAY_SECONDS


async def close_consumer(consumer: AIOKafkaConsumer) -> None:
    """Leave the group if Kafka lets us; it notices by itself after SESSION_MS.

    What takes longer goes on beside us, until its requests time out: cut short, it would leave connections open.
    """
    closing = asyncio.create_task(consumer.stop())
    _closing.add(closing)
    closing.add_done_callback(_closed)
    await asyncio.wait({closing}, timeout=STOP_SECONDS)


def _closed(closing: asyncio.Task[None]) -> None:
    _closing.discard(closing)
    if not closing.cancelled():
        closing.exception()  # a broker that is gone cannot be told; nobody need hear of it
