"""How long an event takes from the commit of its command to the commit that makes it visible in reporting.

By the commit timestamps of PostgreSQL (`track_commit_timestamp`); both databases are on one server, so on one clock.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from faults.arena import Arena
from faults.oracle.facts import Stream
from faults.report import percentile

PUBLISHING = ("registry", "benefits")
WATCH = (
    "CREATE TABLE visible (topic text, key text, sequence bigint)",
    """
    CREATE FUNCTION note_visible() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN INSERT INTO public.visible VALUES (NEW.topic, NEW.key, NEW.sequence); RETURN NULL; END $$
    """,
    """
    CREATE TRIGGER note_visible AFTER INSERT OR UPDATE ON stream_version
    FOR EACH ROW EXECUTE FUNCTION note_visible()
    """,
)
UNWATCH = (
    "DROP TRIGGER note_visible ON stream_version",
    "DROP FUNCTION note_visible()",
    "DROP TABLE visible",
)
COMMITTED = "SELECT topic, key, aggregate_version, pg_xact_commit_timestamp(xmin) FROM outbox"
VISIBLE = "SELECT topic, key, sequence, pg_xact_commit_timestamp(xmin) FROM visible"


@dataclass(frozen=True, slots=True)
class Step:
    """That the stream is at `sequence` was committed at `at`."""

    stream: Stream
    sequence: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time."""

    begin: datetime
    end: datetime

    def __contains__(self, instant: datetime) -> bool:
        return self.begin <= instant < self.end


async def watch(arena: Arena) -> None:
    """From now on. Restarts PostgreSQL, which keeps commit timestamps only from its start."""
    await arena.sql("reporting", "ALTER SYSTEM SET track_commit_timestamp = on")
    await arena.restart_postgres()
    for statement in WATCH:
        await arena.sql("reporting", statement)


async def read(arena: Arena) -> list[tuple[datetime, float]]:
    """For each event since `watch`: when it was committed, and after how many seconds it was visible."""
    committed = [row for service in PUBLISHING for row in await arena.sql(service, COMMITTED)]
    visible = await arena.sql("reporting", VISIBLE)
    for statement in UNWATCH:
        await arena.sql("reporting", statement)
    return delays(_steps(committed), _steps(visible))


def delays(committed: Iterable[Step], visible: Iterable[Step]) -> list[tuple[datetime, float]]:
    """When each was committed, and the seconds until its stream was seen at its sequence or a later one.

    What was never seen is left out: reporting does not take every topic.
    """
    seen: Mapping[Stream, list[Step]] = defaultdict(list)
    for step in sorted(visible, key=lambda each: each.at):
        seen[step.stream].append(step)
    found = []
    for step in committed:
        first = next((each.at for each in seen[step.stream] if each.sequence >= step.sequence), None)
        if first is not None:
            found.append((step.at, (first - step.at).total_seconds()))
    return found


def describe(measured: Sequence[tuple[datetime, float]], spans: Mapping[str, Sequence[Span]]) -> str:
    """p50 and p99 by the name of the spans in which the events were committed."""
    return "; ".join(
        f"{name} p50 {percentile(times, 0.5):.3f} s, p99 {percentile(times, 0.99):.3f} s ({len(times)} events)"
        for name, theirs in spans.items()
        for times in [[seconds for at, seconds in measured if _within(at, theirs)]]
    )


def _within(at: datetime, spans: Iterable[Span]) -> bool:
    return any(at in span for span in spans)


def _steps(rows: Iterable[Any]) -> list[Step]:
    return [Step(Stream(topic, key), sequence, at) for topic, key, sequence, at in rows if at is not None]
