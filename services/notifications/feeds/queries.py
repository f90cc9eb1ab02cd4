"""What a subscription gives, piece by piece. Every way to hand events on asks here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.feeds.domain import Cursor, CursorOutdated, Granted, NotSubscribed, Source
from services.notifications.feeds.parameters import HTTP, WINDOW
from services.notifications.feeds.tables import FEED_EVENT, FEED_POSITION, FEED_SOURCE, SUBSCRIPTION

_EVENT, _TOLD = FEED_EVENT.c, SUBSCRIPTION.c


@dataclass(frozen=True, slots=True)
class Piece:
    """What follows upon a position: `rows` in order, and where to go on. `more`: there are positions behind that."""

    rows: Sequence[Row[Any]]
    reached: int
    more: bool


async def read_on(connection: AsyncConnection, granted: Granted, after: int, *, limit: int) -> Piece:
    """Events that the subscription names, from behind the position `after` on: each once, in the order in which they
    were kept, of one key in its own order. Looks at so many positions at once as WINDOW says."""
    # The end is read first: what is kept meanwhile stands behind it.
    end = await last_position(connection)
    to = min(end, after + WINDOW)
    found = (await connection.execute(_named(granted, after, to).limit(limit))).all()
    reached = found[-1].position if len(found) == limit else max(after, to)
    return Piece(found, reached, reached < end)


def _named(granted: Granted, after: int, to: int) -> Select[Any]:
    scope = [_EVENT.reaches.overlap(list(granted.divisions))] if granted.divisions else []
    named = [_EVENT.type.in_(list(granted.types)), *scope]
    return select(FEED_EVENT).where(_EVENT.position > after, _EVENT.position <= to, *named).order_by(_EVENT.position)


async def last_position(connection: AsyncConnection) -> int:
    """0 when nothing is kept yet."""
    return await connection.scalar(select(func.coalesce(func.max(_EVENT.position), 0))) or 0


async def cursor_at(connection: AsyncConnection, position: int, feed: str | None) -> Cursor:
    """For who has read up to there."""
    kept_at = await connection.scalar(select(_EVENT.kept_at).where(_EVENT.position == position))
    return Cursor(position, kept_at, feed)


async def must_stand(connection: AsyncConnection, cursor: Cursor, feed: str | None) -> None:
    """Raises `CursorOutdated`: another scope is another feed, from its first event on."""
    if cursor.position and await cursor_at(connection, cursor.position, feed) != cursor:
        raise CursorOutdated


async def list_granted(connection: AsyncConnection, today: date, *, over: str | None = None) -> Sequence[Granted]:
    """What may be read from a feed today, by that door or by any."""
    by_door = [_TOLD.over == over] if over else []
    held = _holding(today).where(_TOLD.feed.is_not(None), *by_door).order_by(_TOLD.subscriber)
    return [_granted(row) for row in await connection.execute(held)]


async def get_granted(connection: AsyncConnection, account_id: UUID, today: date) -> Granted:
    """What the account may read over HTTP. Raises `NotSubscribed`."""
    held = _holding(today).where(_TOLD.over == HTTP, _TOLD.account_id == account_id).order_by(_TOLD.subscriber).limit(1)
    row = (await connection.execute(held)).one_or_none()
    if row is None:
        raise NotSubscribed
    return _granted(row)


async def list_subscribers(connection: AsyncConnection) -> Sequence[str]:
    """Of whom registry has ever told."""
    return list((await connection.execute(select(_TOLD.subscriber))).scalars())


async def list_positions(connection: AsyncConnection) -> Mapping[str, int]:
    """By feed, how far it is handed on."""
    rows = await connection.execute(select(FEED_POSITION.c.feed, FEED_POSITION.c.position))
    return {row.feed: row.position for row in rows}


async def list_sources(connection: AsyncConnection) -> Sequence[Source]:
    """How far each partition is kept."""
    rows = await connection.execute(select(FEED_SOURCE))
    return [Source(*row) for row in rows]


def _holding(today: date) -> Select[Any]:
    return select(SUBSCRIPTION).where(_TOLD.revoked_at.is_(None), _TOLD.until_on >= today)


def _granted(row: Row[Any]) -> Granted:
    named = {name: row._mapping[name] for name in Granted.__dataclass_fields__}
    return Granted(**named)
