"""The partitions that are ours, and how each is read.

What is done about a partition is the first of these that holds; a partition may be of several at once:

1. to be sought: nothing is read of it before the database was asked (new, or when its log may be another one);
2. to be read apart, by a request of its own, after something went wrong: then it is known how far it can be read;
3. standing: looked at again every few seconds, while the others go on;
4. read with the others, which is nearly always.
"""

from collections.abc import Collection, Mapping, Set
from dataclasses import replace

import structlog
from aiokafka import TopicPartition

from shared.inbox.offsets import Position
from shared.inbox.standing import Standstill
from shared.kafka.log import Unreadable

_log = structlog.get_logger(__name__)


class Assignment:
    """Of one generation of the group. `positions` are those of the partitions that were sought."""

    def __init__(self, partitions: Collection[TopicPartition] = ()) -> None:
        self.partitions = frozenset(partitions)
        self._to_seek = set(partitions)
        self._apart: set[TopicPartition] = set()
        self._positions: dict[TopicPartition, Position] = {}
        self._standing: dict[TopicPartition, Standstill] = {}

    @property
    def positions(self) -> Mapping[TopicPartition, Position]:
        return self._positions

    @property
    def standing(self) -> Mapping[TopicPartition, Standstill]:
        return self._standing

    @property
    def unreadable(self) -> Mapping[TopicPartition, Unreadable]:
        """The batches at which partitions stand."""
        return {each: why.unreadable for each, why in self._standing.items() if why.unreadable is not None}

    @property
    def to_seek(self) -> Collection[TopicPartition]:
        return frozenset(self._to_seek)

    @property
    def apart(self) -> Set[TopicPartition]:
        return frozenset(self._apart)

    def is_read_with_others(self, partition: TopicPartition) -> bool:
        return partition in self._positions and partition not in self._to_seek | self._apart | self._standing.keys()

    def doubt(self, partitions: Collection[TopicPartition]) -> None:
        """Their logs may be others than they were."""
        self._to_seek.update(self.partitions.intersection(partitions))

    def take_apart(self, partitions: Collection[TopicPartition]) -> None:
        """They are to be read by requests of their own."""
        self._apart.update(self.partitions.intersection(partitions))

    def seek(self, partition: TopicPartition, position: Position) -> None:
        """Read on here; one that was standing is read apart first."""
        self._to_seek.discard(partition)
        self._positions[partition] = position
        if partition in self._standing:
            self._apart.add(partition)

    def stand(self, partition: TopicPartition, position: Position, standing: Standstill) -> None:
        """Do not read on, and say so."""
        self._to_seek.discard(partition)
        self._apart.discard(partition)
        self._positions[partition] = position
        if self._standing.get(partition) != standing:
            self._standing[partition] = standing
            _log.error("partition_stands", partition=str(partition), reason=standing.reason, detail=standing.detail)

    def go_on(self, partition: TopicPartition) -> None:
        """Nothing is wrong with it."""
        self._apart.discard(partition)
        if self._standing.pop(partition, None) is not None:
            _log.warning("partition_goes_on", partition=str(partition))

    def confirm(self, verified: Collection[TopicPartition]) -> None:
        """Their logs are the ones we know."""
        for partition in verified:
            self._positions[partition] = replace(self._positions[partition], verified=True)

    def advance(self, positions: Mapping[TopicPartition, Position]) -> None:
        """What led there is committed."""
        self._positions.update(positions)
