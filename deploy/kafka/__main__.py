"""The compose file's init job: topics and rights as listed, users let in. Run again, it changes nothing.

Where a county shares a cluster, users and rights are set by its owner (`deploy.kafka.county`), and only looked at here.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from deploy.kafka import access, topics
from deploy.kafka.client import is_let_in, let_in, patiently
from deploy.trouble import Trouble
from shared.followed import Followed
from shared.kafka.broker import Broker

SECRETS = Path("/run/secrets")


def operators() -> Sequence[Broker]:
    """Who may be the operator here: with a prefix the county's own, limited to it; else who may do everything."""
    prefix = os.environ.get("VETERANS_KAFKA_PREFIX")
    everything = as_user(access.OPERATOR.name, "kafka_operator_password", f"{prefix}." if prefix else "")
    limited = replace(everything, user=everything.physical(access.OPERATOR.name))
    return (limited, everything) if prefix else (everything,)


def operator() -> Broker:
    """Who may do everything."""
    return operators()[-1]


def is_limited(broker: Broker) -> bool:
    """Whether this operator is a county's, on a cluster that is another's."""
    return broker.user != access.OPERATOR.name


def as_user(user: str, password_file: str, prefix: str) -> Broker:
    return Broker(
        servers=os.environ["VETERANS_KAFKA_BOOTSTRAP_SERVERS"],
        user=user,
        password=Followed(secret(password_file), lambda: None),
        authority=Path(os.environ["VETERANS_KAFKA_AUTHORITY"]),
        prefix=prefix,
    )


def secret(name: str) -> str:
    return (SECRETS / name).read_text().strip()


def main(words: Sequence[str] = ()) -> int:
    """The words: how many partitions, see `topics`."""
    users = access.listed()
    replication_factor = int(os.environ.get("KAFKA_REPLICATION_FACTOR", "1"))
    try:
        wanted = topics.asked_for(topics.listed(), words)
        broker = let_in(*operators())
        made = patiently(lambda: topics.apply(broker, wanted, replication_factor=replication_factor))
        given = patiently(lambda: _look(broker, users) if is_limited(broker) else _give(broker, users))
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    sys.stdout.write(f"{made}\n{given}\n")
    return 0


def _give(broker: Broker, users: Sequence[access.User]) -> access.Applied:
    owners = {broker.physical(user.name): secret(f"{user.name}_kafka_password") for user in users if user.owns}
    access.admit(broker, owners)
    return access.apply(broker, users)


def _look(broker: Broker, users: Sequence[access.User]) -> access.Applied:
    """Raises Trouble naming the services whom the owner has not let in by their passwords."""
    services = [user.name for user in users if user.owns]
    tried = {name: as_user(broker.physical(name), f"{name}_kafka_password", broker.prefix) for name in services}
    missing = ", ".join(each.user for each in tried.values() if not is_let_in(each))
    if missing:
        raise Trouble(
            f"集群的管理者尚未登记以下用户的现有口令：{missing}（docs/operations/kafka.md）。",
            f"the owner of the cluster has not set the present passwords of: {missing} (docs/operations/kafka.md).",
        )
    return access.Applied(0, 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
