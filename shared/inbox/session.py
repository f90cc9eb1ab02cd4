"""One life of a Kafka consumer, from joining the group to leaving it. After anything strange another one begins.

aiokafka fetches, keeps the membership alive and tells us our partitions; where they are read on is the database's word.
"""

import asyncio
import contextlib
import time
from collections.abc import Collection, Mapping, Sequence

import structlog
from aiokafka import TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import KafkaError, OffsetOutOfRangeError
from aiokafka.structs import ConsumerRecord

from shared.inbox.assignment import Assignment
from shared.inbox.batch import Batch
from shared.inbox.offsets import Position
from shared.inbox.reading import Slices
from shared.inbox.standing import Standstill, refused, unreadable
from shared.kafka.bounds import Bounds, BoundsReader
from shared.kafka.broker import Broker
from shared.kafka.connection import connection_lost
from shared.kafka.consumer import close_consumer, group_consumer, open_consumer
from shared.kafka.log import LogReader, Slice, reading_log

POLL_MS = 5_000  # how long to wait for news before the consumer looks after itself
MAX_RECORDS = 2_000
APART_SECONDS = 1.0
HAND_OVER_SECONDS = 5
COMMIT_SECONDS = 5
BETWEEN_CONNECTIONS_SECONDS = 0.5

_log = structlog.get_logger(__name__)


