"""What a broken disk does to a batch of a partition: written past a broker that runs, which looks at nothing it sends.

The format is https://kafka.apache.org/documentation/#recordbatch.
"""

import struct
from collections.abc import Callable
from pathlib import Path

from aiokafka.record.util import calc_crc32c

from faults.oracle.facts import Position

START = struct.Struct(">qi")  # the first offset, and how many bytes follow
CHECKSUM = struct.Struct(">I")
CHECKSUM_AT, ATTRIBUTES_AT, RECORDS_AT = 17, 21, 61
NO_CODEC = 0x07

Damage = Callable[[bytearray], bytearray]


def corrupt(batch: bytearray) -> bytearray:
    """A byte of its records is another; its checksum is not."""
    batch[RECORDS_AT + 1] ^= 0xFF
    return batch


def unknown_codec(batch: bytearray) -> bytearray:
    """It says that it is compressed in a way nobody has invented; its checksum is right."""
    batch[ATTRIBUTES_AT + 1] |= NO_CODEC
    CHECKSUM.pack_into(batch, CHECKSUM_AT, calc_crc32c(bytes(batch[ATTRIBUTES_AT:])))
    return batch


def damage(data: Path, position: Position, spoil: Damage) -> Callable[[], None]:
    """Spoil the batch that holds the position, in the broker's data folder; call the result to make it whole again."""
    segment = data / f"{position.topic}-{position.partition}" / f"{0:020}.log"
    content = segment.read_bytes()
    start = batch_at(content, position.offset)
    whole = content[start : start + START.size + START.unpack_from(content, start)[1]]
    _write(segment, start, bytes(spoil(bytearray(whole))))
    return lambda: _write(segment, start, whole)


def batch_at(content: bytes, offset: int) -> int:
    """Where in a segment the batch that holds the offset begins."""
    start = 0
    while True:
        after = start + START.size + START.unpack_from(content, start)[1]
        if after >= len(content) or START.unpack_from(content, after)[0] > offset:
            return start
        start = after


def _write(segment: Path, start: int, content: bytes) -> None:
    with segment.open("r+b") as file:
        file.seek(start)
        file.write(content)
