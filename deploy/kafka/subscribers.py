"""Systems of others at the broker: what registry has published of them, and nothing else, is what they may read.

The topic of subscriptions is read whole, each time: it holds a few records, and what it says is compared with what the
broker knows. Nobody but registry can write to it.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramMechanism,
    UserScramCredentialAlteration,
    UserScramCredentialDeletion,
)

from deploy.kafka import access
from deploy.kafka.client import configuration
from deploy.trouble import Trouble, worded
from shared.kafka.broker import Broker

TOPIC = "registry.subscriptions"
KAFKA, FEEDS = "kafka", "feed."
GRANTED = "cn.veterans.registry.subscription-granted.v1"
REVOKED = "cn.veterans.registry.subscription-revoked.v1"
ANSWER_SECONDS = 15

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entitled:
    """What was published last of a subscriber; `topics` none: it is revoked, or does not read from Kafka."""

    subscriber: str
    topics: tuple[str, ...]
    types: tuple[str, ...]
    until_on: date

    @property
    def is_feed(self) -> bool:
        """Whether it reads what is written for it alone."""
        return self.topics[:1] != () and self.topics[0].startswith(FEEDS)

    def holds(self, today: date) -> bool:
        """Whether it may read on this day."""
        return bool(self.topics) and today <= self.until_on


@dataclass(frozen=True)
class Applied:
    """How many rights were given and taken, and whose passwords were taken."""

    given: int
    taken: int
    ended: tuple[str, ...]


def user_of(subscriber: str) -> str:
    """Its name at the broker, before the county's prefix; its consumer groups begin with it and a dot."""
    return f"subscriber.{subscriber}"


def published(broker: Broker) -> Mapping[str, Entitled]:
    """By subscriber, the last that registry published. Raises Trouble."""
    return known_from(_read(broker, broker.physical(TOPIC)))


def known_from(records: Iterable[Any]) -> Mapping[str, Entitled]:
    """The same of records of the topic. Other types are passed over; of whom a record cannot be read nothing is known
    until registry publishes about it again, so it may read nothing, and all others go on."""
    last: dict[str, tuple[int, Entitled | None]] = {}
    for record in records:
        subscriber = (record.key() or b"").decode(errors="replace")
        before, _ = last.get(subscriber, (0, None))
        try:
            headers = {str(name): bytes(value or b"").decode() for name, value in record.headers() or ()}
            told = _told(headers["ce_type"], record.value())
            sequence = int(headers["ce_sequence"])
        except (KeyError, TypeError, ValueError) as fault:
            _say_once(subscriber, repr(fault))
            last[subscriber] = before, None
            continue
        if told is not None and sequence > before:
            last[subscriber] = sequence, told
    return {subscriber: told for subscriber, (_, told) in last.items() if told is not None}


def apply(broker: Broker, known: Mapping[str, Entitled], *, today: date) -> Applied:
    """Bring the broker to it. Who is over loses rights and password; of whom nothing is known (registry's topic is
    being made anew), only the rights."""
    client = AdminClient(configuration(broker))
    holding = [each for each in known.values() if each.holds(today)]
    wanted = {right for each in holding for right in _rights(broker, each)}
    there = _rights_there(client, broker)
    done = access.give_and_take(client, wanted - there, there - wanted)
    over = {broker.physical(user_of(each.subscriber)) for each in known.values() if not each.holds(today)}
    ended = sorted(over & _users_there(client))
    _end(client, ended)
    return Applied(done.given, done.taken, tuple(map(broker.logical, ended)))


@cache
def _say_once(subscriber: str, fault: str) -> None:
    """It is read every few seconds."""
    zh = f"{TOPIC} 中 {subscriber} 的一条记录无法读取，在登记服务再次发布之前不给权限：{fault}"
    en = f"a record of {subscriber} in {TOPIC} cannot be read, no rights until registry publishes another: {fault}"
    log.warning(worded(zh, en))


def _told(kind: str, value: bytes) -> Entitled | None:
    """Raises KeyError, TypeError, ValueError for what cannot be read."""
    if kind not in {GRANTED, REVOKED}:
        return None
    data: Mapping[str, Any] = json.loads(value)
    if kind == REVOKED:
        return Entitled(data["subscriber"], (), (), date.min)
    until_on = date.fromisoformat(data["until_on"])
    topics = data["topics"] if data.get("over", KAFKA) == KAFKA else ()
    return Entitled(data["subscriber"], tuple(topics), tuple(data["types"]), until_on)


def _read(broker: Broker, topic: str) -> Iterator[Any]:
    told = {"group.id": broker.user, "enable.auto.commit": False, "enable.partition.eof": True}
    consumer = Consumer({**configuration(broker), **told})
    try:
        partitions = consumer.list_topics(topic, ANSWER_SECONDS).topics[topic].partitions
        consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in partitions])
        left = set(partitions)
        while left:
            message = consumer.poll(ANSWER_SECONDS)
            if message is None:
                raise Trouble(f"Kafka 没有给出 {topic} 的内容。", f"Kafka does not give what {topic} holds.")
            if (error := message.error()) is None:
                yield message
            elif error.code() == KafkaError._PARTITION_EOF:
                left.discard(message.partition())
            else:
                raise KafkaException(error)
    except KafkaException as error:
        raise Trouble(f"无法读取 {topic}：{error}", f"{topic} cannot be read: {error}") from error
    finally:
        consumer.close()


def _rights(broker: Broker, each: Entitled) -> Iterator[AclBinding]:
    user = broker.physical(user_of(each.subscriber))
    kinds = [(ResourceType.TOPIC, broker.physical(topic), ResourcePatternType.LITERAL) for topic in each.topics]
    for kind, name, pattern in [*kinds, (ResourceType.GROUP, f"{user}.", ResourcePatternType.PREFIXED)]:
        yield AclBinding(
            kind, name, pattern, f"User:{user}", access.ANYWHERE, AclOperation.READ, AclPermissionType.ALLOW
        )  # fmt: skip


def _rights_there(client: AdminClient, broker: Broker) -> set[AclBinding]:
    whichever: Any = None
    every = AclBindingFilter(
        ResourceType.ANY, whichever, ResourcePatternType.ANY, whichever, whichever, AclOperation.ANY,
        AclPermissionType.ANY,
    )  # fmt: skip
    ours = f"User:{broker.physical(user_of(''))}"
    return {right for right in client.describe_acls(every).result() if right.principal.startswith(ours)}


def _users_there(client: AdminClient) -> set[str]:
    known: Any = client.describe_user_scram_credentials()
    return set(known.result())


def _end(client: AdminClient, users: Iterable[str]) -> None:
    asked: list[UserScramCredentialAlteration] = [
        UserScramCredentialDeletion(user, ScramMechanism.SCRAM_SHA_512) for user in users
    ]
    for outcome in (client.alter_user_scram_credentials(asked) if asked else {}).values():
        outcome.result()
