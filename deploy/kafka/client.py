"""What a client of librdkafka is told, to reach the broker."""

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import TypeVar

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient

from deploy.trouble import Trouble
from shared.kafka.broker import MECHANISM, PROTOCOL, Broker

# How the operator comes in where the broker's data were made before users had passwords (deploy/kafka/server/start).
PLAIN = "PLAIN"
PATIENCE_SECONDS = 90
ANSWER_SECONDS = 5
# Several times as long as one question may take.
BUSY_SECONDS = 300

Result = TypeVar("Result")


def configuration(broker: Broker) -> dict[str, str | int | float | bool]:
    return {
        "bootstrap.servers": broker.servers,
        "security.protocol": PROTOCOL,
        "ssl.ca.location": str(broker.authority),
        "sasl.mechanism": broker.mechanism,
        "sasl.username": broker.user,
        "sasl.password": broker.password.look(),
        "log_level": 0,
    }


def is_let_in(broker: Broker) -> bool:
    """Whether the broker answers this user now."""
    client = AdminClient(configuration(broker))
    try:
        client.list_topics(timeout=ANSWER_SECONDS)
    except KafkaException:
        return False
    return True


def let_in(*brokers: Broker) -> Broker:
    """The first of these users whom the broker lets in, by the mechanism that it knows him by; waits until it answers.
    Raises Trouble."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for broker, mechanism in product(brokers, (MECHANISM, PLAIN)):
            tried = replace(broker, mechanism=mechanism)
            if is_let_in(tried):
                return tried
    users = " / ".join(broker.user for broker in brokers)
    raise Trouble(f"Kafka 未接受用户 {users}，或没有应答。", f"Kafka does not let {users} in, or does not answer.")


def patiently(work: Callable[[], Result], seconds: float = BUSY_SECONDS, pause: float = 1) -> Result:
    """What may be done twice is done again, while a broker that is busy does not answer in time. Raises Trouble."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return work()
        except KafkaException as failure:
            error: KafkaError = failure.args[0]
            if not (error.retriable() or error.code() == KafkaError._TIMED_OUT) or time.monotonic() > deadline:
                raise Trouble(f"Kafka 没有完成：{error}", f"Kafka did not do it: {error}") from failure
        time.sleep(pause)
