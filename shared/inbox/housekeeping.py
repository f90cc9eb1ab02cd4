"""Beside the consuming: lag, the watchdog, partitions that do not move, the offsets for Kafka's dashboards."""

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.failures import is_transient
from shared.inbox import metrics
from shared.inbox.coverage import Coverage
from shared.inbox.freshness import read_positions, record_progress
from shared.inbox.lacking import Lacking
from shared.inbox.offsets import Position
from shared.inbox.processor import BatchProcessor
from shared.inbox.session import Session
from shared.inbox.standing import Reason, Standstill
from shared.inbox.watchdog import Watchdog

ROUND_SECONDS = 5
# So many answers without a record of it: an answer may be full of the others', or on its way when there was none.
ANSWERS = 10
STUCK_EXIT_CODE = 75  # EX_TEMPFAIL: the supervisor starts a new process

COUNT_PARKED = text("SELECT count(*) FROM parked_key")

_log = structlog.get_logger(__name__)


class Housekeeping:
    """`progress` gives a number that changes with every move or try."""

    def __init__(
        self,
        engine: AsyncEngine,
        session: Session,
        processor: BatchProcessor,
        coverage: Coverage,
        progress: Callable[[], int],
        *,
        lacking: Lacking,
        leave: Callable[[int], object] = os._exit,
    ) -> None:
        self._engine = engine
        self._session = session
        self._processor = processor
        self._coverage = coverage
        self._group = coverage.group
        self._progress = progress
        self._lacking = lacking
        self._leave = leave
        self._watchdog = Watchdog()
        self._before: Mapping[TopicPartition, int] = {}
        self._asked = (0, 0)
        self._committed: Mapping[TopicPartition, Position] = {}

    async def run(self) -> None:
        """Until it is cancelled. Ends the process, at once and hard, when the consumer is stuck."""
        while True:
            await asyncio.sleep(ROUND_SECONDS)
            await self.round()

    async def round(self) -> None:
        self._session.request_seek(self._session.assigned.standing)
        lag = await self._lag()
        if self._watchdog.is_stuck(lag=lag, progress=self._progress(), at_seconds=time.monotonic()):
            _log.critical("consumer_stuck", lag=lag)
            self._leave(STUCK_EXIT_CODE)
        _count_standing([*self._session.assigned.standing.values(), *self._lacking.vanished.values()])
        await self._commit_offsets()
        await self._record_progress()
        await self._coverage.refresh()

    async def _lag(self) -> int | None:
        """Of the partitions that are read; None while Kafka does not say."""
        assigned = self._session.assigned
        nexts = {partition: position.next for partition, position in assigned.positions.items()}
        try:
            ends = await self._session.ends(nexts) if nexts else {}
        except (KafkaError, OSError) as failure:
            _log.info("lag_unknown", failure=str(failure))
            self._session.request_seek()  # who was away may come back with another log
            return None
        lag = {partition: end - nexts[partition] for partition, end in ends.items()}
        _show(lag)
        if assigned is not self._session.assigned:
            return None  # reassigned meanwhile
        self._session.request_seek([partition for partition, behind in lag.items() if behind < 0])
        self._look_at_what_stays(nexts, lag)
        return sum(max(0, behind) for partition, behind in lag.items() if partition not in assigned.standing)

    def _look_at_what_stays(self, nexts: Mapping[TopicPartition, int], lag: Mapping[TopicPartition, int]) -> None:
        """More is there, and nothing came although it was asked for: a mark of a transaction, or something is wrong.

        Not where the machine is slow: a partition that is read apart takes a connection and a turn of all the others,
        which would be taken for partitions that stay in their turn.
        """
        answered, in_vain = self._session.answered, self._session.waited_in_vain
        if answered - self._asked[0] < ANSWERS and in_vain == self._asked[1]:
            return
        self._asked = (answered, in_vain)
        before, self._before = self._before, nexts
        if self._processor.trouble or self._session.busy.locked():
            return
        read = self._session.assigned.is_read_with_others
        stays = [each for each, behind in lag.items() if behind > 0 and before.get(each) == nexts[each] and read(each)]
        self._session.request_reading_apart(stays)

    async def _commit_offsets(self) -> None:
        positions = dict(self._session.assigned.positions)
        if positions == self._committed:
            return
        try:
            await self._session.commit_offsets()
            self._committed = positions
        except (KafkaError, OSError) as failure:
            _log.info("offsets_not_committed", failure=str(failure))

    async def _record_progress(self) -> None:
        """Of the whole group, not only of the partitions of this process."""
        try:
            async with self._engine.begin() as connection:
                before = await read_positions(connection, self._group)
            if before is None:
                return
            ends = await self._session.ends(self._session.partitions)
            async with self._engine.begin() as connection:
                await record_progress(connection, self._group, before=before, ends=ends)
            standing = self._session.assigned.standing
            shorter = [each for each, why in standing.items() if why.reason is Reason.SHORTER]
            self._lacking.ask(gone=list(before.beside(ends)), shorter=shorter)
        except Exception as failure:
            if not isinstance(failure, KafkaError | OSError) and not is_transient(failure):
                raise
            _log.info("progress_not_recorded", failure=type(failure).__name__)


def _show(lag: Mapping[TopicPartition, int]) -> None:
    by_topic: dict[str, int] = defaultdict(int)
    for partition, behind in lag.items():
        by_topic[partition.topic] += max(0, behind)
    for topic, behind in by_topic.items():
        metrics.LAG.labels(topic).set(behind)


def _count_standing(standing: Collection[Standstill]) -> None:
    reasons = [each.reason for each in standing]
    for reason in Reason:
        metrics.STANDING.labels(reason).set(reasons.count(reason))
