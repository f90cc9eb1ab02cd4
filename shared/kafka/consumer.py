"""A member of a consumer group as we want it: offsets are not Kafka's business, and nothing waits without bound."""

import asyncio
import inspect
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.errors import OffsetOutOfRangeError
from aiokafka.structs import ConsumerRecord

from shared.kafka.broker import Broker
from shared.kafka.ending import end

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


class KafkaConsumer:
    """aiokafka's (`client`), by the names that the code knows. To be opened by `open_consumer`, ended by
    `close_consumer`. `options` are aiokafka's."""

    def __init__(self, broker: Broker, **options: Any) -> None:
        self._broker = broker
        self._password = broker.password.look()
        self.client = AIOKafkaConsumer(**broker.options, **options)

    @property
    def is_outdated(self) -> bool:
        """Whether the password was replaced since: it keeps its connections, and would get no new one."""
        return self._broker.password.get() != self._password

    def subscribe(self, topics: Sequence[str], listener: ConsumerRebalanceListener) -> None:
        physical = [self._broker.physical(topic) for topic in topics]
        self.client.subscribe(physical, listener=_Listener(listener, self._logical))

    def assign(self, partitions: Collection[TopicPartition]) -> None:
        self.client.assign(self._physical(partitions))

    def partitions_for_topic(self, topic: str) -> Set[int] | None:
        found: Set[int] | None = self.client.partitions_for_topic(self._broker.physical(topic))
        return found

    def seek(self, partition: TopicPartition, offset: int) -> None:
        self.client.seek(*self._physical([partition]), offset)

    def pause(self, *partitions: TopicPartition) -> None:
        self.client.pause(*self._physical(partitions))

    def resume(self, *partitions: TopicPartition) -> None:
        self.client.resume(*self._physical(partitions))

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        await self.client.commit({self._physical([each])[0]: offset for each, offset in offsets.items()})

    async def beginning_offsets(self, partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        return self._by_logical(await self.client.beginning_offsets(self._physical(partitions)))

    async def getmany(
        self, *partitions: TopicPartition, timeout_ms: int, max_records: int
    ) -> Mapping[TopicPartition, Sequence[ConsumerRecord]]:
        """Raises what aiokafka raises; OffsetOutOfRangeError names partitions."""
        try:
            found = await self.client.getmany(
                *self._physical(partitions), timeout_ms=timeout_ms, max_records=max_records
            )
        except OffsetOutOfRangeError as failure:
            raise OffsetOutOfRangeError(self._by_logical(failure.args[0])) from failure
        if not self._broker.prefix:
            polled: Mapping[TopicPartition, Sequence[ConsumerRecord]] = found
            return polled
        return {
            partition: [replace(record, topic=partition.topic) for record in records]
            for partition, records in self._by_logical(found).items()
        }

    def _physical(self, partitions: Collection[TopicPartition]) -> list[TopicPartition]:
        return [TopicPartition(self._broker.physical(each.topic), each.partition) for each in partitions]

    def _logical(self, partitions: Collection[TopicPartition]) -> Collection[TopicPartition]:
        return [TopicPartition(self._broker.logical(each.topic), each.partition) for each in partitions]

    def _by_logical(self, found: Mapping[TopicPartition, Any]) -> dict[TopicPartition, Any]:
        return dict(zip(self._logical(found), found.values(), strict=True))


class _Listener:
    def __init__(self, told: ConsumerRebalanceListener, logical: Any) -> None:
        self._told = told
        self._logical = logical

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        await _answered(self._told.on_partitions_revoked(self._logical(revoked)))

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        await _answered(self._told.on_partitions_assigned(self._logical(assigned)))


# aiokafka asks for its own abstract class, which has no types to inherit from.
ConsumerRebalanceListener.register(_Listener)


async def _answered(answer: Any) -> None:
    """As aiokafka itself: what a listener answers may have to be awaited."""
    if inspect.isawaitable(answer):
        await answer


def group_consumer(
    broker: Broker, group: str, topics: Sequence[str], listener: ConsumerRebalanceListener
) -> KafkaConsumer:
    """To be opened by `open_consumer`, ended by `close_consumer`."""
    consumer = KafkaConsumer(
        broker,
        group_id=broker.physical(group),
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
    consumer.subscribe(topics, listener)
    return consumer


async def open_consumer(consumer: KafkaConsumer) -> None:
    """Raises KafkaError or TimeoutError."""
    async with asyncio.timeout(START_SECONDS):
        await consumer.client.start()
    fetch_only_when_taken(consumer)


def fetch_only_when_taken(consumer: KafkaConsumer) -> None:
    """The next fetch waits until everything of the last one is taken. Of the consumer the one thing that has no
    public name; those of the producer are in `shared.kafka.producer`.

    A tenth of a second after a fetch, aiokafka would fetch without the partitions whose records still wait to be taken;
    the broker may hold such a fetch for FETCH_WAIT_MS, while they have news.
    """
    consumer.client._fetcher._prefetch_backoff = A_DAY_SECONDS


async def close_consumer(consumer: KafkaConsumer) -> None:
    """Leave the group if Kafka lets us; it notices by itself after SESSION_MS."""
    await end(consumer.client.stop())
