"""A record as no client of Kafka writes one: the name of its header is no text. Kafka's own protocol, by hand."""

import asyncio
import struct

PRODUCE, VERSION = 0, 3
CASTAGNOLI = 0x82F63B78


async def write_record(bootstrap_servers: str, topic: str, value: bytes, header_name: bytes) -> None:
    """One record into the topic's only partition, acknowledged."""
    host, _, port = bootstrap_servers.partition(",")[0].rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        header = struct.pack(">hhi", PRODUCE, VERSION, 1) + _text(b"test")
        request = header + _produce(topic, _batch(value, header_name))
        writer.write(struct.pack(">i", len(request)) + request)
        (length,) = struct.unpack(">i", await reader.readexactly(4))
        answer = await reader.readexactly(length)
    finally:
        writer.close()
        await writer.wait_closed()
    place = 4 + 4 + 2 + len(topic) + 4 + 4  # correlation, topics, its name, partitions, the partition
    (error,) = struct.unpack_from(">h", answer, place)
    assert error == 0, error


def _produce(topic: str, batch: bytes) -> bytes:
    partition = struct.pack(">ii", 0, len(batch)) + batch
    topics = struct.pack(">i", 1) + _text(topic.encode()) + struct.pack(">i", 1) + partition
    return struct.pack(">hhi", -1, 1, 10_000) + topics


def _text(text: bytes) -> bytes:
    return struct.pack(">h", len(text)) + text


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
