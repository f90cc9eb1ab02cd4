"""Writing to Kafka past the services: copies of what they sent, and poison."""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from confluent_kafka import KafkaException, Producer
from confluent_kafka.admin import AdminClient

from deploy.kafka.client import configuration
from faults.oracle.facts import Position
from faults.oracle.folding import Raw
from faults.oracle.gathering import read_ends
from shared.kafka.broker import Broker

FLUSH_SECONDS = 60
GROUP_SECONDS = 40


async def produce(broker: Broker, records: Iterable[Raw]) -> list[Position]:
    """Append each to the topic and partition it names (its offset is ignored); where they came to lie, in order."""
    return await asyncio.to_thread(_produce, broker, list(records))


async def ends(broker: Broker) -> dict[tuple[str, int], int]:
    """(topic, partition) of the catalogue → where its log ends."""
    return await asyncio.to_thread(read_ends, broker)


async def forget_groups(broker: Broker, groups: Sequence[str]) -> None:
    """Delete the groups with their committed offsets; waits until their last members are forgotten."""
    await asyncio.to_thread(_forget_groups, broker, list(groups))


def _produce(broker: Broker, records: Sequence[Raw]) -> list[Position]:
    producer = Producer({**configuration(broker), "acks": "all", "message.max.bytes": 2_000_000, "linger.ms": 20})
    positions: list[Position | None] = [None] * len(records)
    for number, raw in enumerate(records):
        producer.produce(
            raw.position.topic, partition=raw.position.partition, key=raw.key, value=raw.value,
            headers=list(raw.headers), on_delivery=_noting(positions, number),
        )  # fmt: skip
        producer.poll(0)
    producer.flush(FLUSH_SECONDS)
    if None in positions:
        raise RuntimeError("Kafka did not take everything")
    return [position for position in positions if position is not None]


def _noting(positions: list[Position | None], number: int) -> Callable[[Any, Any], None]:
    def note(error: Any, message: Any) -> None:
        if error is None:
            positions[number] = Position(message.topic(), message.partition(), message.offset())

    return note


def _forget_groups(broker: Broker, groups: Sequence[str]) -> None:
    client = AdminClient(configuration(broker))
    deadline = time.monotonic() + GROUP_SECONDS
    left = list(groups)
    while left:
        for group, outcome in client.delete_consumer_groups(left).items():
            try:
                outcome.result()
                left.remove(group)
            except KafkaException:
                if time.monotonic() > deadline:
                    raise
        time.sleep(0.5)
