"""The compose file's init job: topics and rights as listed, users let in. Run again, it changes nothing."""

import os
import sys
from pathlib import Path

from deploy.kafka import access, topics
from deploy.kafka.client import let_in
from deploy.trouble import Trouble
from shared.followed import Followed
from shared.kafka.broker import Broker

SECRETS = Path("/run/secrets")


def operator() -> Broker:
    """Who may do everything."""
    prefix = os.environ.get("VETERANS_KAFKA_PREFIX")
    return Broker(
        servers=os.environ["VETERANS_KAFKA_BOOTSTRAP_SERVERS"],
        user="operator",
        password=Followed(secret("kafka_operator_password"), lambda: None),
        authority=Path(os.environ["VETERANS_KAFKA_AUTHORITY"]),
        prefix=f"{prefix}." if prefix else "",
    )


def secret(name: str) -> str:
    return (SECRETS / name).read_text().strip()


def main() -> int:
    users = access.listed()
    replication_factor = int(os.environ.get("KAFKA_REPLICATION_FACTOR", "1"))
    try:
        broker = let_in(operator())
        made = topics.apply(broker, topics.listed(), replication_factor=replication_factor)
        access.admit(
            broker, {broker.physical(user.name): secret(f"{user.name}_kafka_password") for user in users if user.owns}
        )
        given = access.apply(broker, users)
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    sys.stdout.write(f"{made}\n{given}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
