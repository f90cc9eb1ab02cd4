"""Reading one partition by itself: every record that can be read, and where exactly reading ends.

aiokafka's consumer reads all partitions together. When a batch cannot be decoded it loses what it had just taken of
other partitions, does not say which partition it was, nor where the batch ends. Here one request concerns one
partition, and whatever bytes come back, the answer says how far they reach.
"""

import struct
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.consumer.fetcher import READ_UNCOMMITTED, PartitionRecords
from aiokafka.errors import NoError, UnknownTopicOrPartitionError, for_code
from aiokafka.protocol.fetch import FetchRequest
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.structs import ConsumerRecord

from shared.kafka.asking import close_client, existing, leader_of, open_client
from shared.kafka.bounds import Bounds, bounds_of, ends_of
from shared.kafka.broker import Broker

# Larger than the largest batch, so that the one after it can be seen begin.
READ_BYTES = 2_000_000
WAIT_MS = 100

# Of a batch in any format: the offset of its first record, and how many bytes follow.
_BATCH_START = struct.Struct(">qi")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Offsets from `offset` up to but not including `next`: one batch, or what is left of it. `cause` holds no data."""

    offset: int
    next: int
    cause: str


@dataclass(frozen=True, slots=True)
class Slice:
    """Records that follow each other in the log, and the offset to read on at.

    `next` may be beyond the last record: the log has no records for the marks of transactions, nor for what was
    compacted away.
    """

    records: Sequence[ConsumerRecord]
    next: int
    unreadable: Unreadable | None = None


class LogReader:
    """Made by `reading_log`. One client answers all questions about a log, so that they share its connection."""

    def __init__(self, client: AIOKafkaClient, broker: Broker) -> None:
        self._client = client
        self._broker = broker

    async def partitions(self, topics: Sequence[str]) -> Sequence[TopicPartition]:
        """All of these topics, sorted. Raises KafkaError, as UnknownTopicOrPartitionError."""
        found = await self.existing(topics)
        missing = [topic for topic in topics if topic not in {each.topic for each in found}]
        if missing:
            raise UnknownTopicOrPartitionError(missing[0])
        return found

    async def existing(self, topics: Sequence[str]) -> Sequence[TopicPartition]:
        """All of those topics that exist, sorted. Raises KafkaError."""
        found = await existing(self._client, [self._broker.physical(topic) for topic in topics])
        return [TopicPartition(self._broker.logical(each.topic), each.partition) for each in found]

    async def ends(self, partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        """Raises KafkaError."""
        return await ends_of(self._client, self._broker, partitions)

    async def bounds(self, partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, Bounds]:
        """Raises KafkaError."""
        return await bounds_of(self._client, self._broker, partitions)

    async def read(self, partition: TopicPartition, offset: int) -> Slice:
        """What one answer holds from `offset` on; nothing at the end. Raises KafkaError, as OffsetOutOfRangeError."""
        topic = self._broker.physical(partition.topic)
        node = await leader_of(self._client, TopicPartition(topic, partition.partition))
        asked = [(topic, [(partition.partition, offset, READ_BYTES)])]
        answer = await self._client.send(node, FetchRequest(WAIT_MS, 1, READ_BYTES, READ_UNCOMMITTED, asked))
        ((_topic, ((_partition, code, high_watermark, *_more, data),)),) = answer.topics
        failure = for_code(code)
        if failure is not NoError:
            self._client.force_metadata_update()
            raise failure(partition)
        return decode(partition, data or b"", offset, high_watermark)


@asynccontextmanager
async def reading_log(broker: Broker) -> AsyncIterator[LogReader]:
    """Raises KafkaError when no broker answers."""
    client = await open_client(broker, "veterans-log-reader")
    try:
        yield LogReader(client, broker)
    finally:
        await close_client(client)


def decode(partition: TopicPartition, data: bytes, offset: int, high_watermark: int) -> Slice:
    """The records from `offset` on in a broker's answer. Raises nothing, whatever the bytes are."""
    records: list[ConsumerRecord] = []
    unpacked = PartitionRecords(partition, MemoryRecords(data), None, offset, None, None, True, READ_UNCOMMITTED)
    cause = ""
    try:
        records.extend(unpacked)
    except Exception as failure:  # of aiokafka, of the codecs, of Python's own decoding: anything may come
        cause = f"{type(failure).__name__}: {failure}"
    reached = unpacked.next_fetch_offset
    if not cause and (reached > offset or not data):
        return Slice(records, reached)
    return Slice(records, reached, Unreadable(reached, _batch_end(data, reached, high_watermark), cause or "cut short"))


def _batch_end(data: bytes, offset: int, high_watermark: int) -> int:
    """Where the batch that holds `offset` ends: where the next one begins, or the log ends.

    The batch's own header says it too, but that may be what is broken.
    """
    at = 0
    while at + _BATCH_START.size <= len(data):
        first, length = _BATCH_START.unpack_from(data, at)
        if first > offset:
            return int(first)
        if length <= 0:
            break
        at += _BATCH_START.size + length
    return max(high_watermark, offset + 1)
