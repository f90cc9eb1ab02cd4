"""Partitions whose log lacks what was applied in them, looked for beside the consuming: in all that their topics hold.

Those that are no more: their topic was made anew with fewer; what was applied in them is in another one now. Nothing is
read of them, so nothing else would tell that the new log lacks it. Until what was applied last in each is found, the
topic is vouched for by nobody, and the consumer says so; then the position is forgotten.

Those whose log is shorter, where it stands farther from the end than one looks before reading on
(`shared.inbox.seeking`): once it is found they are read anew.
"""

import asyncio
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.bulk import arrays
from shared.database.failures import is_transient
from shared.inbox.finding import is_there
from shared.inbox.offsets import OffsetRefused
from shared.inbox.seeking import read_anew
from shared.inbox.standing import Standstill, vanished
from shared.kafka.bounds import Bounds
from shared.kafka.broker import Broker
from shared.kafka.log import LogReader, reading_log

# A log is looked through from its end, the whole of it while what is looked for is not there: for so much of the time.
SHARE_OF_TIME = 0.1

READ_LAST = text("""
    SELECT topic, partition, next, event_id
    FROM consumer_offset
         JOIN unnest(CAST(:topics AS text[]), CAST(:partitions AS integer[])) AS asked (topic, partition)
         USING (topic, partition)
    WHERE "group" = :group
""")

FORGET = text("""
    DELETE FROM consumer_offset
    WHERE "group" = :group AND topic = :topic AND partition = :partition
          AND event_id IS NOT DISTINCT FROM CAST(:event_id AS uuid)
""")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Last:
    """Applied last in a partition; without an id where no event was since it is known which one was the last."""

    at: TopicPartition
    next: int
    event_id: UUID | None


class Lacking:
    """`vanished`: those that are no more and whose last event was not found."""

    def __init__(self, engine: AsyncEngine, group: str, broker: Broker) -> None:
        self.vanished: Mapping[TopicPartition, Standstill] = {}
        self._engine = engine
        self._group = group
        self._broker = broker
        self._shorter: Collection[TopicPartition] = ()
        self._asked = asyncio.Event()
        self._look_again_at = 0.0

    def ask(self, *, gone: Collection[TopicPartition], shorter: Collection[TopicPartition]) -> None:
        """All that are no more and were read once, and those of this process that stand since their log is shorter."""
        self.vanished = {each: self.vanished.get(each) or vanished() for each in gone}
        self._shorter = shorter
        if gone or shorter:
            self._asked.set()

    async def run(self) -> None:
        """Whenever it is asked, until it is cancelled."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            try:
                await self.look()
            except Exception as failure:
                if not isinstance(failure, KafkaError | OSError | OffsetRefused) and not is_transient(failure):
                    raise
                _log.info("last_event_not_looked_for", failure=type(failure).__name__)

    async def look(self) -> None:
        """Unless that was just done. Raises KafkaError or a database error."""
        began = time.monotonic()
        if began < self._look_again_at:
            return
        try:
            await self._look([*self.vanished, *self._shorter])
        finally:
            self._look_again_at = time.monotonic() + (time.monotonic() - began) / SHARE_OF_TIME

    async def _look(self, partitions: Collection[TopicPartition]) -> None:
        asked = {**arrays(("topics", "partitions"), partitions), "group": self._group}
        async with self._engine.connect() as connection:
            rows = await connection.execute(READ_LAST, asked)
            kept = [_Last(TopicPartition(row.topic, row.partition), row.next, row.event_id) for row in rows]
        async with reading_log(self._broker) as log:
            # What this process has not heard of yet may be there by now.
            held = await log.bounds(await log.existing(sorted({each.at.topic for each in kept})))
            there = {each.topic for each in held}
            for last in kept:
                if last.at.topic in there:  # or else it is being made anew
                    await self._settle(log, last, held)

    async def _settle(self, log: LogReader, last: _Last, held: Mapping[TopicPartition, Bounds]) -> None:
        bounds = held.get(last.at)
        if bounds and last.next <= bounds.end:
            return
        if last.event_id and not await is_there(log, last.at, last.event_id, held, near_the_end=False):
            return
        if bounds is None:
            await self._forget(last)
        elif last.event_id:  # where there is none, nothing can be asked
            begin = bounds.beginning
            await read_anew(self._engine, self._group, last.at, expected=last.next, beginning=begin, reason="replaced")

    async def _forget(self, last: _Last) -> None:
        named = {"group": self._group, "topic": last.at.topic, "partition": last.at.partition}
        async with self._engine.begin() as connection:
            await connection.execute(FORGET, {**named, "event_id": last.event_id})
        _log.warning("partition_forgotten", partition=str(last.at), last_event=str(last.event_id))
        self.vanished = {each: why for each, why in self.vanished.items() if each != last.at}
