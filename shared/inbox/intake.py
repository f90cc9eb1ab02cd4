"""From what Kafka hands over to a batch: only what comes next, and only from the log we know."""

from collections.abc import Mapping, Sequence

from aiokafka import TopicPartition
from aiokafka.structs import ConsumerRecord

from shared.inbox.batch import Batch
from shared.inbox.incoming import IncomingRecord, fingerprint, read_record
from shared.inbox.offsets import Advance, Bookmark
from shared.inbox.subscription import Subscription

Portion = Mapping[TopicPartition, Sequence[ConsumerRecord]]


class Intake:
    """Made portion by portion: records are read while the processor still has them at hand.

    `verified` partitions turned out to be the log we know; `replaced` ones are another, and give nothing.
    """

    def __init__(
        self, bookmarks: Mapping[TopicPartition, Bookmark], subscription: Subscription, *, generation: int
    ) -> None:
        self.verified: list[TopicPartition] = []
        self.replaced: list[TopicPartition] = []
        self._bookmarks = bookmarks
        self._subscription = subscription
        self._generation = generation
        self._records: list[IncomingRecord] = []
        self._advances: dict[TopicPartition, Advance] = {}

    @property
    def batch(self) -> Batch:
        return Batch(self._records, self._advances, self._generation)

    def take(self, portion: Portion) -> None:
        for place, records in portion.items():
            bookmark = self._bookmarks.get(place)
            if bookmark is not None and records and self._knows(place, bookmark, records[0]):
                self._read(place, bookmark, records)

    def _knows(self, place: TopicPartition, bookmark: Bookmark, first: ConsumerRecord) -> bool:
        if bookmark.verified or place in self.verified:
            return True
        if place not in self.replaced:
            (self.replaced if _is_another_log(first, bookmark) else self.verified).append(place)
        return place in self.verified

    def _read(self, place: TopicPartition, bookmark: Bookmark, records: Sequence[ConsumerRecord]) -> None:
        before = self._advances.get(place)
        first = before.next if before else bookmark.next
        news = [record for record in records if record.offset >= first]
        if news:
            self._records.extend([read_record(raw, self._subscription) for raw in news])
            self._advances[place] = Advance(bookmark.next, news[-1].offset + 1, fingerprint(news[-1]))


def _is_another_log(first: ConsumerRecord, bookmark: Bookmark) -> bool:
    """The record before `next` should come first. One that has been dropped by age cannot be compared any more."""
    return first.offset < bookmark.next and fingerprint(first) != bookmark.anchor
