"""How far each aggregate is, read and written for a whole batch at once.

Three parties write here: the live consumer, an operator's redrive or discard, and a rebuild that swaps its result in.
Consumer and operator share a transaction-level advisory lock that the swap takes alone; between themselves the row in
parked_key decides.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.inbox.incoming import IncomingRecord, Stream
from shared.inbox.verdict import StreamState

# Advisory locks are per database; the two numbers only have to be ours.
EXCHANGE_LOCK = {"classid": 1_802_923, "objid": 2}

# Hardly ever is anything parked, and then there is nothing to compare a batch's keys with.
LOCK = text("""
    SELECT EXISTS (SELECT FROM parked_key) AS any_parked, pg_advisory_xact_lock_shared(:classid, :objid)::text
""").bindparams(**EXCHANGE_LOCK)

# What a redrive holds is waited for here; the versions are read by a statement of their own, so that they are those
# after the redrive.
LOCK_PARKED = text("""
    SELECT parked_key.topic, parked_key.key
    FROM parked_key
         JOIN unnest(CAST(:topics AS text[]), CAST(:keys AS text[])) AS mine (topic, key) USING (topic, key)
    ORDER BY topic, key
    FOR UPDATE OF parked_key
""")

READ_VERSIONS = text("""
    SELECT topic, key, sequence
    FROM stream_version
         JOIN unnest(CAST(:topics AS text[]), CAST(:keys AS text[])) AS mine (topic, key) USING (topic, key)
""")

WRITE_VERSIONS = text("""
    INSERT INTO stream_version (topic, key, sequence)
    SELECT topic, key, sequence
    FROM unnest(CAST(:topics AS text[]), CAST(:keys AS text[]), CAST(:sequences AS bigint[]))
         AS mine (topic, key, sequence)
    ORDER BY topic, key
    ON CONFLICT (topic, key) DO UPDATE SET sequence = excluded.sequence
""")

# The beginning of the statement that ends a batch (shared.inbox.batch): aggregates that were still where we believed.
# What nobody has seen before has no row.
MOVED_VERSIONS = """
    WITH mine AS MATERIALIZED (
        SELECT topic, key, before, sequence
        FROM unnest(CAST(:topics AS text[]), CAST(:keys AS text[]), CAST(:befores AS bigint[]),
                    CAST(:sequences AS bigint[])) AS mine (topic, key, before, sequence)
    ),
    begun AS (
        INSERT INTO stream_version (topic, key, sequence)
        SELECT topic, key, sequence FROM mine WHERE before = 0 ORDER BY topic, key
        ON CONFLICT DO NOTHING
        RETURNING 1
    ),
    continued AS (
        UPDATE stream_version AS kept SET sequence = mine.sequence
        FROM mine
        WHERE mine.before > 0 AND kept.topic = mine.topic AND kept.key = mine.key AND kept.sequence = mine.before
        RETURNING 1
    )
"""

LOCK_FOR_EXCHANGE = text("SELECT pg_advisory_xact_lock(:classid, :objid)").bindparams(**EXCHANGE_LOCK)


async def lock_streams(connection: AsyncConnection, streams: Collection[Stream]) -> dict[Stream, StreamState]:
    """Where each is kept to be; parked ones stay locked until the transaction ends."""
    return await read_streams(connection, streams, any_parked=await lock(connection))


async def lock(connection: AsyncConnection) -> bool:
    """Keep rebuilds from exchanging their result until the transaction ends. Returns whether anything is parked."""
    return bool((await connection.execute(LOCK)).scalar_one())


async def read_streams(
    connection: AsyncConnection, streams: Collection[Stream], *, any_parked: bool
) -> dict[Stream, StreamState]:
    """After `lock`."""
    asked = {"topics": [stream.topic for stream in streams], "keys": [stream.key for stream in streams]}
    parked = {Stream(*row) for row in await connection.execute(LOCK_PARKED, asked)} if any_parked else set()
    versions = {Stream(row[0], row[1]): row[2] for row in await connection.execute(READ_VERSIONS, asked)}
    return {stream: StreamState(versions.get(stream, 0), stream in parked) for stream in streams}


def as_told(records: Iterable[IncomingRecord]) -> dict[Stream, StreamState]:
    """Where each would be if the first event of it that arrived were its next."""
    states: dict[Stream, StreamState] = {}
    for record in records:
        if record.stream not in states:
            states[record.stream] = StreamState(record.envelope.sequence - 1 if record.envelope else 0)
    return states


def as_arrays(versions: Iterable[tuple[Stream, int]]) -> dict[str, list[object]]:
    """Parameters of WRITE_VERSIONS."""
    listed = list(versions)
    return {
        "topics": [stream.topic for stream, _ in listed],
        "keys": [stream.key for stream, _ in listed],
        "sequences": [sequence for _, sequence in listed],
    }
