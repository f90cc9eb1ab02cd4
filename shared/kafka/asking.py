"""Asking the broker: each answer has its time, not all of those together that a question needs.

A connection alone takes half a dozen (TLS, versions, name and password), on a busy machine seconds. Who gave them a
time together threw away what was reached when it was over, began with the first again, and may never have been told
(F10). Who does not answer at all is noticed as soon.

Topics have the broker's names here.
"""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from aiokafka import TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.consumer.fetcher import READ_UNCOMMITTED
from aiokafka.errors import (
    KafkaError,
    LeaderNotAvailableError,
    NodeNotReadyError,
    NoError,
    RequestTimedOutError,
    UnknownTopicOrPartitionError,
    for_code,
)
from aiokafka.protocol.metadata import MetadataRequest
from aiokafka.protocol.offset import OffsetRequest

from shared.kafka.broker import Broker
from shared.kafka.ending import end

ANSWER_SECONDS = 5.0
# What is in the way for a moment (a leader is elected, the broker starts) is waited for as long as for an answer.
LOOK_AGAIN_SECONDS = 0.1

# A client that somebody else closes meanwhile would never say; one that is told makes a connection for it, at most.
METADATA_SECONDS = 30.0

# In the place of a time.
END, BEGINNING = -1, -2


async def open_client(broker: Broker, client_id: str) -> AIOKafkaClient:
    """To be ended by `close_client`. Raises KafkaError when no broker answers."""
    client = AIOKafkaClient(client_id=client_id, request_timeout_ms=int(ANSWER_SECONDS * 1000), **broker.options)
    try:
        await client.bootstrap()
    except BaseException:
        await close_client(client)
        raise
    return client


async def close_client(client: AIOKafkaClient) -> None:
    """Raises nothing."""
    await end(client.close())


async def existing(client: AIOKafkaClient, topics: Sequence[str]) -> Sequence[TopicPartition]:
    """All partitions of those topics that exist, sorted. Raises KafkaError."""
    node = client.get_random_node()
    if node is None:
        raise NodeNotReadyError("no broker is known")
    answer = await client.send(node, MetadataRequest(list(topics), allow_auto_topic_creation=False))
    found: list[TopicPartition] = []
    for code, topic, _is_internal, partitions in answer.topics:
        failure = for_code(code)
        if failure is UnknownTopicOrPartitionError:
            continue
        if failure is not NoError:
            raise failure(topic)
        found += [TopicPartition(topic, number) for _code, number, *_ in partitions]
    return sorted(found)


async def offsets(
    client: AIOKafkaClient, partitions: Collection[TopicPartition], place: int
) -> Mapping[TopicPartition, int]:
    """Where they end or begin. Raises KafkaError, as RequestTimedOutError when nothing is answered."""
    given_up_at = time.monotonic() + ANSWER_SECONDS
    while True:
        try:
            asked = await _by_leader(client, partitions)
            answers = await asyncio.gather(*(_offsets(client, node, led, place) for node, led in asked.items()))
            return {partition: offset for answer in answers for partition, offset in answer.items()}
        except KafkaError as failure:
            if not failure.retriable or time.monotonic() > given_up_at:
                raise
            client.force_metadata_update()
            await asyncio.sleep(LOOK_AGAIN_SECONDS)


async def leader_of(client: AIOKafkaClient, partition: TopicPartition) -> int:
    """Raises KafkaError."""
    (node,) = await _by_leader(client, [partition])
    return node


async def _by_leader(
    client: AIOKafkaClient, partitions: Collection[TopicPartition]
) -> Mapping[int, Sequence[TopicPartition]]:
    await _fetch_metadata(client, {each.topic for each in partitions})
    led: dict[int, list[TopicPartition]] = defaultdict(list)
    for each in partitions:
        node = client.cluster.leader_for_partition(each)
        if node is None:
            raise UnknownTopicOrPartitionError(each)
        if node == -1:
            raise LeaderNotAvailableError(each)
        led[node].append(each)
    return led


async def _fetch_metadata(client: AIOKafkaClient, topics: Collection[str]) -> None:
    """All that are new at once: by itself the client asks for one after the other."""
    known = client.cluster.topics(exclude_internal_topics=False)
    if known.issuperset(topics):
        return
    fetched = False
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(METADATA_SECONDS):
            fetched = await client.set_topics([*known, *topics])
    if not fetched:
        raise RequestTimedOutError("nobody says which topics there are")


async def _offsets(
    client: AIOKafkaClient, node: int, partitions: Sequence[TopicPartition], place: int
) -> Mapping[TopicPartition, int]:
    asked: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for each in partitions:
        asked[each.topic].append((each.partition, place))
    answer = await client.send(node, OffsetRequest(-1, READ_UNCOMMITTED, list(asked.items())))
    found: dict[TopicPartition, int] = {}
    for topic, told in answer.topics:
        for number, code, _time, offset in told:
            failure = for_code(code)
            if failure is not NoError:
                raise failure(TopicPartition(topic, number))
            found[TopicPartition(topic, number)] = offset
    return found
