"""What is parked, and whether the consumer stands still."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page
from shared.inbox.tables import BREAKER, PARKED_EVENT, PARKED_KEY, STREAM_VERSION, UNREADABLE_BATCH
from shared.parked.commands import ParkedNotFound
from shared.parked.skipping import STANDING, UnreadableNotFound

T = TypeVar("T")

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
_EVENTS = select(PARKED_EVENT).join(
    PARKED_KEY, (PARKED_KEY.c.topic == PARKED_EVENT.c.topic) & (PARKED_KEY.c.key == PARKED_EVENT.c.key)
)
_KEYS = select(PARKED_KEY, _EVENT_COUNT.label("event_count"), _LAST_SEQUENCE.label("last_sequence"))


async def fetch_keys(asked: Reading, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]) -> Page[T]:
    """Aggregates whose events wait, the longest waiting first."""
    order = [PARKED_KEY.c.parked_at, PARKED_KEY.c.id]
    return await fetch_page(asked.connection, _KEYS, by=order, cursor=cursor, limit=limit, view=view)


async def get_key(connection: AsyncConnection, parked_id: UUID) -> Row[Any]:
    """An aggregate whose events wait. Raises ParkedNotFound."""
    row = (await connection.execute(_KEYS.where(PARKED_KEY.c.id == parked_id))).first()
    if row is None:
        raise ParkedNotFound
    return row


async def fetch_events(
    asked: Reading, parked_id: UUID, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Its records as they arrived, in the order of the log."""
    found = _EVENTS.where(PARKED_KEY.c.id == parked_id)
    order = [PARKED_EVENT.c.partition, PARKED_EVENT.c.offset, PARKED_EVENT.c.id]
    return await fetch_page(asked.connection, found, by=order, cursor=cursor, limit=limit, view=view)


async def fetch_unreadable(asked: Reading, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]) -> Page[T]:
    """Batches that cannot be decoded and at which a consumer stands, the first found first."""
    order = [UNREADABLE_BATCH.c.found_at, UNREADABLE_BATCH.c.id]
    return await fetch_page(asked.connection, STANDING, by=order, cursor=cursor, limit=limit, view=view)


async def get_unreadable(connection: AsyncConnection, unreadable_id: UUID) -> Row[Any]:
    """One of them. Raises UnreadableNotFound, also when the consumer has moved on."""
    row = (await connection.execute(STANDING.where(UNREADABLE_BATCH.c.id == unreadable_id))).first()
    if row is None:
        raise UnreadableNotFound
    return row


async def find_breaker(connection: AsyncConnection, group: str) -> Row[Any] | None:
    """None when the group's breaker has never been open."""
    return (await connection.execute(select(BREAKER).where(BREAKER.c.group == group))).first()
