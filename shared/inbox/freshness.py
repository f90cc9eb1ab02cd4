"""How far a group's projections can be vouched for, measured by its consumer and read by others of the service.

The consumer measures every few seconds (`record_progress`), whichever process owns which partition: what Kafka says the
ends are, beside what the database says is applied. An API that decides by a projection (grants of access) and a
snapshot that freezes one read it (`list_freshness`). When nobody measures (no worker, no Kafka, the breaker open), the
age only grows, which is what a reader has to know.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from aiokafka import TopicPartition
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.driver import DriverStatement
from shared.inbox.subscription import Subscription

READ_POSITIONS = text("""
    SELECT clock_timestamp() AS read_at, topic, partition, next FROM consumer_offset WHERE "group" = :group
""")

# What was measured in the future was measured before the clock was set back: it says nothing and gives way.
WRITE_PROGRESS = text("""
    INSERT INTO topic_progress AS kept ("group", topic, lag, measured_at, caught_up_at)
    SELECT :group, topic, lag, :measured_at, CASE WHEN caught_up THEN CAST(:measured_at AS timestamptz) END
    FROM unnest(CAST(:topics AS text[]), CAST(:lags AS bigint[]), CAST(:caught_up AS boolean[]))
         AS measured (topic, lag, caught_up)
    ORDER BY topic
    ON CONFLICT ("group", topic) DO UPDATE
    SET lag = excluded.lag, measured_at = excluded.measured_at,
        caught_up_at = CASE WHEN kept.measured_at <= clock_timestamp()
                            THEN greatest(kept.caught_up_at, excluded.caught_up_at)
                            ELSE excluded.caught_up_at END
    WHERE kept.measured_at < excluded.measured_at OR kept.measured_at > clock_timestamp()
""")

_NEXTS = msgspec.json.Decoder(dict[int, int])
# Of a clock: what it may go back by in its ordinary corrections.
TOLERANCE_SECONDS = 1

# One clock, the database's, for writing and for reading. It is asked with every page of figures.
READ_FRESHNESS = DriverStatement("""
    WITH had AS (
        SELECT type, array_agg(projection) AS projections FROM projected_type WHERE "group" = :group GROUP BY type
    ),
    missed AS (
        SELECT mine.topic, count(*) AS types
        FROM unnest(CAST(:types AS text[]), CAST(:of_topics AS text[]), CAST(:claims AS text[]))
             AS mine (type, topic, claims)
             JOIN seen_type AS seen ON seen."group" = :group AND seen.type = mine.type
             LEFT JOIN had ON had.type = mine.type
        WHERE NOT string_to_array(mine.claims, chr(10)) <@ coalesce(had.projections, '{}')
        GROUP BY mine.topic
    )
    SELECT wanted.topic, reached.nexts, last.event_id, last.event_at, progress.lag,
           extract(epoch FROM clock_timestamp() - progress.caught_up_at)::float8 AS age_seconds,
           (SELECT count(*) FROM parked_key WHERE parked_key.topic = wanted.topic) AS parked_keys,
           (SELECT count(*) FROM discarded
            WHERE discarded.topic = wanted.topic AND (last_sequence IS NOT NULL OR event_id IS NOT NULL))
           + (SELECT count(*) FROM unreadable_batch AS batch
              WHERE "group" = :group AND batch.topic = wanted.topic AND skipped_at IS NOT NULL AND covered_at IS NULL)
           AS given_up,
           coalesce(missed.types, 0) AS missed_types,
           EXISTS (SELECT FROM breaker WHERE "group" = :group AND opened_at IS NOT NULL) AS breaker_open
    FROM unnest(CAST(:topics AS text[])) AS wanted (topic)
         LEFT JOIN topic_progress AS progress ON progress."group" = :group AND progress.topic = wanted.topic
         LEFT JOIN missed ON missed.topic = wanted.topic
         CROSS JOIN LATERAL (
             SELECT coalesce(jsonb_object_agg(partition, next), '{}')::text AS nexts
             FROM consumer_offset WHERE "group" = :group AND consumer_offset.topic = wanted.topic
         ) AS reached
         LEFT JOIN LATERAL (
             SELECT event_id, event_at FROM consumer_offset
             WHERE "group" = :group AND consumer_offset.topic = wanted.topic AND event_at IS NOT NULL
             ORDER BY event_at DESC, event_id LIMIT 1
         ) AS last ON true
    ORDER BY wanted.topic
