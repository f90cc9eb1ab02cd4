"""Reading the log from its first record, up to where the consumer is."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import ConsumerRecord

PORTION = 200  # read while the processor has them at hand, and what is being written soon gets its turn
POLL_MS = 500
ANSWER_SECONDS = 30

Targets = Mapping[TopicPartition, int]


class LogIncomplete(Exception):
    """The log does not hold, or no longer holds, everything that was applied: nothing can be rebuilt from it."""


class Replay:
    """`next` is the offset to read next in each partition; at first, where its log begins."""

    def __init__(self, kafka: AIOKafkaConsumer, beginnings: Targets) -> None:
        self._kafka = kafka
        self.next: dict[TopicPartition, int] = dict(beginnings)

    async def ends(self) -> Targets:
        """Where the log ends now."""
        async with asyncio.timeout(ANSWER_SECONDS):
            ends: Targets = await self._kafka.end_offsets(list(self.next))
        return ends

    async def until(self, targets: Targets) -> AsyncIterator[Sequence[ConsumerRecord]]:
        """Portions, until each partition is read up to its target. Raises LogIncomplete, or TimeoutError."""
        await self._check_ends(targets)
        for place in self.next:
            if self.next[place] >= targets.get(place, 0):
                self._kafka.pause(place)
            else:
                self._kafka.resume(place)
        while self._is_behind(targets):
            async with asyncio.timeout(ANSWER_SECONDS):
                records = await self._some(targets)
            if records:
                yield records

    def _is_behind(self, targets: Targets) -> bool:
        return any(self.next[place] < target for place, target in targets.items())

    async def _some(self, targets: Targets) -> Sequence[ConsumerRecord]:
        while self._is_behind(targets):
            polled = await self._kafka.getmany(timeout_ms=POLL_MS, max_records=PORTION)
            records = [record for place in polled for record in self._take(place, polled[place], targets)]
            await self._pass_holes(targets)
            if records:
                return records
        return []

    def _take(
        self, place: TopicPartition, records: Sequence[ConsumerRecord], targets: Targets
    ) -> Sequence[ConsumerRecord]:
        target = targets.get(place, 0)
        taken = [record for record in records if record.offset < target]
        self.next[place] = records[-1].offset + 1
        if len(taken) < len(records):
            self.next[place] = target
            self._kafka.seek(place, target)
        if self.next[place] >= target:
            self._kafka.pause(place)
        return taken

    async def _pass_holes(self, targets: Targets) -> None:
        """Offsets without records, as transactions of foreign producers leave them."""
        for place, target in targets.items():
            if self.next[place] < target:
                self.next[place] = max(self.next[place], await self._kafka.position(place))

    async def _check_ends(self, targets: Targets) -> None:
        ends = await self._kafka.end_offsets(list(targets))
        short = [place for place, target in targets.items() if ends[place] < target]
        if short:
            raise LogIncomplete(f"{short[0]} ends before what was applied")


@asynccontextmanager
async def replaying(bootstrap_servers: str, topics: Sequence[str]) -> AsyncIterator[Replay]:
    """From the first record there is. Whether anything came before it, the sequences of the aggregates say."""
    kafka = AIOKafkaConsumer(
        *topics, bootstrap_servers=bootstrap_servers, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await kafka.start()
            places = sorted(kafka.assignment())
            beginnings = await kafka.beginning_offsets(places)
        for place in places:
            kafka.seek(place, beginnings[place])
        yield Replay(kafka, beginnings)
    finally:
        await kafka.stop()
