"""One life of a Kafka consumer, from joining the group to leaving it. After anything strange another one begins.

aiokafka fetches, keeps the membership alive and tells us our partitions; where they are read on is the database's word.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import replace
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.client import ConnectionGroup
from aiokafka.conn import CloseReason
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.errors import KafkaError

from shared.inbox.batch import Batch
from shared.inbox.intake import Portion
from shared.inbox.offsets import Bookmark

POLL_MS = 5_000  # how long to wait for news before the consumer looks after itself
MAX_RECORDS = 2_000
PORTION = 50  # read while the processor has them at hand, and a transaction under way soon gets its turn
# What may wait in memory: one answer of the broker beside the batch being processed.
FETCH_BYTES = 8_000_000
# The broker holds an idle request this long; an event ends the wait at once.
FETCH_WAIT_MS = 5_000
REQUEST_MS = 10_000
SESSION_MS = 10_000
HEARTBEAT_MS = 3_000  # a member learns of a rebalance by its next heartbeat
REBALANCE_MS = 10_000
# Waiting for a database that is down must not cost the membership; what hangs is the watchdog's business.
POLL_INTERVAL_MS = 86_400_000
START_SECONDS = 20
STOP_SECONDS = 2
HAND_OVER_SECONDS = 5
ASK_SECONDS = 5

Load = Callable[[Collection[TopicPartition]], Awaitable[Mapping[TopicPartition, Bookmark]]]


class Session:
    """`generation` changes with every assignment; `busy` is held while a transaction runs."""

    def __init__(self, *, bootstrap_servers: str, group: str, topics: Sequence[str], stop: asyncio.Event) -> None:
        self.generation = 0
        self.busy = asyncio.Lock()
        self.bookmarks: dict[TopicPartition, Bookmark] = {}
        self.unplaced = True
        self._topics = topics
        self._waking = asyncio.Event()
        self._stop = stop
        self._kafka = AIOKafkaConsumer(
            bootstrap_servers=bootstrap_servers,
            group_id=group,
            client_id=f"veterans-{group}",
            enable_auto_commit=False,
            auto_offset_reset="none",
            partition_assignment_strategy=(RangePartitionAssignor,),
            fetch_max_bytes=FETCH_BYTES,
            fetch_max_wait_ms=FETCH_WAIT_MS,
            request_timeout_ms=REQUEST_MS,
            session_timeout_ms=SESSION_MS,
            heartbeat_interval_ms=HEARTBEAT_MS,
            rebalance_timeout_ms=REBALANCE_MS,
            max_poll_interval_ms=POLL_INTERVAL_MS,
            consumer_timeout_ms=1_000,
        )
        self._kafka.subscribe(topics, listener=self)
        # A broker answers one request of a connection after the other: questions would wait behind the sleeping fetch.
        self._asking = AIOKafkaConsumer(
            bootstrap_servers=bootstrap_servers, client_id=f"veterans-{group}-asking", enable_auto_commit=False
        )

    async def open(self) -> None:
        """Raises KafkaError or TimeoutError."""
        async with asyncio.timeout(START_SECONDS):
            await self._asking.start()
            await self._kafka.start()
        # aiokafka would soon fetch without the partitions whose records still wait here, and such a fetch may sleep for
        # FETCH_WAIT_MS while theirs have news. This way the next fetch waits until they are taken.
        self._kafka._fetcher._prefetch_backoff = POLL_INTERVAL_MS

    async def close(self) -> None:
        """Leave the group if Kafka lets us; it notices by itself after SESSION_MS."""
        await asyncio.gather(_end(self._kafka), _end(self._asking))

    async def place(self, load: Load) -> bool:
        """Seek every assigned partition to where the database says, and let it flow. Returns whether that is done."""
        generation, assigned = self.generation, self._kafka.assignment()
        bookmarks = await load(assigned)
        if generation == 0 or generation != self.generation:
            return False
        for place, bookmark in bookmarks.items():
            self._kafka.seek(place, bookmark.first)
        self._cut_off_sleeping_fetch()
        self._kafka.resume(*assigned)
        self.bookmarks, self.unplaced = dict(bookmarks), False
        return True

    def look_again(self) -> None:
        """The log may be another one than it was: compare before anything more is taken."""
        self.unplaced = True
        self._waking.set()

    def confirm(self, verified: Collection[TopicPartition]) -> None:
        """These partitions are the log we know."""
        for place in verified:
            self.bookmarks[place] = replace(self.bookmarks[place], verified=True)

    def move_on(self, batch: Batch) -> None:
        """The batch is committed."""
        if batch.generation == self.generation:
            self.bookmarks.update(batch.bookmarks)

    async def portions(self) -> AsyncIterator[Portion]:
        """What arrives, or nothing: after a while, at `stop`, or when the session is to be placed.

        Raises OffsetOutOfRangeError, or another KafkaError.

        Unpacking records keeps the process busy; between portions a transaction under way gets its turn.
        """
        portion, count = await self._wait_for_some(), 0
        while portion:
            yield portion
            count += sum(len(records) for records in portion.values())
            if count >= MAX_RECORDS:
                return
            await asyncio.sleep(0)
            portion = await self._more()

    async def _more(self) -> Portion:
        """A failure must not cost the portions before, which Kafka would not give again; it comes again itself."""
        try:
            portion: Portion = await self._kafka.getmany(timeout_ms=0, max_records=PORTION)
        except KafkaError:
            return {}
        return portion

    async def _wait_for_some(self) -> Portion:
        polling = asyncio.create_task(self._kafka.getmany(timeout_ms=POLL_MS, max_records=PORTION))
        waking = [asyncio.create_task(event.wait()) for event in (self._waking, self._stop)]
        try:
            await asyncio.wait({polling, *waking}, return_when=asyncio.FIRST_COMPLETED)
            self._waking.clear()
            polled: Portion = polling.result() if polling.done() else {}
            return polled
        finally:
            for task in (polling, *waking):
                task.cancel()

    def read_from(self, place: TopicPartition, offset: int) -> None:
        """Go on at `offset`, from where nothing is known of the log."""
        self.bookmarks[place] = Bookmark(offset, verified=True)
        self._kafka.seek(place, offset)
        self._cut_off_sleeping_fetch()

    async def _ask(self, question: Coroutine[Any, Any, Mapping[TopicPartition, int]]) -> Mapping[TopicPartition, int]:
        """Who does not answer in time may be gone without a word: the next question gets a connection of its own.

        aiokafka would keep the dead one for as long as anything is asked over it.
        """
        try:
            async with asyncio.timeout(ASK_SECONDS):
                return await question
        except TimeoutError:
            for connection in list(self._asking._client._conns.values()):
                connection.close()
            raise

    async def beginning(self, place: TopicPartition) -> int:
        return int((await self._ask(self._asking.beginning_offsets([place])))[place])

    async def ends(self, places: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        ends: Mapping[TopicPartition, int] = await self._ask(self._asking.end_offsets(places))
        return ends

    @property
    def partitions(self) -> Collection[TopicPartition]:
        """Of every topic subscribed to, not only those assigned here."""
        return [TopicPartition(t, number) for t in self._topics for number in self._kafka.partitions_for_topic(t) or ()]

    async def tell_kafka(self) -> None:
        """Commit the offsets to Kafka, where dashboards look for them."""
        if self.bookmarks and not self.unplaced:
            async with asyncio.timeout(ASK_SECONDS):
                await self._kafka.commit({place: bookmark.next for place, bookmark in self.bookmarks.items()})

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Let the transaction under way finish, so that the next owner begins after it; else it is refused."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HAND_OVER_SECONDS), self.busy:
                pass

    def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Nothing flows before `place`. A position of any kind keeps aiokafka from looking for a committed one."""
        self.generation += 1
        self.unplaced = True
        self.bookmarks = {}
        for place in assigned:
            self._kafka.seek(place, 0)
        self._kafka.pause(*assigned)
        self._waking.set()

    def _cut_off_sleeping_fetch(self) -> None:
        """One from before may sleep at the broker, and its connection with it: the next fetch takes a new one."""
        for (_node, purpose), connection in list(self._kafka._client._conns.items()):
            if purpose == ConnectionGroup.DEFAULT:
                connection.close(reason=CloseReason.IDLE_DROP)


async def _end(kafka: AIOKafkaConsumer) -> None:
    with contextlib.suppress(Exception):
        async with asyncio.timeout(STOP_SECONDS):
            await kafka.stop()
    with contextlib.suppress(Exception):
        async with asyncio.timeout(STOP_SECONDS):
            await kafka._client.close()


# aiokafka asks for its own abstract class, which has no types to inherit from.
ConsumerRebalanceListener.register(Session)
