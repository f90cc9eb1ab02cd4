"""Keeping events, and how far they are kept and handed on. Over the session that holds the lock of who does it: when
that is gone, nothing is written."""

from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime

from aiokafka import TopicPartition
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.feeds.domain import KeptEvent, Source
from services.notifications.feeds.parameters import ENDINGS, KEEPER
from shared.clock import now
from shared.database.bulk import arrays
from shared.database.driver import transaction
from shared.inbox.unreadable import forget_unreadable, move_on, stand_before
from shared.kafka.log import Unreadable
from shared.outbox.rows import pack_headers

_EVENT = ("event_ids", "types", "topics", "keys", "places", "headers", "data")
# One keeper works at a time, so the largest position is the last one given, also where what it was given to is gone. Of
# an event that comes twice in one batch the first stands. Where those before it of its key stood is asked of what is
# kept, and of the batch itself.
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
               lag(string_to_array(places, ',')) OVER stream AS before,
               string_to_array(string_agg(nullif(places, ''), ',') OVER stream, ',') AS all_before
        FROM told
        WINDOW stream AS (PARTITION BY topic, key ORDER BY number)
    )
    INSERT INTO feed_event (position, event_id, type, topic, key, places, reaches, headers, data)
    SELECT greatest((SELECT max(position) FROM feed_event), (SELECT max(position) FROM feed_history), 0)
           + row_number() OVER (ORDER BY number),
           event_id, type, topic, key, here,
           CASE WHEN type = ANY(CAST(:endings AS text[])) THEN ARRAY(
               SELECT unnest(all_before)
               UNION SELECT unnest(kept.places) FROM feed_event AS kept
               WHERE kept.topic = new.topic AND kept.key = new.key
               ORDER BY 1
           ) ELSE ARRAY(SELECT DISTINCT unnest(here || coalesce(before, (
               SELECT kept.places FROM feed_event AS kept WHERE kept.topic = new.topic AND kept.key = new.key
               ORDER BY kept.position DESC LIMIT 1
           ), '{}')) ORDER BY 1) END,
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
# First of all, since what it asks for is what goes then.
_BEGIN_ANEW = text("""
    INSERT INTO feed_history (topic, position, begun_at)
    SELECT unnest(CAST(:topics AS text[])),
           greatest((SELECT max(position) FROM feed_event), (SELECT max(position) FROM feed_history), 0),
           now()
    ON CONFLICT (topic) DO UPDATE SET position = excluded.position, begun_at = excluded.begun_at
""")
_FORGET_EVENTS = text("DELETE FROM feed_event WHERE topic = ANY(CAST(:topics AS text[]))")
_FORGET_SOURCES = text("DELETE FROM feed_source WHERE topic = ANY(CAST(:topics AS text[]))")
_HANDED_ON = text("""
    INSERT INTO feed_position (feed, position, history) VALUES (:feed, :position, :history)
    ON CONFLICT (feed) DO UPDATE
    SET position = excluded.position, history = excluded.history, moved_at = now()
""")
_FORGET = text("DELETE FROM feed_position WHERE feed = ANY(CAST(:feeds AS text[]))")


async def keep_events(session: AsyncConnection, events: Sequence[KeptEvent], sources: Sequence[Source]) -> int:
    """All of it or nothing; how many are new."""
    async with transaction(session):
        kept = 0
        if events:
            told = arrays(_EVENT, map(_row, events))
            kept = (await session.execute(_KEEP, {**told, "endings": list(ENDINGS)})).rowcount
        named = arrays(("topics", "partitions", "nexts", "last_ids"), map(astuple, sources))
        await session.execute(_READ_TO, named)
        await move_on(session, KEEPER, [TopicPartition(each.topic, each.partition) for each in sources])
    return kept


async def stand(session: AsyncConnection, at: TopicPartition, batch: Unreadable) -> int | None:
    """The keeper cannot read on: an operator finds it among what is unreadable. Where it goes on, if he had it skip the
    batch."""
    async with transaction(session):
        return await stand_before(session, KEEPER, at, batch, now=now())


async def begin_anew(session: AsyncConnection, topics: Sequence[str]) -> None:
    """The topics were made anew: nothing is kept of them any more, and they are read from their beginning. What their
    owner has not published again is not the owner's, and is given to nobody."""
    async with transaction(session):
        for statement in (_BEGIN_ANEW, _FORGET_EVENTS, _FORGET_SOURCES):
            await session.execute(statement, {"topics": list(topics)})
        await forget_unreadable(session, KEEPER, topics)


async def move_feed(session: AsyncConnection, feed: str, position: int, history: datetime | None) -> None:
    """Everything of the feed up to here is handed on, as it is since then."""
    await session.execute(_HANDED_ON, {"feed": feed, "position": position, "history": history})


async def forget_feeds(session: AsyncConnection, feeds: Sequence[str]) -> None:
    """They are read by nobody any more."""
    await session.execute(_FORGET, {"feeds": list(feeds)})


def _row(event: KeptEvent) -> tuple[object, ...]:
    written = pack_headers(event.headers)
    return event.event_id, event.type, event.topic, event.key, event.places, written, event.data
