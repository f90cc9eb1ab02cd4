"""Beside the consuming: lag, the watchdog, the offsets for Kafka's dashboards, parked keys, the group's progress."""

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import Callable

import structlog
from aiokafka.errors import KafkaError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.failures import is_transient
from shared.inbox import metrics
from shared.inbox.coverage import Coverage
from shared.inbox.freshness import read_positions, record_progress
from shared.inbox.processor import BatchProcessor
from shared.inbox.session import Session
from shared.inbox.watchdog import Watchdog
from shared.ticks import until_tick

ROUND_SECONDS = 5
STUCK_EXIT_CODE = 75  # EX_TEMPFAIL: the supervisor starts a new process

COUNT_PARKED = text("SELECT count(*) FROM parked_key")

_log = structlog.get_logger(__name__)


class Housekeeping:
    def __init__(
        self,
        engine: AsyncEngine,
        session: Session,
        processor: BatchProcessor,
        coverage: Coverage,
        leave: Callable[[int], object] = os._exit,
    ) -> None:
        self._engine = engine
        self._session = session
        self._processor = processor
        self._coverage = coverage
        self._group = coverage.group
        self._leave = leave
        self._watchdog = Watchdog()
        self._told = 0

    async def run(self) -> None:
        """Until it is cancelled. Ends the process, at once and hard, when the consumer is stuck."""
        while True:
            await asyncio.sleep(until_tick(ROUND_SECONDS))
            await self.round()

    async def round(self) -> None:
        lag = await self._lag()
        progress = self._processor.progress
        if self._watchdog.is_stuck(lag=lag, progress=progress, at_seconds=time.monotonic()):
            _log.critical("consumer_stuck", lag=lag)
            self._leave(STUCK_EXIT_CODE)
        if progress != self._told:
            self._told = progress
            await self._tell_kafka()
        await self._count_parked()
        await self._record_progress()
        await self._coverage.refresh()

    async def _lag(self) -> int | None:
        """None while Kafka does not say."""
        bookmarks = dict(self._session.bookmarks)
        try:
            ends = await self._session.ends(bookmarks) if bookmarks else {}
        except (KafkaError, OSError) as failure:
            _log.info("lag_unknown", failure=str(failure))
            return None
        by_topic: dict[str, int] = defaultdict(int)
        for place, end in ends.items():
            by_topic[place.topic] += max(0, end - bookmarks[place].next)
            if end < bookmarks[place].next:
                self._session.look_again()  # the log was replaced under us
        for topic, behind in by_topic.items():
            metrics.LAG.labels(topic).set(behind)
        return sum(by_topic.values())

    async def _tell_kafka(self) -> None:
        try:
            await self._session.tell_kafka()
        except (KafkaError, OSError) as failure:
            _log.info("offsets_not_told", failure=str(failure))

    async def _count_parked(self) -> None:
        try:
            async with self._engine.connect() as connection:
                metrics.PARKED_KEYS.set((await connection.execute(COUNT_PARKED)).scalar_one())
        except Exception as failure:
            if not is_transient(failure):
                raise

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
        except Exception as failure:
            if not isinstance(failure, KafkaError | OSError) and not is_transient(failure):
                raise
            _log.info("progress_not_recorded", failure=type(failure).__name__)
