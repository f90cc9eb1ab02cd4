"""The fold of the topics: every projection run over all events in order, one event after another, into empty tables.

It shares with the live consumers only the projections' own `apply` and the decoding of events, not the machinery whose
faults it shall find. The tables are copies in a schema of their own, dropped again.
"""

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from faults.oracle.facts import Position, Stream
from shared.database.engine import async_url
from shared.events.catalogue import find_type
from shared.events.contract import Event
from shared.events.envelope import BrokenData, BrokenEnvelope, decode_data, decode_headers
from shared.inbox.projection import Delivered, Projection
from shared.service import assembly

SCHEMA = "oracle"
# A request begins a delivery beside it, which is no table of its projection: the copy of it takes that in.
COPIED = text(f"""
    SELECT format('CREATE TABLE {SCHEMA}.%I (LIKE public.%I INCLUDING ALL)', tablename, tablename)
    FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
""")


@dataclass(frozen=True, slots=True)
class Raw:
    """A record as it lies in Kafka."""

    position: Position
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


def projections_of(service: str) -> tuple[Projection, ...]:
    """What the worker of a service folds its events into."""
    return assembly.projections_of(import_module(f"services.{service}").SERVICE)


def is_readable(raw: Raw) -> bool:
    """Whether it is an event that keeps its contract, or one of a type nobody knows."""
    try:
        published = find_type(decode_headers(raw.headers).type)
        if published is not None:
            decode_data(published, raw.value or b"")
    except (BrokenEnvelope, BrokenData):
        return False
    return True


def in_order(raws: Iterable[Raw], first: Callable[[Raw], float] = lambda _raw: 0.0) -> list[Delivered[Event]]:
    """What a consumer without any fault would apply: repeats left out. `raws` hold only what is not poison.

    `first` says of a record which partition comes when; within one the order is the log's.
    """
    found: list[Delivered[Event]] = []
    for raw in without_repeats(raws, first):
        envelope = decode_headers(raw.headers)
        published = find_type(envelope.type)
        if published is None or raw.value is None:
            continue
        found.append(
            Delivered(
                event=decode_data(published, raw.value), id=envelope.id, type=envelope.type, time=envelope.time,
                topic=raw.position.topic, partition=raw.position.partition, offset=raw.position.offset,
                key=(raw.key or b"").decode(), sequence=envelope.sequence, correlation_id=envelope.correlationid,
                synthetic=envelope.synthetic, traceparent=envelope.traceparent,
            )
        )  # fmt: skip
    return found


def without_repeats(raws: Iterable[Raw], first: Callable[[Raw], float] = lambda _raw: 0.0) -> Iterator[Raw]:
    """Each event once, in the order of the log. `first`: as of `in_order`."""
    last: dict[Stream, int] = {}
    for raw in sorted(raws, key=lambda each: (first(each), each.position)):
        sequence = decode_headers(raw.headers).sequence
        stream = Stream(raw.position.topic, (raw.key or b"").decode())
        if find_type(decode_headers(raw.headers).type) is not None and sequence > last.get(stream, 0):
            last[stream] = sequence
            yield raw


async def digests(
    url: str, projections: Sequence[Projection], events: Sequence[Delivered[Event]], *, at_once: int = 1
) -> Mapping[str, tuple[str, str]]:
    """Table → SHA-256 of its live content and of the fold. `url` is the superuser's; `at_once`: events per `apply`."""
    async with _connection(url) as connection:
        await _copy_empty(connection)
        for projection in projections:
            await _fold(connection, projection, events, at_once)
        tables = [table.name for projection in projections for table in projection.tables]
        return {name: (await dump(connection, "public", name), await dump(connection, SCHEMA, name)) for name in tables}


async def contents(url: str, projections: Sequence[Projection], also: Sequence[str] = ()) -> dict[str, str]:
    """Table → SHA-256 of its live content."""
    tables = [*(table.name for projection in projections for table in projection.tables), *also]
    async with _connection(url) as connection:
        return {name: await dump(connection, "public", name) for name in tables}


async def dump(connection: AsyncConnection, schema: str, table: str) -> str:
    """SHA-256 of all rows as text in byte order: equal content, equal digest, whatever the order it came in."""
    rows = await connection.execute(
        text(f'SELECT t::text AS row FROM {schema}."{table}" t ORDER BY t::text COLLATE "C"')
    )
    digest = hashlib.sha256()
    for row in rows.scalars():
        digest.update(row.encode() + b"\n")
    return digest.hexdigest()


async def _copy_empty(connection: AsyncConnection) -> None:
    await connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
    await connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    for statement in (await connection.execute(COPIED)).scalars().all():
        await connection.execute(text(statement))
    await connection.execute(text(f"SET LOCAL search_path = {SCHEMA}, public"))


async def _fold(
    connection: AsyncConnection, projection: Projection, events: Sequence[Delivered[Event]], at_once: int
) -> None:
    mine = [each for each in events if type(each.event) in projection.contracts]
    for begin in range(0, len(mine), at_once):
        await projection.apply(connection, mine[begin : begin + at_once])


@asynccontextmanager
async def _connection(url: str) -> AsyncIterator[AsyncConnection]:
    """One transaction, rolled back: the copies are gone afterwards whatever happens."""
    engine = create_async_engine(async_url(url), connect_args={"server_settings": {"timezone": "UTC"}})
    try:
        async with engine.connect() as connection:
            yield connection
            await connection.rollback()
    finally:
        await engine.dispose()
