"""Bytes in a partition that no reader can make sense of. A broker takes none of them: they come of broken disks."""

import asyncio
import struct
from collections.abc import Callable, Sequence
from pathlib import Path

from aiokafka import TopicPartition
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.util import calc_crc32c
from confluent_kafka import Producer

from deploy.embedded.kafka import Kafka
from deploy.kafka.client import configuration
from tests.shared.inbox.given import Bank

# https://kafka.apache.org/documentation/#recordbatch
_BATCH_START = struct.Struct(">qi")
_CHECKSUM = struct.Struct(">I")
_LEADER_EPOCH_AT, _CHECKSUM_AT, _ATTRIBUTES_AT, _RECORDS_AT = 12, 17, 21, 61

Headers = Sequence[tuple[str, bytes]]


HEADER = "plain"


async def send_to(bank: Bank, partition: int, count: int) -> int:
    """`count` records of no meaning in one batch, with a header named HEADER; returns the offset of the first."""

    def send() -> int:
        offsets: list[int | None] = []
        producer = Producer({**configuration(bank.broker), "linger.ms": 200})
        for _ in range(count):
            producer.produce(
                bank.topic, b"{}", key=b"damaged", partition=partition, headers={HEADER: b""},
                on_delivery=lambda _error, message: offsets.append(message.offset()),
            )  # fmt: skip
        producer.flush()
        return min(offset for offset in offsets if offset is not None)

    return await asyncio.to_thread(send)


def corrupt(kafka: Kafka, partition: TopicPartition, offset: int) -> None:
    """Flip bits of the batch that holds `offset`, without its checksum; done twice, it is whole again."""
    batch, write = _batch(kafka, partition, offset)
    batch[_RECORDS_AT + 1] ^= 0x07
    write(batch)


def unknown_codec(kafka: Kafka, partition: TopicPartition, offset: int) -> None:
    """The batch that holds `offset` says it is compressed in a way nobody has invented; its checksum is right."""
    batch, write = _batch(kafka, partition, offset)
    batch[_ATTRIBUTES_AT + 1] |= 0x07
    write(_signed(batch))


def no_text(kafka: Kafka, partition: TopicPartition, offset: int) -> None:
    """The batch that holds `offset` has header names that are no UTF-8, which a broker takes from anybody."""
    batch, write = _batch(kafka, partition, offset)
    write(_signed(batch.replace(HEADER.encode(), b"\xff" * len(HEADER))))


def _signed(batch: bytearray) -> bytearray:
    _CHECKSUM.pack_into(batch, _CHECKSUM_AT, calc_crc32c(bytes(batch[_ATTRIBUTES_AT:])))
    return batch


def _batch(kafka: Kafka, partition: TopicPartition, offset: int) -> tuple[bytearray, Callable[[bytearray], None]]:
    segment = _segment(kafka, partition)
    content = segment.read_bytes()
    start = batch_at(content, offset)
    length = _BATCH_START.size + _BATCH_START.unpack_from(content, start)[1]

    def write(batch: bytearray) -> None:
        with segment.open("r+b") as file:
            file.seek(start)
            file.write(batch)

    return bytearray(content[start : start + length]), write


def _segment(kafka: Kafka, partition: TopicPartition) -> Path:
    return kafka.home / "kafka" / "data" / f"{partition.topic}-{partition.partition}" / f"{0:020}.log"


def batch_at(content: bytes, offset: int) -> int:
    """Where in a segment the batch that holds `offset` begins."""
    start = 0
    while True:
        first, length = _BATCH_START.unpack_from(content, start)
        following = start + _BATCH_START.size + length
        if following >= len(content) or _BATCH_START.unpack_from(content, following)[0] > offset:
            assert first <= offset
            return start
        start = following


def cut(kafka: Kafka, partition: TopicPartition, offset: int) -> None:
    """Of a broker that does not run: the log ends before `offset`."""
    segment = _segment(kafka, partition)
    content = segment.read_bytes()
    segment.write_bytes(content[: batch_at(content, offset)])


def append(
    kafka: Kafka, partition: TopicPartition, offset: int, records: Sequence[tuple[bytes, bytes, Headers]]
) -> None:
    """Of a broker that does not run: the log goes on at `offset` with these records (key, value, headers)."""
    builder = DefaultRecordBatchBuilder(
        magic=2, compression_type=0, is_transactional=0, producer_id=-1, producer_epoch=-1, base_sequence=-1,
        batch_size=100_000,
    )  # fmt: skip
    for place, (key, value, headers) in enumerate(records):
        builder.append(place, timestamp=None, key=key, value=value, headers=list(headers))
    batch = bytearray(builder.build())
    struct.pack_into(">q", batch, 0, offset)
    struct.pack_into(">i", batch, _LEADER_EPOCH_AT, 0)
    with _segment(kafka, partition).open("ab") as file:
        file.write(batch)
