"""What a service recorded and published, and what it applied of what others published."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.bulk import arrays
from shared.promises.schemas import MOST_ASKED
from shared.promises.told import RecordedEvent, UnappliedEvent

# Ids follow the time of recording but for as long as a command takes, and clocks differ: a day is far more than both.
# So the span lies between two ids, found by halving along the primary key, and nothing else of the outbox is read.
ASTRAY = timedelta(days=1)
RECORDED = text("""
    WITH RECURSIVE halved (edge, low, high) AS (
        SELECT edge, (SELECT coalesce(min(id), 0) FROM outbox), (SELECT coalesce(max(id), 0) + 1 FROM outbox)
        FROM unnest(ARRAY[CAST(:earliest AS timestamptz), CAST(:latest AS timestamptz)]) AS edge
        UNION ALL
        SELECT edge, CASE WHEN middle.recorded_at < edge THEN middle.id + 1 ELSE low END,
               CASE WHEN middle.recorded_at < edge THEN high ELSE low + (high - low) / 2 END
        FROM halved LEFT JOIN LATERAL (
            SELECT id, recorded_at FROM outbox WHERE id >= low + (high - low) / 2 AND id < high ORDER BY id LIMIT 1
        ) AS middle ON true
        WHERE low < high
    )
    SELECT outbox.id AS place, event_id, type, topic, key, aggregate_version AS sequence,
           coalesce(outbox.id <= floor OR ahead @> outbox.id, false) AS published
    FROM outbox LEFT JOIN outbox_position ON true
    WHERE outbox.id >= (SELECT min(high) FROM halved WHERE edge = :earliest)
        AND outbox.id < (SELECT min(high) FROM halved WHERE edge = :latest)
        AND recorded_at >= :since AND recorded_at < :until AND type = ANY(CAST(:types AS text[])) AND outbox.id > :after
    ORDER BY outbox.id LIMIT :most
""")

# An event that is parked is so whatever the sequence says: another one may stand in its place.
_UNAPPLIED = text("""
    SELECT event_id, CASE WHEN cause IS NOT NULL THEN 'parked' WHEN given_up THEN 'discarded' ELSE 'under-way' END,
           cause
    FROM (
        SELECT told.event_id, applied.sequence >= told.sequence AS passed,
               (SELECT cause FROM parked_event AS parked WHERE parked.topic = told.topic AND parked.key = told.key
                    AND parked.event_id = told.event_id LIMIT 1) AS cause,
               EXISTS (SELECT FROM discarded WHERE discarded.topic = told.topic AND discarded.key = told.key
                    AND (discarded.event_id = told.event_id
                         OR told.sequence BETWEEN discarded.first_sequence AND discarded.last_sequence)) AS given_up
        FROM unnest(CAST(:topics AS text[]), CAST(:keys AS text[]), CAST(:sequences AS bigint[]),
                    CAST(:event_ids AS uuid[])) AS told (topic, key, sequence, event_id)
             LEFT JOIN stream_version AS applied ON applied.topic = told.topic AND applied.key = told.key
    ) AS each
    WHERE passed IS NOT TRUE OR cause IS NOT NULL OR given_up
    ORDER BY event_id
""")


class Asked(Protocol):
    """An event that is asked about."""

    @property
    def event_id(self) -> UUID: ...
    @property
    def topic(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def sequence(self) -> int: ...


async def list_recorded(
    connection: AsyncConnection, types: Collection[str], since: datetime, until: datetime, after: int
) -> list[RecordedEvent]:
    """At most `MOST_ASKED`, in the order in which they were recorded."""
    window = {"earliest": since - ASTRAY, "latest": until + ASTRAY}
    asked = {"types": list(types), "since": since, "until": until, "after": after, "most": MOST_ASKED, **window}
    return [RecordedEvent(*row) for row in await connection.execute(RECORDED, asked)]


async def list_unapplied(connection: AsyncConnection, events: Sequence[Asked]) -> list[UnappliedEvent]:
    """Which of these a consumer has not applied, and why."""
    rows = ((each.topic, each.key, each.sequence, each.event_id) for each in events)
    asked = arrays(("topics", "keys", "sequences", "event_ids"), rows)
    return [UnappliedEvent(*row) for row in await connection.execute(_UNAPPLIED, asked)]
