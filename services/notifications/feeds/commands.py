"""Keeping events, and how far they are kept and handed on. Over the session that holds the lock of who does it: when
that is gone, nothing is written."""

from collections.abc import Sequence
from dataclasses import astuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.feeds.domain import Kept, Source
from shared.database.bulk import arrays
from shared.database.driver import transaction
from shared.outbox.rows import pack_headers

_EVENT = ("event_ids", "types", "topics", "keys", "places", "headers", "data")
# One keeper works at a time, so the largest position is the last one given. Of an event that comes twice in one batch
# the first stands. Where the one before it of its key stood is asked of what is kept, and of the batch itself.
_KEEP = text("""
    WITH told AS (
        SELECT DISTINCT ON (event_id) told.*
        FROM unnest(
            CAST(:event_ids AS uuid[]), CAST(:types AS text[]), CAST(:topics AS text[]), CAST(:keys AS text[]),
            CAST(:places AS text[]), CAST(:headers AS bytea[]), CAST(:data AS bytea[])
        ) WITH ORDINALITY AS told (event_id, type, topic, key, places, headers, data, number)
        WHERE NOT EXISTS (SELECT FROM feed_event WHERE feed_event.event_id = told.event_id)
        ORDER BY event_id, number
    ), new AS (
        SELECT told.*, string_to_array(places, ',') AS here,
               lag(string_to_array(places, ',')) OVER (PARTITION BY topic, key ORDER BY number) AS before
        FROM told
    )
    INSERT INTO feed_event (position, event_id, type, topic, key, places, reaches, headers, data)
    SELECT (SELECT coalesce(max(position), 0) FROM feed_event) + row_number() OVER (ORDER BY number),
           event_id, type, topic, key, here,
           ARRAY(SELECT DISTINCT unnest(here || coalesce(before, (
               SELECT kept.places FROM feed_event AS kept WHERE kept.topic = new.topic AND kept.key = new.key
               ORDER BY kept.position DESC LIMIT 1
           ), '{}')) ORDER BY 1),
           headers, data
    FROM new
    ORDER BY number
""")
_READ_TO = text("""
    INSERT INTO feed_source (topic, partition, next, last_id)
    SELECT * FROM unnest(
        CAST(:topics AS text[]), CAST(:partitions AS integer[]), CAST(:nexts AS bigint[]), CAST(:last_ids AS text[])
    )
    ON CONFLICT (topic, partition) DO UPDATE SET next = excluded.next, last_id = excluded.last_id
""")
_HANDED_ON = text("""
    INSERT INTO feed_position (feed, position) VALUES (:feed, :position)
    ON CONFLICT (feed) DO UPDATE SET position = excluded.position, moved_at = now()
""")
_FORGET = text("DELETE FROM feed_position WHERE feed = ANY(CAST(:feeds AS text[]))")


async def keep_events(session: AsyncConnection, events: Sequence[Kept], sources: Sequence[Source]) -> int:
    """All of it or nothing; how many are new."""
    async with transaction(session):
        kept = 0
        if events:
            kept = (await session.execute(_KEEP, arrays(_EVENT, map(_row, events)))).rowcount
        named = arrays(("topics", "partitions", "nexts", "last_ids"), map(astuple, sources))
        await session.execute(_READ_TO, named)
    return kept


async def move_feed(session: AsyncConnection, feed: str, position: int) -> None:
    """Everything of the feed up to here is handed on."""
    await session.execute(_HANDED_ON, {"feed": feed, "position": position})


async def forget_feeds(session: AsyncConnection, feeds: Sequence[str]) -> None:
    """They are read by nobody any more."""
    await session.execute(_FORGET, {"feeds": list(feeds)})


def _row(event: Kept) -> tuple[object, ...]:
    written = pack_headers(event.headers)
    return event.event_id, event.type, event.topic, event.key, event.places, written, event.data
