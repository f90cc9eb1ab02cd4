"""Which partition a key belongs to: the rule of Kafka's own default partitioner, so that every client agrees."""

from functools import lru_cache

from aiokafka.partitioner import DefaultPartitioner

_PARTITIONER = DefaultPartitioner()


@lru_cache(maxsize=16_384)
def partition_for(key: str, partitions: int) -> int:
    """The number of the partition, of a topic with so many."""
    numbers = range(partitions)
    return int(_PARTITIONER(key.encode(), numbers, numbers))
