"""Topics as the broker has them, and making topics anew."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, UnknownTopicOrPartitionError, for_code

from shared.kafka.broker import Broker
from shared.kafka.replicas import in_sync

ANSWER_MS = 10_000
# The controller makes and deletes a topic, the brokers learn of it a moment later.
AGREEMENT_SECONDS = 30
LOOK_AGAIN_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Shape:
    partitions: int
    replication_factor: int


async def topics_under(broker: Broker, beginning: str) -> Set[str]:
    """Names that begin so, of topics that the broker has and shows us. Raises KafkaError or TimeoutError."""
    async with _asking(broker) as admin:
        names = await admin.list_topics()
    return {broker.logical(name) for name in names if name.startswith(broker.physical(beginning))}


async def make_anew(broker: Broker, topics: Sequence[str], config: Mapping[str, str | int]) -> Sequence[str]:
    """Delete those topics that exist, and make them again, empty, with as many partitions and replicas.

    Returns their names. Raises KafkaError or TimeoutError; the same call again finishes what was begun, but for topics
    that were deleted and not yet made: those are the init job's.
    """
    async with _asking(broker) as admin:
        shapes = await _shapes(admin, _physical(broker, topics))
        if shapes:
            await _delete(admin, list(shapes))
            await _create(admin, shapes, config)
    return [broker.logical(topic) for topic in shapes]


async def make_missing(
    broker: Broker, topics: Sequence[str], config: Mapping[str, str | int], *, like: str
) -> Set[str]:
    """Make those that do not exist, of one partition, with as many replicas as the topic `like` has.

    Returns their names. Raises KafkaError or TimeoutError.
    """
    async with _asking(broker) as admin:
        model = (await _shapes(admin, _physical(broker, [like]))).get(broker.physical(like))
        if model is None:  # being made anew itself
            raise UnknownTopicOrPartitionError(like)
        there = await _shapes(admin, _physical(broker, topics)) if topics else {}
        shape = Shape(1, model.replication_factor)
        missing = {name: shape for name in _physical(broker, topics) if name not in there}
        if missing:
            await _create(admin, missing, config)
    return {broker.logical(name) for name in missing}


async def delete(broker: Broker, topics: Sequence[str]) -> None:
    """Those of them that exist. Raises KafkaError or TimeoutError."""
    async with _asking(broker) as admin:
        there = await _shapes(admin, _physical(broker, topics))
        if there:
            await _delete(admin, list(there))


@asynccontextmanager
async def _asking(broker: Broker) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(client_id="veterans-topics", request_timeout_ms=ANSWER_MS, **broker.options)
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()


def _physical(broker: Broker, topics: Sequence[str]) -> list[str]:
    return [broker.physical(topic) for topic in topics]


async def _shapes(admin: AIOKafkaAdminClient, topics: Sequence[str]) -> dict[str, Shape]:
    """Of those that exist."""
    found: dict[str, Shape] = {}
    for topic in await admin.describe_topics(list(topics)):
        failure = for_code(topic["error_code"])
        if failure is UnknownTopicOrPartitionError:
            continue
        if topic["error_code"]:
            raise failure(topic["topic"])
        replicas = len(topic["partitions"][0]["replicas"])
        found[topic["topic"]] = Shape(len(topic["partitions"]), replicas)
    return found


async def _delete(admin: AIOKafkaAdminClient, topics: Sequence[str]) -> None:
    answer = await admin.delete_topics(list(topics))
    _raise_failures(answer.topic_error_codes, but_not=UnknownTopicOrPartitionError)
    await _until_these_exist(admin, topics, set())


async def _create(admin: AIOKafkaAdminClient, shapes: Mapping[str, Shape], config: Mapping[str, str | int]) -> None:
    written = {name: str(value) for name, value in config.items()}
    new = [
        NewTopic(
            topic, shape.partitions, shape.replication_factor, topic_configs=written | in_sync(shape.replication_factor)
        )
        for topic, shape in shapes.items()
    ]
    answer = await admin.create_topics(new)
    _raise_failures(((topic, code) for topic, code, *_ in answer.topic_errors), but_not=TopicAlreadyExistsError)
    await _until_these_exist(admin, list(shapes), set(shapes))


async def _until_these_exist(admin: AIOKafkaAdminClient, topics: Sequence[str], wanted: Set[str]) -> None:
    async with asyncio.timeout(AGREEMENT_SECONDS):
        while True:
            if (await _shapes(admin, topics)).keys() == wanted:
                return
            await asyncio.sleep(LOOK_AGAIN_SECONDS)


def _raise_failures(outcomes: Any, *, but_not: type[Exception]) -> None:
    for topic, code in outcomes:
        failure = for_code(code)
        if code and failure is not but_not:
            raise failure(topic)
