"""Reading the log from its first record, up to where the consumer is."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord

from shared.kafka.broker import Broker
from shared.kafka.log import LogReader, Slice, reading_log

ANSWER_SECONDS = 30
RETRY_SECONDS = 0.5

Targets = Mapping[TopicPartition, int]
Skipped = Mapping[TopicPartition, Sequence[range]]


class LogIncomplete(Exception):
    """The log does not hold, or no longer holds, everything that was applied: nothing can be rebuilt from it."""


class Replay:
    """`next` is the offset to read next in each partition; at first, where its log begins."""

    def __init__(self, log: LogReader, beginnings: Targets, skipped: Skipped) -> None:
        self._log = log
        self._skipped = skipped
        self.next: dict[TopicPartition, int] = dict(beginnings)

    async def ends(self) -> Targets:
        """Where the log ends now."""
        return await self._log.ends(list(self.next))

    async def until(self, targets: Targets) -> AsyncIterator[Sequence[ConsumerRecord]]:
        """Records, until each partition is read up to its target. Raises LogIncomplete, or TimeoutError."""
        await self._check_ends(targets)
        while behind := [partition for partition, target in targets.items() if self.next[partition] < target]:
            for partition in behind:
                part = await self._read(partition)
                self.next[partition] = min(targets[partition], part.next)
                records = [record for record in part.records if record.offset < targets[partition]]
                if records:
                    yield records

    async def _read(self, partition: TopicPartition) -> Slice:
        offset = self.next[partition]
        async with asyncio.timeout(ANSWER_SECONDS):
            part = await self._answer(partition, offset)
        if part.unreadable is None or part.next > offset:
            return part
        unread = part.unreadable
        if any(offset in skipped for skipped in self._skipped.get(partition, ())):
            return Slice((), unread.next)
        where = f"{partition.topic}-{partition.partition}"
        raise LogIncomplete(f"{where}: offsets {unread.offset} to {unread.next - 1} cannot be read ({unread.cause})")

    async def _answer(self, partition: TopicPartition, offset: int) -> Slice:
        """Kafka may be away for a while."""
        while True:
            try:
                return await self._log.read(partition, offset)
            except (KafkaError, OSError):
                await asyncio.sleep(RETRY_SECONDS)

    async def _check_ends(self, targets: Targets) -> None:
        ends = await self._log.ends(list(targets))
        short = [partition for partition, target in targets.items() if ends[partition] < target]
        if short:
            raise LogIncomplete(f"{short[0]} ends before what was applied")


@asynccontextmanager
async def replaying(broker: Broker, topics: Sequence[str], skipped: Skipped) -> AsyncIterator[Replay]:
    """From the first record there is. Whether anything came before it, the sequences of the aggregates say.

    `skipped` are offsets that live has passed over: where they cannot be read, they are passed over here as well.
    """
    async with reading_log(broker) as log:
        found = await log.bounds(await log.partitions(topics))
        yield Replay(log, {partition: bound.beginning for partition, bound in found.items()}, skipped)
