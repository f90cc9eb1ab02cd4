"""From what Kafka handed over to a batch: only what comes next, and only from the log we know."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiokafka import TopicPartition
from aiokafka.structs import ConsumerRecord

from shared.inbox.arrival import Arrival, fingerprint, read_arrival
from shared.inbox.batch import Advance, Batch
from shared.inbox.offsets import Bookmark
from shared.inbox.subscription import Subscription

Polled = Mapping[TopicPartition, Sequence[ConsumerRecord]]
PORTION = 100


@dataclass(frozen=True, slots=True)
class Intake:
    """`verified` partitions turned out to be the log we know; `replaced` ones are another, and give nothing."""

    batch: Batch
    verified: Sequence[TopicPartition]
    replaced: Sequence[TopicPartition]


async def take_in(
    polled: Polled, bookmarks: Mapping[TopicPartition, Bookmark], subscription: Subscription, *, generation: int
) -> Intake:
    arrivals: list[Arrival] = []
    advances: dict[TopicPartition, Advance] = {}
    verified: list[TopicPartition] = []
    replaced: list[TopicPartition] = []
    for place, records in polled.items():
        bookmark = bookmarks.get(place)
        if bookmark is None or not records:
            continue
        if not bookmark.verified:
            if _is_another_log(records[0], bookmark):
                replaced.append(place)
                continue
            verified.append(place)
        news = [record for record in records if record.offset >= bookmark.next]
        if news:
            arrivals.extend(await _read(news, subscription))
            advances[place] = Advance(bookmark.next, news[-1].offset + 1, fingerprint(news[-1]))
    return Intake(Batch(arrivals, advances, generation), verified, replaced)


async def _read(records: Sequence[ConsumerRecord], subscription: Subscription) -> Sequence[Arrival]:
    """Reading keeps the process busy: between portions a transaction under way gets its turn."""
    arrivals: list[Arrival] = []
    for start in range(0, len(records), PORTION):
        arrivals.extend(read_arrival(record, subscription) for record in records[start : start + PORTION])
        await asyncio.sleep(0)
    return arrivals


def _is_another_log(first: ConsumerRecord, bookmark: Bookmark) -> bool:
    """The record before `next` should come first. One that has been dropped by age cannot be compared any more."""
    return first.offset < bookmark.next and fingerprint(first) != bookmark.anchor
