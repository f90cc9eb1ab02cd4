"""Reading one partition by itself: whatever the bytes are, it is known how far they reach.

These are the canaries for the modules of aiokafka that `shared.kafka.log` stands on and that are not documented.
"""

import asyncio
import struct

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import OffsetOutOfRangeError, UnknownTopicOrPartitionError
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.util import calc_crc32c
from confluent_kafka import Producer
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.embedded.kafka import Kafka
from deploy.kafka.client import configuration
from shared.kafka.log import Slice, decode, reading_log
from tests.shared.wire import given_topic

PARTITION = TopicPartition("bytes", 0)
CODECS = range(5)  # none, gzip, snappy, lz4, zstd
COUNT = 4
# https://kafka.apache.org/documentation/#recordbatch
CHECKSUM_AT, SIGNED_AT = 17, 21


def batch(first: int, codec: int = 0) -> bytes:
    """A batch of COUNT records, the first at offset `first`."""
    builder = DefaultRecordBatchBuilder(
        magic=2, compression_type=codec, is_transactional=0, producer_id=-1, producer_epoch=-1, base_sequence=-1,
        batch_size=100_000,
    )  # fmt: skip
    for place in range(COUNT):
        builder.append(place, timestamp=1_000, key=b"key", value=b"value", headers=[("name", b"text")])
    built = bytearray(builder.build())
    struct.pack_into(">q", built, 0, first)
    return bytes(built)


def offsets(part: Slice) -> list[int]:
    return [record.offset for record in part.records]


class TestDecoding:
    @pytest.mark.parametrize("codec", CODECS)
    def test_gives_every_record_from_the_offset_on(self, codec: int) -> None:
        part = decode(PARTITION, batch(10, codec) + batch(14, codec), 12, 18)
        assert (offsets(part), part.next, part.unreadable) == ([12, 13, 14, 15, 16, 17], 18, None)

    def test_passes_what_was_compacted_away(self) -> None:
        part = decode(PARTITION, batch(10) + batch(20), 10, 24)
        assert (offsets(part), part.next) == ([10, 11, 12, 13, 20, 21, 22, 23], 24)

    def test_ends_before_a_batch_that_is_broken_and_says_where_the_next_one_begins(self) -> None:
        broken = batch(14).replace(b"value", b"VALUE")
        part = decode(PARTITION, batch(10) + broken + batch(18), 10, 22)
        assert (offsets(part), part.next) == ([10, 11, 12, 13], 14)
        assert part.unreadable is not None
        assert (part.unreadable.offset, part.unreadable.next) == (14, 18)

    def test_takes_the_last_batch_to_reach_to_the_end_of_the_log(self) -> None:
        part = decode(PARTITION, batch(14).replace(b"value", b"VALUE"), 14, 18)
        assert part.unreadable is not None
        assert part.unreadable.next == 18

    def test_does_not_pass_a_batch_that_was_cut_short(self) -> None:
        part = decode(PARTITION, batch(10)[:-1], 10, 14)
        assert (offsets(part), part.next) == ([], 10)
        assert part.unreadable is not None

    @settings(max_examples=400, deadline=None)
    @given(
        codec=st.sampled_from(CODECS),
        changes=st.lists(st.tuples(st.integers(16, 2_000), st.integers(0, 255)), max_size=6),
        signed=st.booleans(),
    )
    def test_raises_nothing_and_never_passes_what_it_did_not_give(
        self, codec: int, changes: list[tuple[int, int]], signed: bool
    ) -> None:
        """Bytes anywhere in a batch are changed, with a checksum that fits them, as a stranger may send them."""
        damaged = bytearray(batch(10, codec))
        for at, value in changes:
            damaged[16 + at % (len(damaged) - 16)] = value
        if signed:
            struct.pack_into(">I", damaged, CHECKSUM_AT, calc_crc32c(bytes(damaged[SIGNED_AT:])))
        part = decode(PARTITION, batch(6) + bytes(damaged) + batch(14), 6, 18)
        assert offsets(part)[:COUNT] == [6, 7, 8, 9]
        if part.unreadable is not None:
            assert part.next == part.unreadable.offset < part.unreadable.next


class TestTheLogReader:
    async def test_reads_the_log_as_it_is(self, kafka: Kafka) -> None:
        topic = given_topic(kafka.broker, partitions=2)
        partition = TopicPartition(topic, 1)
        await asyncio.to_thread(produce, kafka, partition)
        async with reading_log(kafka.broker) as log:
            assert await log.partitions([topic]) == [TopicPartition(topic, 0), partition]
            part = await log.read(partition, 2)
            assert (offsets(part), part.next) == ([2, 3, 4], 5)
            assert [(record.key, record.value, record.headers) for record in part.records] == [
                (b"k", b"%d" % number, (("name", b"text"),)) for number in (2, 3, 4)
            ]
            assert await log.read(partition, 5) == Slice([], 5)
            with pytest.raises(OffsetOutOfRangeError):
                await log.read(partition, 6)
            with pytest.raises(UnknownTopicOrPartitionError):
                await log.partitions([f"{topic}-not-there"])


def produce(kafka: Kafka, partition: TopicPartition) -> None:
    producer = Producer({**configuration(kafka.broker)})
    for number in range(5):
        producer.produce(
            partition.topic, b"%d" % number, key=b"k", partition=partition.partition, headers={"name": b"text"}
        )
    producer.flush()