""")


@dataclass(frozen=True, slots=True)
class Positions:
    """The next offset of each partition of the group, as the database had them at `read_at` (its clock)."""

    read_at: datetime
    next: Mapping[TopicPartition, int]

    def beside(self, ends: Mapping[TopicPartition, int]) -> Iterable[TopicPartition]:
        """Those that were read, and are none of all that their topics have now."""
        topics = {each.topic for each in ends}
        return (each for each, reached in self.next.items() if reached and each not in ends and each.topic in topics)


@dataclass(frozen=True, slots=True)
class Freshness:
    """What the group has made of one topic.

    `age_seconds`: everything that stood in the topic so long ago is applied or parked; None when that was never so.
    `given_up`: discards of events and skipped batches since `rebuild --from-log`: what an operator had the group pass
    over. A record that is no event gives nothing up.
    `missed_types`: types of which one of the projections has not had every event, until it is rebuilt.
    `lag`: events between positions and end when it was last measured; None when it never was.
    `positions`: the next offset of each partition. `last_event_*`: the newest fact among the last ones applied.
    """

    topic: str
    age_seconds: float | None
    lag: int | None
    parked_keys: int
    given_up: int
    missed_types: int
    breaker_open: bool
    positions: Mapping[int, int]
    last_event_id: UUID | None
    last_event_at: datetime | None

    def vouches_within(self, seconds: float) -> bool:
        """Nothing of the topic is older than that and missing, parked, refused, given up or skipped as unknown.

        A negative age is that of a clock that was set back, and says nothing.
        """
        age = self.age_seconds
        missing = self.parked_keys or self.given_up or self.missed_types or self.breaker_open
        return age is not None and -TOLERANCE_SECONDS <= age <= seconds and not missing


async def list_freshness(connection: AsyncConnection, *, group: str, subscription: Subscription) -> list[Freshness]:
    """One for each topic of the subscription, sorted. It names the projections that the caller relies on."""
    asked = {**subscription.claimed_by_type, "topics": subscription.topics, "group": group}
    return [
        Freshness(
            topic=row["topic"],
            age_seconds=row["age_seconds"],
            lag=row["lag"],
            parked_keys=row["parked_keys"],
            given_up=row["given_up"],
            missed_types=row["missed_types"],
            breaker_open=row["breaker_open"],
            positions=_positions(row["nexts"]),
            last_event_id=row["event_id"],
            last_event_at=row["event_at"],
        )
        for row in await READ_FRESHNESS.fetch(connection, asked)
    ]


def _positions(nexts: str) -> Mapping[int, int]:
    return dict(sorted(_NEXTS.decode(nexts).items()))


async def read_positions(connection: AsyncConnection, group: str) -> Positions | None:
    """None when the group has no partition yet."""
    rows = (await connection.execute(READ_POSITIONS, {"group": group})).all()
    if not rows:
        return None
    return Positions(rows[0].read_at, {TopicPartition(row.topic, row.partition): row.next for row in rows})


async def record_progress(
    connection: AsyncConnection, group: str, *, before: Positions, ends: Mapping[TopicPartition, int]
) -> None:
    """Write down how far the group is. `ends` are those of every partition of its topics, requested after `before`.

    A partition stands at its end when its position has passed from at most the end to at least the end meanwhile: one
    beyond the end all along belongs to another, longer log, and vouches for nothing; nor does one that is no more.
    """
    after = await read_positions(connection, group)
    if after is None:
        return
    lags: dict[str, int] = defaultdict(int)
    caught_up: dict[str, bool] = defaultdict(lambda: True)
    for partition, end in ends.items():
        reached = after.next.get(partition, 0)
        lags[partition.topic] += max(0, end - reached)
        caught_up[partition.topic] &= before.next.get(partition, 0) <= end <= reached
    for vanished in after.beside(ends):
        caught_up[vanished.topic] = False
    topics = sorted(lags)
    values = {
        "topics": topics,
        "lags": [lags[topic] for topic in topics],
        "caught_up": [caught_up[topic] for topic in topics],
    }
    await connection.execute(WRITE_PROGRESS, {**values, "group": group, "measured_at": before.read_at})
