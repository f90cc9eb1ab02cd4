"""`python -m deploy.kafka.handing <subscriber>`: make a password for a subscriber, and print all that its system needs.

Once: nobody keeps the password. A new one takes the place of the one before.
"""

import json
import secrets
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from deploy.kafka import access, quotas, subscribers
from deploy.kafka.__main__ import operator
from deploy.kafka.client import let_in
from deploy.kafka.external import External, configured
from deploy.trouble import Trouble
from shared.clock import local_date, machine_now
from shared.followed import Followed
from shared.kafka.broker import MECHANISM, PROTOCOL, Broker


@dataclass(frozen=True)
class Handed:
    """What a subscriber is given; `is_feed`: it reads what is written for it alone, of a part of the county."""

    servers: str
    user: str
    password: str
    topics: tuple[str, ...]
    types: tuple[str, ...]
    until_on: str
    authority: str
    is_feed: bool = False

    @property
    def group(self) -> str:
        """One that it may use; it may use any that begins so up to the last dot."""
        return f"{self.user}.1"

    def files(self) -> Mapping[str, str]:
        """By name, what its system is told, for clients of different languages."""
        return {
            "subscriber.json": json.dumps(self.told(), ensure_ascii=False, indent=2) + "\n",
            "authority.pem": self.authority,
            "kcat.conf": _properties(self._librdkafka()),
            "client.properties": _properties(self._java()),
        }

    def told(self) -> Mapping[str, object]:
        """For programs of ours and of theirs."""
        return {
            "servers": self.servers,
            "user": self.user,
            "password": self.password,
            "mechanism": MECHANISM,
            "group": self.group,
            "topics": self.topics,
            "feed": self.is_feed,
            "types": self.types,
            "until_on": self.until_on,
            "authority": self.authority,
        }

    def _librdkafka(self) -> Mapping[str, str]:
        return {
            "bootstrap.servers": self.servers,
            "security.protocol": PROTOCOL,
            "sasl.mechanism": MECHANISM,
            "sasl.username": self.user,
            "sasl.password": self.password,
            "ssl.ca.location": "authority.pem",
            "auto.offset.reset": "earliest",
        }

    def _java(self) -> Mapping[str, str]:
        module = "org.apache.kafka.common.security.scram.ScramLoginModule"
        return {
            "bootstrap.servers": self.servers,
            "security.protocol": PROTOCOL,
            "sasl.mechanism": MECHANISM,
            "sasl.jaas.config": f'{module} required username="{self.user}" password="{self.password}";',
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": "authority.pem",
            "group.id": self.group,
            "auto.offset.reset": "earliest",
        }


def _properties(values: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in values.items())


def hand_over(broker: Broker, external: External, subscriber: str) -> Handed:
    """`broker` as the operator. Raises Trouble: also for who may read nothing today."""
    known, today = subscribers.published(broker), local_date(machine_now())
    entitled = known.get(subscriber)
    if entitled is None or not entitled.holds(today):
        raise Trouble(
            f"{subscriber} 今天没有订阅：未经确认，已收回，或者已到期。",
            f"{subscriber} may read nothing today: not confirmed, revoked, or over.",
        )
    user, password = broker.physical(subscribers.user_of(subscriber)), secrets.token_urlsafe(24)
    access.admit(broker, {user: password})
    quotas.limit(broker, user)
    subscribers.apply(broker, known, today=today)
    let_in(replace(broker, user=user, password=Followed(password, lambda: None), mechanism=MECHANISM))
    return Handed(
        servers=external.servers,
        user=user,
        password=password,
        topics=tuple(map(broker.physical, entitled.topics)),
        types=entitled.types,
        until_on=entitled.until_on.isoformat(),
        authority=broker.authority.read_text(),
        is_feed=entitled.is_feed,
    )


def shown(handed: Handed) -> str:
    """What the operator hands over: the files one after the other, each under its name."""
    return "".join(f"===== {name} =====\n{content}" for name, content in handed.files().items())


def main(arguments: Sequence[str]) -> int:
    """0 when everything was printed; else the reason, and 1. 2: nobody is named."""
    if len(arguments) != 1:
        sys.stderr.write("用法 · usage: python -m deploy.kafka.handing <subscriber>\n")
        return 2
    try:
        sys.stdout.write(shown(hand_over(let_in(operator()), configured(), arguments[0])))
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
