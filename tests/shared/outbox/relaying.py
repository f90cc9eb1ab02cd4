"""A relay as a process of its own, to be put to sleep.

`python -m tests.shared.outbox.relaying <database> <servers> <user> <password> <authority>`
"""

import asyncio
import sys
from pathlib import Path

from shared.database.engine import create_engine
from shared.events.catalogue import Origin
from shared.followed import Followed
from shared.kafka.broker import Broker
from shared.outbox.relay import Relay


async def relay(url: str, broker: Broker) -> None:
    engine = create_engine(url, pool_size=2, application_name="relay to be put to sleep")
    await Relay(engine, origin=Origin("/tests", ()), broker=broker).run(asyncio.Event())


if __name__ == "__main__":
    url, servers, user, password, authority = sys.argv[1:]
    known = Followed(password, lambda: None)
    asyncio.run(relay(url, Broker(servers, user, known, Path(authority))))
