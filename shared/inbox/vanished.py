"""Partitions that are no more: their topic was made anew with fewer; what was applied in them is in another one now.

Nothing is read of them, so nothing else would tell that the new log lacks it. Until what was applied last in each is
found, the topic is vouched for by nobody, and the consumer says so; then the position is forgotten.
"""

import time
from collections.abc import Collection, Mapping
from uuid import UUID

import structlog
from aiokafka import TopicPartition
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.bulk import arrays
from shared.inbox.finding import is_there
from shared.inbox.standing import Standstill, vanished
from shared.kafka.broker import Broker
from shared.kafka.log import reading_log

# A log is looked through from its end, the whole of it while what is looked for is not there: for so much of the time.
SHARE_OF_TIME = 0.1

READ_LAST = text("""
    SELECT topic, partition, event_id
    FROM consumer_offset
         JOIN unnest(CAST(:topics AS text[]), CAST(:partitions AS integer[])) AS asked (topic, partition)
         USING (topic, partition)
    WHERE "group" = :group
""")

FORGET = text("""
    DELETE FROM consumer_offset AS kept
    USING unnest(CAST(:topics AS text[]), CAST(:partitions AS integer[]), CAST(:event_ids AS uuid[]))
          AS found (topic, partition, event_id)
    WHERE kept."group" = :group AND kept.topic = found.topic AND kept.partition = found.partition
          AND kept.event_id IS NOT DISTINCT FROM found.event_id
""")

_log = structlog.get_logger(__name__)


class Vanished:
    """`standing`: those whose last event was not found."""

    def __init__(self, engine: AsyncEngine, group: str, broker: Broker) -> None:
        self.standing: Mapping[TopicPartition, Standstill] = {}
        self._engine = engine
        self._group = group
        self._broker = broker
        self._look_again_at = 0.0

    async def look(self, partitions: Collection[TopicPartition]) -> None:
        """All that are no more and were read once. Raises KafkaError or a database error."""
        began = time.monotonic()
        self.standing = {each: self.standing.get(each) or vanished() for each in partitions}
        if not partitions or began < self._look_again_at:
            return
        last = await self._last(partitions)
        try:
            found = await self._found(last)
        finally:
            self._look_again_at = time.monotonic() + (time.monotonic() - began) / SHARE_OF_TIME
        async with self._engine.begin() as connection:
            values = {**arrays(("topics", "partitions"), found), "event_ids": [last[each] for each in found]}
            await connection.execute(FORGET, {**values, "group": self._group})
        for each in found:
            _log.warning("partition_forgotten", partition=str(each), last_event=str(last[each]))
        self.standing = {each: why for each, why in self.standing.items() if each not in found}

    async def _last(self, partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, UUID | None]:
        """None where no event was applied since it is known which one was the last: then nothing can be asked."""
        asked = arrays(("topics", "partitions"), partitions)
        async with self._engine.connect() as connection:
            rows = await connection.execute(READ_LAST, {**asked, "group": self._group})
            return {TopicPartition(row.topic, row.partition): row.event_id for row in rows}

    async def _found(self, last: Mapping[TopicPartition, UUID | None]) -> Collection[TopicPartition]:
        async with reading_log(self._broker) as log:
            held = await log.bounds(await log.existing(sorted({each.topic for each in last})))
            # What this process has not heard of yet may be there by now.
            return [
                each
                for each, event_id in last.items()
                if each not in held
                and (event_id is None or await is_there(log, each, event_id, held, near_the_end=False))
            ]
