"""What of the outbox is published, and how the relay finds the rest.

The trap. A row gets its id before its transaction commits, so id 7 may become visible after id 8 was sent. A cursor
("everything up to 8 is out") loses 7 for ever. Waiting until no older transaction runs is safe, but then one slow
import holds up every other event. Deleting or updating each row finds 7, but rewrites the table, and a snapshot that
someone holds open makes every scan wade through the dead rows.

The answer. Which ids are published is kept as a *set*, in one row: `floor`, below which nothing can be missing, and
`ahead`, the ids above it that are out (an int8multirange: a long run of ids is one range). The relay reads the gaps of
that set, lowest id first; each gap is one probe of the primary key. Rows are never updated and never deleted on the
way out, so nothing dies under the scan. A gap is a transaction that still runs, or one that rolled back. It closes
when both facts are known:

- all ids up to L had been given out when the relay's transaction X began: it had seen L before. A transaction that
  records takes its own id before its rows get theirs (`shared.outbox.rows`), so each of them is older than X;
- every transaction older than X has ended: `pg_snapshot_xmin` has reached X. (A long *reading* transaction has no id
  and does not matter here.)

From then on the ids up to L that are not visible never will be, and the floor rises to L, or to just below the first
row that still waits. L and X live in memory: a relay that starts anew merely probes old gaps a little longer.

Order. The events of one aggregate get rising ids in the order of their commits, because a command locks the aggregate
first and records last. Reading lowest-first therefore keeps the order that matters; between aggregates there is none.

The row changes by compare-and-swap on `revision`: a relay that was overtaken, or whose outbox was rewound to be
published again, marks nothing and begins again. What it has sent goes out twice, and the consumers drop the repeat.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from asyncpg import Record
from sqlalchemy import text

from shared.crashpoint import reach
from shared.database.driver import Driver
from shared.database.locks import RELAY

# Rows in a chunk, and their bytes on the wire: what is sent, acknowledged and marked together. Whatever partition they
# go to, they fit into one batch (publisher.BATCH_BYTES); a larger row is a chunk by itself.
CHUNK_ROWS = 1_000
CHUNK_BYTES = 900_000
FRAMING_BYTES = 40

FIRST_POSITION = """
    INSERT INTO outbox_position (one, floor, ahead, revision) VALUES (true, 0, '{}', 0) ON CONFLICT DO NOTHING
"""

# $1 and $2 the lock (locks.RELAY), whose absence reads nothing and marks nothing.
_HOLDER = """
    WITH holder AS (
        SELECT EXISTS (
            SELECT FROM pg_locks
            WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND pid = pg_backend_pid()
        ) AS holding
    )
"""

_PRESENT = ", position AS (SELECT floor, ahead, revision, NULL AS moved_by FROM outbox_position)"

_MOVED = """
    , position AS (
        UPDATE outbox_position
        SET floor = $6, revision = revision + 1,
            ahead = (ahead + CAST($7::text AS int8multirange)) * int8multirange(int8range($6, NULL, '()'))
        FROM holder WHERE holding AND revision = $8
        RETURNING floor, ahead, revision, pg_current_xact_id()::text::bigint AS moved_by
    )
"""

# $3 rows and $4 bytes at most; the first row always comes. $5 what Kafka adds to each.
_GAPS = """
    SELECT position.floor, position.revision, position.moved_by, holder.holding,
           pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest_running, pending.*
    FROM position CROSS JOIN holder LEFT JOIN LATERAL (
        SELECT id, topic, key, headers, payload, recorded_at
        FROM (
            SELECT waiting.*, sum(bytes) OVER (ORDER BY id) - bytes AS bytes_before
            FROM unnest(int8multirange(int8range(position.floor, NULL, '()')) - position.ahead) AS gap,
                 LATERAL (
                    SELECT id, topic, key, headers, payload, recorded_at,
                           octet_length(key) + octet_length(headers) + octet_length(payload) + $5 AS bytes
                    FROM outbox
                    WHERE id >= lower(gap) AND id < coalesce(upper(gap), 9223372036854775807)
                    ORDER BY id LIMIT $3
                 ) AS waiting
            ORDER BY id LIMIT $3
        ) AS measured
        WHERE bytes_before < $4
    ) AS pending ON true
    ORDER BY pending.id
