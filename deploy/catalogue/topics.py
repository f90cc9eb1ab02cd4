"""`deploy/kafka/topics.yaml`: what the broker must have before anything starts."""

from collections.abc import Iterator, Mapping

from shared.events import inbound
from shared.events.catalogue import PARTITIONS, topics

# Replication, and with it min.insync.replicas, belong to the cluster: deploy/kafka/topics.py adds them.
HEAD = """\
# Written by `python -m deploy.catalogue` from the event catalogue; a test fails when it is stale.
# 由事件目录生成，请勿手改。
# Events are kept for ever: a projection is rebuilt from the first one. The number of partitions never changes in place,
# since a key would move to another partition and lose its order.
topics:
"""


OF_OTHERS = "# Other systems write to these, and what they say is checked, kept or dropped by registry.\n"


def topics_file() -> str:
    ours = [line for topic in topics() for line in _lines(topic.name, PARTITIONS, topic.config)]
    theirs = [line for sender in inbound.SENDERS for line in _lines(sender.topic, inbound.PARTITIONS, inbound.CONFIG)]
    return HEAD + "".join(f"{line}\n" for line in ours) + OF_OTHERS + "".join(f"{line}\n" for line in theirs)


def _lines(name: str, partitions: int, config: Mapping[str, str | int]) -> Iterator[str]:
    yield f"  - name: {name}"
    yield f"    partitions: {partitions}"
    yield "    config:"
    yield from (f"      {setting}: {value}" for setting, value in config.items())
