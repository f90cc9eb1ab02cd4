"""What a subscription gives, piece by piece. Every way to hand events on asks here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.feeds.domain import (
    Cursor,
    CursorOutdated,
    Granted,
    HandedEvent,
    HandedOn,
    NotSubscribed,
    Source,
    history_of,
    marked,
    narrowed,
    position_of,
)
from services.notifications.feeds.parameters import HTTP, KAFKA
from services.notifications.feeds.tables import FEED_EVENT, FEED_HISTORY, FEED_POSITION, FEED_SOURCE, SUBSCRIPTION
from shared.outbox.rows import unpack_headers

_EVENT, _TOLD = FEED_EVENT.c, SUBSCRIPTION.c


@dataclass(frozen=True, slots=True)
class Piece:
    """What follows upon a position: events in order, and where to go on. `more`: there are positions behind that."""

    rows: Sequence[HandedEvent]
    reached: int
    more: bool


async def read_on(connection: AsyncConnection, granted: Granted, after: int, *, limit: int) -> Piece:
    """Events that the subscription names, from behind the position `after` on: each once, in the order in which they
    were kept, of one key in its own order."""
    # The end is read first: what is kept meanwhile stands behind it.
    end = await last_position(connection)
    named = _named(granted).where(_EVENT.position > after, _EVENT.position <= end).order_by(_EVENT.position)
    found = [_given(row, granted) for row in await connection.execute(named.limit(limit))]
    reached = found[-1].position if len(found) == limit else max(after, end)
    return Piece(found, reached, reached < end)


def _named(granted: Granted) -> Select[Any]:
    scope = [_EVENT.reaches.overlap(list(granted.divisions))] if granted.divisions else []
    return select(FEED_EVENT).where(_EVENT.type.in_(list(granted.types)), *scope)


def _given(row: Row[Any], granted: Granted) -> HandedEvent:
    headers = marked(unpack_headers(row.headers), granted.history)
    data = narrowed(row.type, row.data, granted.divisions)
    return HandedEvent(row.position, row.event_id, row.type, row.key, headers, data, row.kept_at)


async def last_position(connection: AsyncConnection) -> int:
    """0 when none was ever given."""
    given = [select(func.max(column)).scalar_subquery() for column in (_EVENT.position, FEED_HISTORY.c.position)]
    return await connection.scalar(select(func.coalesce(func.greatest(*given), 0))) or 0


async def goes_on(
    connection: AsyncConnection, granted: Granted, there: Mapping[str, HandedOn], last: Mapping[str, UUID | None]
) -> bool:
    """Whether its feed is of the present history, and its topic ends with what was handed on last, or with more than
    that. `last`: of topics that there are, the id of the last event; None where there is none."""
    handed = there.get(granted.topic)
    if granted.topic not in last or handed is None or handed.history != granted.history:
        return False
    latest = await connection.scalar(
        _named(granted).with_only_columns(func.max(_EVENT.position)).where(_EVENT.position <= handed.position)
    )
    last_id = last[granted.topic]
    if last_id is None or latest is None:
        return last_id is None and latest is None
    its = await connection.scalar(select(_EVENT.position).where(_EVENT.event_id == last_id))
    return its is not None and its >= latest


async def position_behind(connection: AsyncConnection, cursor: Cursor | None, granted: Granted) -> int:
    """Where to go on; None is the beginning. Raises `CursorOutdated`: another scope is another feed, and another
    history another one as well, from its first event on."""
    if cursor is None:
        return 0
    same = (_EVENT.event_id == cursor.event_id, _EVENT.kept_at == cursor.kept_at)
    position: int | None = await connection.scalar(select(_EVENT.position).where(*same))
    if position is None or (cursor.feed, cursor.history) != (granted.feed, granted.history):
        raise CursorOutdated
    return position


async def list_granted(connection: AsyncConnection, today: date, *, over: str | None = None) -> Sequence[Granted]:
    """What may be read from a feed today, by that door or by any."""
    by_door = [_TOLD.over == over] if over else []
    held = _holding(today).where(_TOLD.feed.is_not(None), *by_door).order_by(_TOLD.subscriber)
    begun = await list_histories(connection)
    return [_granted(row, begun) for row in await connection.execute(held)]


async def get_granted(connection: AsyncConnection, account_id: UUID, today: date) -> Granted:
    """What the account may read over HTTP. Raises `NotSubscribed`."""
    held = _holding(today).where(_TOLD.over == HTTP, _TOLD.account_id == account_id).order_by(_TOLD.subscriber).limit(1)
    row = (await connection.execute(held)).one_or_none()
    if row is None:
        raise NotSubscribed
    return _granted(row, await list_histories(connection))


async def list_subscribers(connection: AsyncConnection) -> Sequence[str]:
    """Of whom registry has ever told."""
    return list((await connection.execute(select(_TOLD.subscriber))).scalars())


async def has_subscribers(connection: AsyncConnection) -> bool:
    """Whether registry has ever told of any."""
    return bool(await connection.scalar(select(exists().select_from(SUBSCRIPTION))))


async def list_positions(connection: AsyncConnection) -> Mapping[str, HandedOn]:
    """By feed, how far it is handed on."""
    rows = await connection.execute(select(FEED_POSITION))
    return {row.feed: HandedOn(row.position, row.history) for row in rows}


async def first_unwritten(connection: AsyncConnection, today: date) -> datetime | None:
    """Since when the oldest event is kept that some feed on Kafka is not written up to; None: all are."""
    positions = await list_positions(connection)
    granted = await list_granted(connection, today, over=KAFKA)
    reached = [position_of(each, positions) for each in granted] or [await last_position(connection)]
    found = select(func.min(_EVENT.kept_at)).where(_EVENT.position > min(reached))
    oldest: datetime | None = await connection.scalar(found)
    return oldest


async def list_histories(connection: AsyncConnection) -> Mapping[str, datetime]:
    """By topic that was made anew, since when its history is another."""
    rows = await connection.execute(select(FEED_HISTORY.c.topic, FEED_HISTORY.c.begun_at))
    return {row.topic: row.begun_at for row in rows}


async def list_sources(connection: AsyncConnection) -> Sequence[Source]:
    """How far each partition is kept."""
    rows = await connection.execute(select(FEED_SOURCE))
    return [Source(*row) for row in rows]


def _holding(today: date) -> Select[Any]:
    return select(SUBSCRIPTION).where(_TOLD.revoked_at.is_(None), _TOLD.until_on >= today)


def _granted(row: Row[Any], begun: Mapping[str, datetime]) -> Granted:
    named = {name: row._mapping[name] for name in Granted.__dataclass_fields__ if name != "history"}
    return Granted(**named, history=history_of(row.types, begun))
