"""`deploy/kafka/topics.yaml`: what the broker must have before anything starts."""

from collections.abc import Iterator

from shared.events.catalogue import PARTITIONS, Topic, topics

# Replication and min.insync.replicas belong to the cluster, not to the catalogue: the cluster overlay adds them.
HEAD = """\
# Written by `python -m deploy.catalogue` from the event catalogue; a test fails when it is stale.
# 由事件目录生成，请勿手改。
# Events are kept for ever: a projection is rebuilt from the first one. The number of partitions never changes in place,
# since a key would move to another partition and lose its order.
topics:
"""


def topics_file() -> str:
    return HEAD + "".join(line + "\n" for topic in topics() for line in _lines(topic))


def _lines(topic: Topic) -> Iterator[str]:
    yield f"  - name: {topic.name}"
    yield f"    partitions: {PARTITIONS}"
    yield "    config:"
    yield from (f"      {setting}: {value}" for setting, value in topic.config.items())
