"""A relay as a process of its own, to be put to sleep. `python -m tests.shared.outbox.relaying <database> <kafka>`"""

import asyncio
import sys

from shared.database.engine import create_engine
from shared.events.catalogue import Origin
from shared.outbox.relay import Relay


async def relay(url: str, bootstrap_servers: str) -> None:
    engine = create_engine(url, pool_size=2, application_name="relay to be put to sleep")
    await Relay(engine, origin=Origin("/tests", ()), bootstrap_servers=bootstrap_servers).run(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(relay(*sys.argv[1:]))
