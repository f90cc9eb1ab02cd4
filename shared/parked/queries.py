"""What is parked, and whether the consumer stands still."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.inbox.tables import BREAKER, PARKED_EVENT, PARKED_KEY, STREAM_VERSION
from shared.parked.commands import ParkedNotFound

_EVENT_COUNT = (
    select(func.count())
    .where(PARKED_EVENT.c.topic == PARKED_KEY.c.topic, PARKED_EVENT.c.key == PARKED_KEY.c.key)
    .scalar_subquery()
)
_LAST_SEQUENCE = func.coalesce(
    select(STREAM_VERSION.c.sequence)
    .where(STREAM_VERSION.c.topic == PARKED_KEY.c.topic, STREAM_VERSION.c.key == PARKED_KEY.c.key)
    .scalar_subquery(),
    0,
)
EVENTS = select(PARKED_EVENT).join(
    PARKED_KEY, (PARKED_KEY.c.topic == PARKED_EVENT.c.topic) & (PARKED_KEY.c.key == PARKED_EVENT.c.key)
)
KEYS = select(PARKED_KEY, _EVENT_COUNT.label("event_count"), _LAST_SEQUENCE.label("last_sequence"))


async def get_key(connection: AsyncConnection, parked_id: UUID) -> Row[Any]:
    """An aggregate whose events wait. Raises ParkedNotFound."""
    row = (await connection.execute(KEYS.where(PARKED_KEY.c.id == parked_id))).first()
    if row is None:
        raise ParkedNotFound
    return row


def events_of(parked_id: UUID) -> Select[Any]:
    """Its records."""
    return EVENTS.where(PARKED_KEY.c.id == parked_id)


async def find_breaker(connection: AsyncConnection, group: str) -> Row[Any] | None:
    """None when the group's breaker has never been open."""
    return (await connection.execute(select(BREAKER).where(BREAKER.c.group == group))).first()