"""

READ = _HOLDER + _PRESENT + _GAPS
ADVANCE = _HOLDER + _MOVED + _GAPS

# Before the first relay has started there is no position, and everything waits. Each gap is counted by itself: joined
# with the gaps, the whole outbox would be read as soon as its statistics say that it is large (G8).
COUNT_PENDING = text("""
    SELECT coalesce(sum(waiting.events), 0)::bigint
    FROM (SELECT coalesce(max(floor), 0) AS floor, coalesce(range_agg(ahead), '{}') AS ahead
          FROM outbox_position) AS at,
         unnest(int8multirange(int8range(floor, NULL, '()')) - ahead) AS gap,
         LATERAL (
            SELECT count(*) AS events FROM outbox
            WHERE id >= lower(gap) AND id < coalesce(upper(gap), 9223372036854775807)
         ) AS waiting
""")

# The first of each gap: within one, ids rise with time but for transactions that ran beside each other.
OLDEST_PENDING = text("""
    SELECT min(waiting.recorded_at)
    FROM (SELECT coalesce(max(floor), 0) AS floor, coalesce(range_agg(ahead), '{}') AS ahead
          FROM outbox_position) AS at,
         unnest(int8multirange(int8range(floor, NULL, '()')) - ahead) AS gap,
         LATERAL (
            SELECT recorded_at FROM outbox
            WHERE id >= lower(gap) AND id < coalesce(upper(gap), 9223372036854775807)
            ORDER BY id LIMIT 1
         ) AS waiting
""")


class Overtaken(Exception):
    """The lock is lost, or another relay or a republish has moved the position since it was read."""


class Pending(NamedTuple):
    """A row that waits to be sent."""

    id: int
    topic: str
    key: str
    headers: bytes
    payload: bytes
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Horizon:
    """All ids up to `id` were given out before transaction `transaction` began."""

    id: int
    transaction: int


class Position:
    """The position as one relay sees and moves it, on the connection that holds the outbox.

    `read` and `advance` return the next rows to send, lowest ids first.
    """

    def __init__(self, session: Driver) -> None:
        self._session = session
        self._revision = -1
        self._floor = 0
        self._closed_up_to = 0
        self._horizon: Horizon | None = None

    async def read(self) -> Sequence[Pending]:
        """Raises Overtaken if the lock is lost."""
        return self._learn(await self._session.fetch(READ, *_limits()))

    async def advance(self, published: Sequence[Pending]) -> Sequence[Pending]:
        """Mark `published`, of the rows returned last, and read on. Raises Overtaken, and has then marked nothing."""
        marked = as_multirange(row.id for row in published)
        rows = await self._session.fetch(ADVANCE, *_limits(), self._floor, marked, self._revision)
        reach("relay.after-mark")
        if rows and self._horizon is None:
            self._horizon = Horizon(published[-1].id, rows[0]["moved_by"])
        return self._learn(rows)

    def _learn(self, rows: Sequence[Record]) -> Sequence[Pending]:
        if not rows or not rows[0]["holding"]:
            raise Overtaken
        first = rows[0]
        self._revision = first["revision"]
        pending = [Pending._make(row[5:]) for row in rows] if first["id"] is not None else []
        if self._horizon and first["oldest_running"] >= self._horizon.transaction:
            self._closed_up_to, self._horizon = self._horizon.id, None
        lowest = pending[0].id if pending else self._closed_up_to + 1
        self._floor = max(first["floor"], min(self._closed_up_to, lowest - 1))
        return pending


def as_multirange(ids: Iterable[int]) -> str:
    """PostgreSQL's text form of a set of ids, given in rising order: `{[3,5],[8,8]}`."""
    runs: list[list[int]] = []
    for each in ids:
        if runs and each == runs[-1][1] + 1:
            runs[-1][1] = each
        else:
            runs.append([each, each])
    return "{" + ",".join(f"[{low},{high}]" for low, high in runs) + "}"


def _limits() -> tuple[int, ...]:
    return *RELAY, CHUNK_ROWS, CHUNK_BYTES, FRAMING_BYTES
