"""Whether a topic holds an event, in whichever of its partitions: asked of what was applied last."""

from collections.abc import Mapping
from uuid import UUID

from aiokafka import TopicPartition

from shared.events.envelope import EVENT_ID
from shared.kafka.bounds import Bounds
from shared.kafka.log import LogReader

# So far before the end an event is looked for that was the last one: more than what most often came after it meanwhile.
# What stands farther from it is found beside the consuming (`shared.inbox.lacking`), which looks through all there is.
TAIL_OFFSETS = 2_000


async def is_there(
    log: LogReader,
    partition: TopicPartition,
    event_id: UUID,
    held: Mapping[TopicPartition, Bounds],
    *,
    near_the_end: bool = True,
) -> bool:
    """In this partition, or else in another one of its topic."""
    alike = [each for each in held if each.topic == partition.topic]
    for each in sorted(alike, key=lambda each: each != partition):
        beginning, end = held[each]
        while end > beginning:
            tail = max(beginning, end - TAIL_OFFSETS)
            if await _holds(log, each, event_id, Bounds(tail, end)):
                return True
            end = beginning if near_the_end else tail
    return False


async def _holds(log: LogReader, partition: TopicPartition, event_id: UUID, bounds: Bounds) -> bool:
    header = (EVENT_ID, str(event_id).encode())
    offset = bounds.beginning
    while offset < bounds.end:
        piece = await log.read(partition, offset)
        if any(header in record.headers for record in piece.records):
            return True
        offset = piece.unreadable.next if piece.unreadable else piece.next
    return False
