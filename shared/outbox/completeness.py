"""Whether Kafka holds all that a service has published, each key's events from the first on.

A broker that lost its disk, or came back with an older one, lacks events that the outbox has marked as published:
nobody sends them again by himself. And a relay that went on into an empty log has left it beginning in the middle:
whoever reads it afresh would park that as gaps.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from uuid import UUID

from shared.database.driver import Driver
from shared.events.catalogue import Origin
from shared.kafka.broker import Broker
from shared.outbox.unrecorded import in_our_name

ROWS = 10_000

_PUBLISHED = """
    SELECT outbox.id, event_id FROM outbox, outbox_position
    WHERE outbox.id > $1 AND (outbox.id <= floor OR ahead @> outbox.id)
    ORDER BY outbox.id LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class Completeness:
    """`published`: events that the outbox says are out; `missing`: those of them that the log lacks; `gaps`: events
    that stand there before their predecessors; `unrecorded`: events in our name that the database does not know."""

    published: int
    missing: int
    gaps: int
    unrecorded: int

    @property
    def is_complete(self) -> bool:
        return not (self.missing or self.gaps)


async def completeness(session: Driver, origin: Origin, broker: Broker) -> Completeness:
    """Reads the whole outbox, then the whole log. Raises KafkaError or TimeoutError."""
    missing = {event_id async for event_id in _published(session)}
    published = len(missing)
    reached: dict[tuple[str, str], int] = {}
    known, gaps, unrecorded = set(missing), 0, 0
    async with aclosing(in_our_name(origin, broker)) as pieces:
        async for events in pieces:
            for event in events:
                if event.event_id not in known:
                    unrecorded += 1
                    continue
                missing.discard(event.event_id)
                stream = (event.topic, event.key)
                gaps += event.sequence > reached.get(stream, 0) + 1
                reached[stream] = max(event.sequence, reached.get(stream, 0))
    return Completeness(published, len(missing), gaps, unrecorded)


async def _published(session: Driver) -> AsyncGenerator[UUID, None]:
    last = 0
    while rows := await session.fetch(_PUBLISHED, last, ROWS):
        for row in rows:
            yield row[1]
        last = rows[-1][0]