class Session:
    """`generation` changes with every assignment and revocation; `busy` is held while a transaction runs.

    Of all partitions that are read together: how often an `answered` poll gave records, how often one `waited_in_vain`.
    """

    def __init__(self, *, broker: Broker, group: str, topics: Sequence[str], stop: asyncio.Event) -> None:
        self.generation = 0
        self.busy = asyncio.Lock()
        self.answered = 0
        self.waited_in_vain = 0
        self._broker = broker
        self._topics = topics
        self._stop = stop
        self._waking = asyncio.Event()
        self._assignment = Assignment()
        self._unexplained: Exception | None = None
        self._watching: asyncio.Task[None] | None = None
        self._bounds = BoundsReader(broker, f"veterans-{group}-bounds")
        self._kafka = group_consumer(broker, group, topics, self)

    async def open(self) -> None:
        """Raises KafkaError or TimeoutError."""
        await open_consumer(self._kafka)
        self._watching = asyncio.create_task(self._watch_connection())

    async def close(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
        await asyncio.gather(close_consumer(self._kafka), self._bounds.close())

    @property
    def is_outdated(self) -> bool:
        """Whether the password at the broker was replaced: another session is to begin, with the new one."""
        return self._kafka.is_outdated

    @property
    def assigned(self) -> Assignment:
        """What is ours. To be changed by the methods here alone."""
        return self._assignment

    @property
    def partitions(self) -> Collection[TopicPartition]:
        """Of every topic subscribed to, not only those assigned here."""
        return [TopicPartition(t, number) for t in self._topics for number in self._kafka.partitions_for_topic(t) or ()]

    @property
    def missing_topics(self) -> Sequence[str]:
        """Topics subscribed to that Kafka does not have, as far as is known."""
        return [topic for topic in self._topics if not self._kafka.partitions_for_topic(topic)]

    async def bounds(self, partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, Bounds]:
        """Raises KafkaError or TimeoutError."""
        return await self._bounds.bounds(partitions)

    async def ends(self, partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        """Raises KafkaError or TimeoutError."""
        return await self._bounds.ends(partitions)

    def request_seek(self, partitions: Collection[TopicPartition] | None = None) -> None:
        """The logs of these partitions (of all, if None) may be others than they were: compare before reading on."""
        self._assignment.doubt(self._assignment.partitions if partitions is None else partitions)
        if self._assignment.to_seek:
            self._waking.set()

    def request_reading_apart(self, partitions: Collection[TopicPartition]) -> None:
        """These partitions hold more than is handed over: ask the log itself."""
        self._assignment.take_apart(partitions)
        if self._assignment.apart:
            self._kafka.pause(*self._assignment.apart)
            self._waking.set()

    def seek(self, partition: TopicPartition, position: Position) -> None:
        """Read on here."""
        self._assignment.seek(partition, position)
        if self._assignment.is_read_with_others(partition):
            self._resume(partition, position.first)

    def stand(self, partition: TopicPartition, position: Position, standing: Standstill) -> None:
        """Do not read on; what was fetched is dropped."""
        self._assignment.stand(partition, position, standing)
        self._kafka.pause(partition)
        self._kafka.seek(partition, position.next)

    def confirm(self, verified: Collection[TopicPartition]) -> None:
        """These partitions are the logs we know."""
        self._assignment.confirm(verified)

    def advance(self, batch: Batch) -> None:
        """The batch is committed."""
        if batch.generation == self.generation:
            self._assignment.advance(batch.positions)

    async def commit_offsets(self) -> None:
        """To Kafka, where dashboards look for them. Raises KafkaError or TimeoutError."""
        positions = self._assignment.positions
        if positions:
            async with asyncio.timeout(COMMIT_SECONDS):
                await self._kafka.commit({each: position.next for each, position in positions.items()})

    async def read(self) -> Slices:
        """What comes next, or nothing: after a while, at `stop`, or when there are partitions to be sought.

        Raises what reading all partitions together raised, when reading them apart has found no fault with any.
        """
        if self._assignment.apart:
            return await self._read_apart()
        if self._unexplained is not None:
            raise self._unexplained
        try:
            polled = await self._poll()
        except OffsetOutOfRangeError as failure:
            self.request_seek(list(failure.args[0]))
            return {}
        except Exception as failure:  # of aiokafka, or of decoding hostile bytes, which raises anything
            self._suspect_all(failure)
            return {}
        whole = {each: records for each, records in polled.items() if self._follows(each, records)}
        return {each: Slice(records, records[-1].offset + 1) for each, records in whole.items()}

    async def _poll(self) -> Mapping[TopicPartition, Sequence[ConsumerRecord]]:
        if not self._assignment.to_seek:
            self._waking.clear()
        polling = asyncio.create_task(self._kafka.getmany(timeout_ms=POLL_MS, max_records=MAX_RECORDS))
        waking = [asyncio.create_task(event.wait()) for event in (self._waking, self._stop)]
        try:
            await asyncio.wait({polling, *waking}, return_when=asyncio.FIRST_COMPLETED)
            if not polling.done():
                return {}
            polled: Mapping[TopicPartition, Sequence[ConsumerRecord]] = polling.result()
            self.answered += bool(polled)
            self.waited_in_vain += not polled
            return polled
        finally:
            for task in (polling, *waking):
                task.cancel()

    def _follows(self, partition: TopicPartition, records: Sequence[ConsumerRecord]) -> bool:
        """Whether nothing is missing between what was read before and these. If there is, the log itself is asked."""
        if not self._assignment.is_read_with_others(partition):
            return False
        first, last = records[0].offset, records[-1].offset
        if first <= self._assignment.positions[partition].next and last - first + 1 == len(records):
            return True
        self.request_reading_apart([partition])
        return False

    def _suspect_all(self, failure: Exception) -> None:
        """aiokafka may have dropped records of any partition, and does not say which could not be read."""
        _log.warning("read_failed", failure=f"{type(failure).__name__}: {failure}")
        self._unexplained = failure
        self.request_reading_apart(self._assignment.positions.keys() - self._assignment.standing.keys())
        self.request_seek()

    async def _read_apart(self) -> Slices:
        """One request a partition and one connection for all, until there is enough for a batch."""
        generation, apart, began = self.generation, self._assignment.apart, time.monotonic()
        parts: dict[TopicPartition, Slice] = {}
        try:
            async with reading_log(self._broker) as log:
                for partition in apart:
                    if generation != self.generation or _enough(parts, began):
                        break
                    part = await self._read_one(log, partition, generation)
                    if part is None:
                        break
                    parts[partition] = part
        except (KafkaError, OSError) as failure:  # no broker answers
            for partition in apart - parts.keys():
                self._stand_apart(partition, refused(failure), generation)
        return parts

    async def _read_one(self, log: LogReader, partition: TopicPartition, generation: int) -> Slice | None:
        position = self._assignment.positions[partition]
        try:
            part = await log.read(partition, position.first)
        except OffsetOutOfRangeError:
            self.request_seek([partition])
            return None
        except (KafkaError, OSError) as failure:
            self._stand_apart(partition, refused(failure), generation)
            return None
        if part.unreadable is None:
            self._rejoin(partition, part.next, generation)
        elif part.next <= position.next:
            self._stand_apart(partition, unreadable(part.unreadable, position), generation)
        return part

    def _stand_apart(self, partition: TopicPartition, standing: Standstill, generation: int) -> None:
        if generation == self.generation:
            self._unexplained = None
            self.stand(partition, self._assignment.positions[partition], standing)

    def _rejoin(self, partition: TopicPartition, offset: int, generation: int) -> None:
        """Nothing is wrong with it: read it with the others again."""
        if generation == self.generation:
            self._assignment.go_on(partition)
            self._resume(partition, offset)

    def _resume(self, partition: TopicPartition, offset: int) -> None:
        self._kafka.seek(partition, offset)
        self._kafka.resume(partition)

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Let the transaction under way finish, so that the next owner begins after it; else it is refused."""
        self._begin_generation(())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HAND_OVER_SECONDS), self.busy:
                pass

    def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Nothing flows before it is sought. A position of any kind keeps aiokafka from looking for a committed one."""
        self._begin_generation(assigned)
        for partition in assigned:
            self._kafka.seek(partition, 0)
        self._kafka.pause(*assigned)
        self._waking.set()

    def _begin_generation(self, assigned: Collection[TopicPartition]) -> None:
        self.generation += 1
        self._assignment, self._unexplained = Assignment(assigned), None

    async def _watch_connection(self) -> None:
        while True:
            await connection_lost(self._broker)
            self.request_seek()
            await asyncio.sleep(BETWEEN_CONNECTIONS_SECONDS)


def _enough(parts: Slices, began: float) -> bool:
    """For one batch: what is read apart is to be applied soon, and nothing is read with the others before."""
    return time.monotonic() - began > APART_SECONDS or sum(len(each.records) for each in parts.values()) >= MAX_RECORDS


# aiokafka asks for its own abstract class, which has no types to inherit from.
ConsumerRebalanceListener.register(Session)
