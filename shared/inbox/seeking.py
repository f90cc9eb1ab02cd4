"""Where the partitions are read on: what the database has applied, beside what the log holds."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import structlog
from aiokafka import TopicPartition
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.inbox import metrics
from shared.inbox.coverage import register
from shared.inbox.finding import is_there
from shared.inbox.offsets import Position, load_positions, reposition
from shared.inbox.session import Session
from shared.inbox.standing import find_shorter
from shared.inbox.subscription import Subscription
from shared.kafka.bounds import Bounds
from shared.kafka.broker import Broker
from shared.kafka.log import reading_log

_log = structlog.get_logger(__name__)


class Seeker:
    """Both methods raise KafkaError or a database error, and OffsetRefused when another process has the partition."""

    def __init__(self, engine: AsyncEngine, group: str, subscription: Subscription, broker: Broker) -> None:
        self._engine = engine
        self._broker = broker
        self._group = group
        self._subscription = subscription

    async def seek(self, session: Session) -> None:
        """Every partition that is to be sought."""
        generation, partitions = session.generation, session.assigned.to_seek
        bounds = await session.bounds(partitions)
        async with self._engine.begin() as connection:
            await register(connection, self._group, self._subscription)
            positions = await load_positions(connection, self._group, partitions)
        repeated = await self._lacking_repeats(positions, bounds)
        for partition in partitions:
            if generation == session.generation:
                await self._seek_one(session, partition, positions[partition], bounds[partition], partition in repeated)

    async def begin_anew(self, session: Session, partitions: Collection[TopicPartition]) -> None:
        """Their logs are not the ones that were read: read them from the beginning."""
        generation, bounds = session.generation, await session.bounds(partitions) if partitions else {}
        for partition in partitions:
            if generation == session.generation and partition in session.assigned.positions:
                position = session.assigned.positions[partition]
                await self._move(session, partition, position, bounds[partition].beginning, "replaced")

    async def _seek_one(
        self, session: Session, partition: TopicPartition, position: Position, bounds: Bounds, lacks_repeats: bool
    ) -> None:
        shorter = find_shorter(position, bounds)
        if lacks_repeats:
            await self._move(session, partition, position, bounds.beginning, "replaced")
        elif shorter:
            session.stand(partition, position, shorter)
        elif position.next < bounds.beginning:
            await self._move(session, partition, position, bounds.beginning, "expired")
        else:
            only_expired = position.next == bounds.beginning  # the record before, which would come first
            session.seek(partition, replace(position, verified=True) if only_expired else position)

    async def _lacking_repeats(
        self, positions: Mapping[TopicPartition, Position], bounds: Mapping[TopicPartition, Bounds]
    ) -> Collection[TopicPartition]:
        """The logs that are shorter than what was applied, and lack only what the ones before held twice, or what is in
        another partition since their topic was made anew with more of them, or fewer: events are published again in
        their order, so what was applied before the last one is there when that is."""
        shorter = {
            partition: position.event_id
            for partition, position in positions.items()
            if position.event_id is not None and find_shorter(position, bounds[partition])
        }
        if not shorter:
            return ()
        async with reading_log(self._broker) as log:
            held = await log.bounds(await log.existing(sorted({each.topic for each in shorter})))
            return [each for each, last in shorter.items() if await is_there(log, each, last, held)]

    async def _move(
        self, session: Session, partition: TopicPartition, position: Position, beginning: int, reason: str
    ) -> None:
        generation = session.generation
        await read_anew(
            self._engine, self._group, partition, expected=position.next, beginning=beginning, reason=reason
        )
        if generation == session.generation:
            session.seek(partition, Position(beginning, verified=True))


async def read_anew(
    engine: AsyncEngine, group: str, partition: TopicPartition, *, expected: int, beginning: int, reason: str
) -> None:
    """From where its log begins, by whoever reads it next. Raises OffsetRefused where it is not `expected` any more."""
    async with engine.begin() as connection:
        await reposition(connection, group, partition, expected=expected, next_offset=beginning)
    metrics.REPOSITIONED_TOTAL.labels(reason).inc()
    _log.error("log_read_anew", reason=reason, partition=str(partition), expected=expected, beginning=beginning)
