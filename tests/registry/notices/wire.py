"""A record as no client of Kafka writes one: the name of its header is no text. The batch is Kafka's own, by hand."""

import struct

from aiokafka import TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.protocol.produce import ProduceRequest

from shared.kafka.broker import Broker

ALL_REPLICAS, WAIT_MS = -1, 10_000
CASTAGNOLI = 0x82F63B78


async def write_record(broker: Broker, topic: str, value: bytes, header_name: bytes) -> None:
    """One record into the topic's only partition, acknowledged."""
    client = AIOKafkaClient(**broker.options)
    try:
        await client.bootstrap()
        await client.set_topics([topic])
        node = client.cluster.leader_for_partition(TopicPartition(topic, 0))
        batch = _batch(value, header_name)
        answer = await client.send(node, ProduceRequest(None, ALL_REPLICAS, WAIT_MS, [(topic, [(0, batch)])]))
    finally:
        await client.close()
    [(_topic, [(_partition, error, *_rest)])] = answer.topics
    assert error == 0, error


def _batch(value: bytes, header_name: bytes) -> bytes:
    header = _varint(len(header_name)) + header_name + _varint(1) + b"x"
    record = b"\x00" + _varint(0) + _varint(0) + _varint(-1) + _varint(len(value)) + value + _varint(1) + header
    rest = struct.pack(">hiqqqhii", 0, 0, 0, 0, -1, -1, -1, 1) + _varint(len(record)) + record
    after_length = struct.pack(">ibI", -1, 2, _crc32c(rest)) + rest
    return struct.pack(">qi", 0, len(after_length)) + after_length


def _varint(number: int) -> bytes:
    left = (number << 1) ^ (number >> 63)
    written = bytearray()
    while left > 0x7F:
        written.append(left & 0x7F | 0x80)
        left >>= 7
    return bytes([*written, left])


def _crc32c(content: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (CASTAGNOLI if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF
