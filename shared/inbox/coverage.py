"""Which types of event each projection has been given in full.

A type that this version does not consume is skipped, and a later version that consumes it has missed those events. So
what was met is remembered (`seen_type`, one row for each type), and of which types a projection has had every event
(`projected_type`). A pair that is missing there although the type was met means: rebuild this projection. What is
folded apart inside a projection (its `parts`, as each figure is) is claimed apart, as `<projection> <part>`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.bulk import arrays
from shared.database.failures import is_transient
from shared.events.contract import Published
from shared.health import Check
from shared.inbox.projection import Projection
from shared.inbox.streams import LOCK_FOR_EXCHANGE
from shared.inbox.subscription import Subscription
from shared.inbox.verdict import Disposition, Verdict

# Whoever writes to a topic may invent types without end. Those that this version knows are remembered whatever happens.
MOST_TYPES = 1_000
LONGEST_TYPE = 200

PASSED = frozenset({Disposition.APPLIED, Disposition.SKIPPED, Disposition.UNKNOWN})

# What a newer version beside us has claimed for projections that we have not, or for more types of ours, is not true
# any more: they were not given these events.
NOTE_TYPES = text("""
    WITH missed AS (
        DELETE FROM projected_type AS had
        WHERE "group" = :group AND type = ANY(CAST(:passed AS text[])) AND NOT EXISTS (
            SELECT FROM unnest(CAST(:projections AS text[]), CAST(:types AS text[])) AS mine (projection, type)
            WHERE mine.projection = had.projection AND mine.type = had.type
        )
    )
    INSERT INTO seen_type ("group", type, topic, partition, "offset", seen_at)
    SELECT :group, type, topic, partition, place, :now
    FROM unnest(CAST(:met AS text[]), CAST(:topics AS text[]), CAST(:partitions AS integer[]),
                CAST(:places AS bigint[]), CAST(:known AS boolean[])) AS met (type, topic, partition, place, known)
    WHERE known OR (SELECT count(*) FROM seen_type WHERE "group" = :group) < :most
    ORDER BY type
    ON CONFLICT DO NOTHING
""")

READ_MISSING = text("""
    SELECT mine.projection, mine.type, seen.type IS NOT NULL AS met
    FROM unnest(CAST(:projections AS text[]), CAST(:types AS text[])) AS mine (projection, type)
         LEFT JOIN seen_type AS seen ON seen."group" = :group AND seen.type = mine.type
    WHERE NOT EXISTS (
        SELECT FROM projected_type AS had
        WHERE had."group" = :group AND had.projection = mine.projection AND had.type = mine.type
    )
    ORDER BY projection, type
""")

FORGET = text("""
    DELETE FROM projected_type WHERE "group" = :group AND split_part(projection, ' ', 1) = :projection
""")

COVER = text("""
    INSERT INTO projected_type ("group", projection, type)
    SELECT :group, projection, type
    FROM unnest(CAST(:projections AS text[]), CAST(:types AS text[])) AS mine (projection, type)
    WHERE :all OR NOT EXISTS (SELECT FROM seen_type WHERE "group" = :group AND seen_type.type = mine.type)
    ON CONFLICT DO NOTHING
""")


async def note_types(
    connection: AsyncConnection,
    group: str,
    subscription: Subscription,
    verdicts: Sequence[Verdict],
    seen: set[str],
    *,
    now: datetime,
) -> None:
    """Remember types that are new, and that projections of other versions were not given these events.

    `seen` is what the caller knows to be remembered.
    """
    passed = {_type(each) for each in verdicts if each.disposition in PASSED}
    first = {_type(each): each.record for each in reversed(verdicts) if each.record.envelope}
    new = {name: record for name, record in first.items() if name not in seen}
    if not new and not passed:
        return
    values: dict[str, Any] = {
        "met": list(new),
        "topics": [record.raw.topic for record in new.values()],
        "partitions": [record.raw.partition for record in new.values()],
        "places": [record.raw.offset for record in new.values()],
        "known": [record.published is not None for record in new.values()],
        "passed": sorted(passed),
        "most": MOST_TYPES,
    }
    # Of all that is claimed, hundreds of parts, only what these types are claimed for.
    mine = [(claim, name) for name in values["passed"] for claim in subscription.claims.get(name, ())]
    claimed = arrays(("projections", "types"), mine)
    await connection.execute(NOTE_TYPES, {**claimed, **values, "group": group, "now": now})


def committed_types(verdicts: Sequence[Verdict]) -> set[str]:
    """What is remembered once `note_types` is committed."""
    return {_type(each) for each in verdicts if each.record.envelope}


async def register(connection: AsyncConnection, group: str, subscription: Subscription) -> None:
    """A type nobody has met yet, each projection will have been given in full. Before anything is consumed."""
    rows = await connection.execute(READ_MISSING, _pairs(group, subscription.claimed))
    if any(not row.met for row in rows):
        await connection.execute(LOCK_FOR_EXCHANGE)  # nobody meets one meanwhile
        await connection.execute(COVER, {**_pairs(group, subscription.claimed), "all": False})


async def cover(connection: AsyncConnection, group: str, projection: Projection, subscription: Subscription) -> None:
    """The projection has been rebuilt: it has had everything, as this version folds it. Under the lock of the
    exchange."""
    await connection.execute(FORGET, {"group": group, "projection": projection.name})
    own = [pair for pair in subscription.claimed if pair[0] in projection.claims]
    await connection.execute(COVER, {**_pairs(group, own), "all": True})


class Missed(NamedTuple):
    """A projection that needs a rebuild, a type that was met without it, and the parts that it was met without.

    No parts: the projection was given none of it.
    """

    projection: str
    entry: Published
    parts: tuple[str, ...]


async def list_missed(connection: AsyncConnection, group: str, subscription: Subscription) -> Sequence[Missed]:
    """What projections have missed: each projection and type once."""
    rows = await connection.execute(READ_MISSING, _pairs(group, subscription.claimed))
    parts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        if row.met:
            projection, _, part = row.projection.partition(" ")
            parts[projection, row.type].append(part)
    found = [(name, subscription.find_type(type_), parts) for (name, type_), parts in parts.items()]
    return [Missed(name, entry, () if "" in parts else tuple(parts)) for name, entry, parts in found if entry]


async def list_incomplete(
    connection: AsyncConnection, group: str, subscription: Subscription
) -> Mapping[str, Sequence[str]]:
    """The same by projection, with the short names of the types, and of parts where only parts missed it."""
    missing: dict[str, list[str]] = defaultdict(list)
    for projection, entry, parts in await list_missed(connection, group, subscription):
        missing[projection].append(f"{entry.name} ({', '.join(parts)})" if parts else entry.name)
    return missing


class Coverage:
    """For a worker's readiness: which of its projections are incomplete, as the last look at the database says."""

    def __init__(self, engine: AsyncEngine, group: str, subscription: Subscription) -> None:
        self.group = group
        self._engine = engine
        self._subscription = subscription
        self._incomplete: Mapping[str, Sequence[str]] = {}

    async def refresh(self) -> None:
        try:
            async with self._engine.connect() as connection:
                self._incomplete = await list_incomplete(connection, self.group, self._subscription)
        except Exception as failure:
            if not is_transient(failure):
                raise

    def check(self) -> Check:
        """Names what to rebuild."""
        missed = "; ".join(f"rebuild {name}: missed {', '.join(types)}" for name, types in self._incomplete.items())
        return Check("projections", not self._incomplete, missed or "complete")


def _pairs(group: str, pairs: Sequence[tuple[str, str]]) -> dict[str, object]:
    return {"group": group, **arrays(("projections", "types"), pairs)}


def _type(verdict: Verdict) -> str:
    envelope = verdict.record.envelope
    return envelope.type.replace("\0", "�")[:LONGEST_TYPE] if envelope else ""
