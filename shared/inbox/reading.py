"""From what Kafka hands over to a batch: only what comes next, and only from the log we know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiokafka import TopicPartition
from aiokafka.structs import ConsumerRecord

from shared.inbox.batch import Batch
from shared.inbox.incoming import fingerprint, read_record
from shared.inbox.offsets import Advance, Position
from shared.inbox.subscription import Subscription
from shared.kafka.log import Slice

Slices = Mapping[TopicPartition, Slice]


@dataclass(frozen=True, slots=True)
class Reading:
    """`verified` partitions turned out to be the log we know; `replaced` ones are another log, and give nothing."""

    batch: Batch
    verified: Sequence[TopicPartition]
    replaced: Sequence[TopicPartition]


def read_batch(
    slices: Slices, positions: Mapping[TopicPartition, Position], subscription: Subscription, generation: int
) -> Reading:
    """Of partitions without a position nothing is read: they are no longer ours."""
    ours = {partition: part for partition, part in slices.items() if partition in positions}
    doubtful = [partition for partition, part in ours.items() if part.records and not positions[partition].verified]
    replaced = [each for each in doubtful if _is_another_log(ours[each].records[0], positions[each])]
    known = {partition: part for partition, part in ours.items() if partition not in replaced}
    news = {partition: _after(positions[partition], part) for partition, part in known.items()}
    advances = {
        partition: _advance(positions[partition], part, news[partition])
        for partition, part in known.items()
        if part.next > positions[partition].next
    }
    records = [read_record(record, subscription) for partition in advances for record in news[partition]]
    verified = [partition for partition in doubtful if partition not in replaced]
    return Reading(Batch(records, advances, generation), verified, replaced)


def _after(position: Position, part: Slice) -> Sequence[ConsumerRecord]:
    return [record for record in part.records if record.offset >= position.next]


def _advance(position: Position, part: Slice, news: Sequence[ConsumerRecord]) -> Advance:
    return Advance(position.next, part.next, fingerprint(news[-1]) if news else position.anchor)


def _is_another_log(first: ConsumerRecord, position: Position) -> bool:
    """The record before `next` should come first. One that has been dropped by age cannot be compared any more."""
    return first.offset < position.next and fingerprint(first) != position.anchor
