"""The way back for a producer whose database went back: the log is made to say what the database says.

First everything that only Kafka holds is listed (`shared.outbox.unrecorded.unrecorded`), so that people can enter it
again. Then the service's topics are made anew, empty, and all of history is published into them. Consumers notice by
their anchors that the log was replaced; what they had applied of lost events goes with `rebuild --from-log`.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.driver import Driver
from shared.database.locks import RELAY
from shared.database.session_lock import try_lock
from shared.events.catalogue import TOPIC_CONFIG, Origin
from shared.kafka.broker import Broker
from shared.kafka.topics import make_anew
from shared.outbox.republish import UNDER_WAY_SECONDS, rewind
from shared.outbox.session import relay_session

TAKE_OVER_SECONDS = 15
TRY_AGAIN_SECONDS = 0.05

_END_HOLDER = """
    SELECT pg_terminate_backend(pid) FROM pg_locks
    WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND granted AND pid <> pg_backend_pid()
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@dataclass(frozen=True, slots=True)
class Replaced:
    """The topics that were made anew, and how many events were published before and go out again."""

    topics: Sequence[str]
    events: int


async def replace_log(engine: AsyncEngine, origin: Origin, broker: Broker) -> Replaced:
    """Empty the topics of `origin` and have all of history published again. Raises KafkaError or TimeoutError.

    The outbox is taken from the relay meanwhile: it stands by, and goes on afterwards. Each step can be repeated; a
    process that dies in between leaves a relay that refuses as before, or history going out again.
    """
    async with relay_session(engine, idle_seconds=0) as session:
        await _take_over(session)
        await asyncio.sleep(UNDER_WAY_SECONDS)  # what the relay was sending would stand first in the new log
        # Rewound first: a log made anew and not published again from its first event would be taken for complete.
        async with engine.begin() as connection:
            events = await rewind(connection)
        return Replaced(await make_anew(broker, origin.topics, TOPIC_CONFIG), events)


async def _take_over(session: Driver) -> None:
    async with asyncio.timeout(TAKE_OVER_SECONDS):
        while True:
            if await try_lock(session, RELAY):
                return
            await session.fetch(_END_HOLDER, *RELAY)
            await asyncio.sleep(TRY_AGAIN_SECONDS)
