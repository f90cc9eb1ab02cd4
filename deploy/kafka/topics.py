"""Create the topics of ``topics.yaml`` and keep their settings as it says.

``python -m deploy.kafka`` is the compose file's init job; the embedded launcher calls ``apply``. Running it again
changes nothing. With a number, topics that there are not yet have so many partitions, and so has each that comes later.
The number of partitions is never changed in place: it would move keys to other partitions and with that break the order
of their events.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewTopic, ResourceType

from deploy.kafka.client import configuration
from deploy.trouble import Trouble
from shared.kafka.broker import Broker
from shared.kafka.replicas import in_sync

TOPICS = Path(__file__).with_name("topics.yaml")
PATIENCE_SECONDS = 60
MOST_PARTITIONS = 100  # whoever reads a topic names each in every request


@dataclass(frozen=True)
class Topic:
    name: str
    partitions: int
    config: Mapping[str, str]


@dataclass(frozen=True)
class Applied:
    created: tuple[str, ...]
    changed: tuple[str, ...]


def listed(file: Path = TOPICS) -> tuple[Topic, ...]:
    """The topics of the file: a list of ``name``, ``partitions``, ``config``."""
    document = yaml.safe_load(file.read_text())
    entries = document["topics"] if isinstance(document, dict) else document
    return tuple(Topic(e["name"], e["partitions"], _as_kafka_writes(e.get("config") or {})) for e in entries)


def asked_for(topics: Sequence[Topic], words: Sequence[str]) -> Sequence[Topic]:
    """As listed, or with as many partitions as the word says. Raises Trouble where it is no number, or too low."""
    if not words:
        return topics
    fewest = max(topic.partitions for topic in topics)
    (asked,) = words[:1]
    if not (asked.isdecimal() and fewest <= int(asked) <= MOST_PARTITIONS):
        raise Trouble(
            f"分区数（partitions）应为 {fewest} 至 {MOST_PARTITIONS} 的整数，不能是 {asked}。",
            f"partitions: a whole number from {fewest} to {MOST_PARTITIONS}, not {asked}.",
        )
    return spread(topics, int(asked))


def spread(topics: Iterable[Topic], partitions: int) -> Sequence[Topic]:
    """With so many partitions, but for those that have one alone, which are in one order as a whole."""
    return tuple(topic if topic.partitions == 1 else replace(topic, partitions=partitions) for topic in topics)


def apply(broker: Broker, topics: Iterable[Topic], *, replication_factor: int = 1) -> Applied:
    """Bring the broker to what the topics say; waits up to a minute for the broker."""
    client = AdminClient(configuration(broker))
    replicas = in_sync(replication_factor)
    there = [replace(each, name=broker.physical(each.name), config={**replicas, **each.config}) for each in topics]
    wanted = {topic.name: topic for topic in there}
    existing = _existing_partitions(client)
    missing = [_like_the_others(topic, wanted, existing) for name, topic in wanted.items() if name not in existing]
    created = _create(client, missing, replication_factor)
    _refuse_fewer_partitions(wanted, _listed_by_broker(client, wanted))
    changed = _change(client, [topic for name, topic in wanted.items() if name not in created])
    return Applied(tuple(map(broker.logical, created)), tuple(map(broker.logical, changed)))


def _like_the_others(new: Topic, wanted: Mapping[str, Topic], existing: Mapping[str, int]) -> Topic:
    """With as many partitions as topics have that are listed alike: a worker has the same partition of all of them."""
    alike = [
        existing[name] for name, topic in wanted.items() if name in existing and topic.partitions == new.partitions
    ]
    return replace(new, partitions=max([new.partitions, *alike]))


def _as_kafka_writes(config: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in config.items()}


def _existing_partitions(client: AdminClient) -> dict[str, int]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            found = client.list_topics(timeout=5).topics
        except KafkaException as error:
            if time.monotonic() > deadline:
                raise Trouble(f"Kafka 没有应答：{error}", f"Kafka does not answer: {error}") from error
            time.sleep(0.2)
        else:
            return {name: len(topic.partitions) for name, topic in found.items()}


def _listed_by_broker(client: AdminClient, wanted: Mapping[str, Topic]) -> dict[str, int]:
    # The controller makes a topic, the broker learns of it a moment later; until then clients would not find it.
    deadline = time.monotonic() + PATIENCE_SECONDS
    while missing := wanted.keys() - (existing := _existing_partitions(client)).keys():
        if time.monotonic() > deadline:
            names = ", ".join(sorted(missing))
            raise Trouble(f"主题仍未就绪：{names}", f"topics are not there yet: {names}")
        time.sleep(0.1)
    return existing


def _refuse_fewer_partitions(wanted: Mapping[str, Topic], existing: Mapping[str, int]) -> None:
    """A topic made by an earlier release may have more, and keeps them; one that a broker made by itself has one."""
    for name, topic in wanted.items():
        if existing[name] < topic.partitions:
            raise Trouble(
                f"主题 {name} 现有 {existing[name]} 个分区，应不少于 {topic.partitions} 个；分区数不可原地更改。",
                f"topic {name} has {existing[name]} partitions instead of {topic.partitions}; never changed in place.",
            )


def _create(client: AdminClient, topics: list[Topic], replication_factor: int) -> tuple[str, ...]:
    """The names of those that did not exist, whatever the broker's list said."""
    created = []
    new = [NewTopic(t.name, t.partitions, replication_factor, config=dict(t.config)) for t in topics]
    for name, outcome in (client.create_topics(new, operation_timeout=30) if new else {}).items():
        try:
            outcome.result()
            created.append(name)
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:  # made by another job in the meantime
                raise Trouble(f"无法创建主题 {name}：{error}", f"topic {name} was not created: {error}") from error
    return tuple(created)


def _change(client: AdminClient, topics: list[Topic]) -> tuple[str, ...]:
    by_resource = {ConfigResource(ResourceType.TOPIC, topic.name): topic for topic in topics}
    changes = [
        _resource(by_resource[resource], outcome.result())
        for resource, outcome in (client.describe_configs(list(by_resource)) if by_resource else {}).items()
    ]
    changes = [change for change in changes if change.incremental_configs]
    for outcome in (client.incremental_alter_configs(changes) if changes else {}).values():
        outcome.result()
    return tuple(change.name for change in changes)


def _resource(topic: Topic, current: Mapping[str, ConfigEntry]) -> ConfigResource:
    return ConfigResource(
        ResourceType.TOPIC,
        topic.name,
        incremental_configs=[
            ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET)
            for name, value in topic.config.items()
            if current[name].value != value
        ],
    )
