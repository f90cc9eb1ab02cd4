"""Let in the users of ``access.yaml``, and give each the rights written there: no others, and nobody else any.

Running it again changes nothing; a right that is not written there any more is taken away.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialAlteration,
    UserScramCredentialUpsertion,
)

from deploy.kafka.client import configuration
from deploy.trouble import Trouble
from shared.kafka.broker import Broker

ACCESS = Path(__file__).with_name("access.yaml")
ITERATIONS = 8192
ANYWHERE = "*"
# To read or write is to see that it exists. To make one anew is to delete and create it.
OWNING = (AclOperation.READ, AclOperation.WRITE, AclOperation.CREATE, AclOperation.DELETE)
# Of a county that shares a cluster: its topics and how they are kept, and its groups. Users and rights are those of the
# whole cluster, which Kafka limits to no prefix: whoever could give one could give himself all.
RUNNING = (*OWNING, AclOperation.ALTER, AclOperation.DESCRIBE_CONFIGS, AclOperation.ALTER_CONFIGS)
RUNNING_GROUPS = (AclOperation.READ, AclOperation.DELETE)


@dataclass(frozen=True)
class User:
    """`owns`, `reads` and `writes` are topics, one that ends with a dot all that begin so; the consumer group of a user
    who reads has its name. Who `runs` a county may do all that can be limited to its prefix."""

    name: str
    owns: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    runs: bool = field(default=False, kw_only=True)


OPERATOR = User("operator", runs=True)


@dataclass(frozen=True)
class Applied:
    given: int
    taken: int


def listed(file: Path = ACCESS) -> tuple[User, ...]:
    """The users of the file."""
    entries = yaml.safe_load(file.read_text())["users"]
    rights = ("owns", "reads", "writes")
    return tuple(User(each["name"], *(tuple(each.get(right, ())) for right in rights)) for each in entries)


def admit(broker: Broker, passwords: Mapping[str, str]) -> None:
    """Let these users, named as the broker names them, in by these passwords. Who is in already stays in, and needs the
    new one the next time. Raises Trouble."""
    credential = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS)
    asked: list[UserScramCredentialAlteration] = [
        UserScramCredentialUpsertion(user, credential, password.encode()) for user, password in passwords.items()
    ]
    client = AdminClient(configuration(broker))
    for user, outcome in client.alter_user_scram_credentials(asked).items():
        try:
            outcome.result()
        except KafkaException as error:
            raise Trouble(f"Kafka 未能设置用户 {user}：{error}", f"user {user} was not set: {error}") from error


def apply(broker: Broker, users: Iterable[User]) -> Applied:
    """Bring the rights of these users to what they say."""
    client = AdminClient(configuration(broker))
    wanted = {user.name: set(rights(broker, user)) for user in users}
    there = {name: set(client.describe_acls(_all_of(broker, name)).result()) for name in wanted}
    given = [right for name, all_of in wanted.items() for right in all_of - there[name]]
    taken = [right for name, all_of in there.items() for right in all_of - wanted[name]]
    return give_and_take(client, given, taken)


def give_and_take(client: AdminClient, given: Collection[AclBinding], taken: Collection[AclBinding]) -> Applied:
    """Waits until the broker has done it."""
    for outcome in (client.create_acls(list(given)) if given else {}).values():
        outcome.result()
    for outcome in (client.delete_acls([_exactly(right) for right in taken]) if taken else {}).values():
        outcome.result()
    return Applied(len(given), len(taken))


def rights(broker: Broker, user: User) -> Sequence[AclBinding]:
    """As the broker keeps them."""
    group = [(ResourceType.GROUP, user.name, AclOperation.READ)] if user.reads else []
    own = [(ResourceType.TOPIC, topic, operation) for topic in user.owns for operation in OWNING]
    others = [(ResourceType.TOPIC, topic, AclOperation.READ) for topic in user.reads]
    inbound = [(ResourceType.TOPIC, topic, AclOperation.WRITE) for topic in user.writes]
    if user.runs:
        if not broker.prefix:
            raise ValueError("who runs a county needs its prefix: without one he would run everything")
        own = [(ResourceType.TOPIC, "", operation) for operation in RUNNING]
        group = [(ResourceType.GROUP, "", operation) for operation in RUNNING_GROUPS]
    return [
        AclBinding(
            kind, broker.physical(name), _reach(user, name), _principal(broker, user.name), ANYWHERE, operation,
            AclPermissionType.ALLOW,
        )
        for kind, name, operation in (*group, *own, *others, *inbound)
    ]  # fmt: skip


def _reach(user: User, name: str) -> ResourcePatternType:
    return ResourcePatternType.PREFIXED if user.runs or name.endswith(".") else ResourcePatternType.LITERAL


def _principal(broker: Broker, user: str) -> str:
    return f"User:{broker.physical(user)}"


def _all_of(broker: Broker, user: str) -> AclBindingFilter:
    # Its types know no None, which is how it is told "whichever".
    whichever: Any = None
    return AclBindingFilter(
        ResourceType.ANY, whichever, ResourcePatternType.ANY, _principal(broker, user), whichever, AclOperation.ANY,
        AclPermissionType.ANY,
    )  # fmt: skip


def _exactly(right: AclBinding) -> AclBindingFilter:
    return AclBindingFilter(
        right.restype, right.name, right.resource_pattern_type, right.principal, right.host, right.operation,
        right.permission_type,
    )  # fmt: skip
