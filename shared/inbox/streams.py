"""How far each aggregate is, read and written for a whole batch at once.

Three parties write here: the live consumer, an operator's redrive or discard, and a rebuild that exchanges its result.
Consumer and operator share a transaction-level advisory lock that the exchange takes alone; between themselves the row
in parked_key decides.
"""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database.bulk import arrays
from shared.database.locks import EXCHANGE
from shared.inbox.incoming import Stream
from shared.inbox.verdict import StreamState

LOCK = text("SELECT pg_advisory_xact_lock_shared(:classid, :objid)").bindparams(**EXCHANGE._asdict())

LOCK_FOR_EXCHANGE = text("SELECT pg_advisory_xact_lock(:classid, :objid)").bindparams(**EXCHANGE._asdict())

# A statement of its own, so that it sees what an exchange that was waited for has committed. Hardly ever is anything
# parked or discarded, and then there is nothing to compare a batch's keys with.
READ_VERSIONS = text("""
    SELECT topic, key, coalesce(sequence, 0) AS sequence, event_id, EXISTS (SELECT FROM parked_key) AS any_parked,
           EXISTS (SELECT FROM discarded) AS any_discarded
    FROM unnest(CAST(:topics AS text[]), CAST(:keys AS text[])) AS mine (topic, key)
         LEFT JOIN stream_version USING (topic, key)
""")

# What a redrive holds is waited for here; then the versions are read again, so that they are those after the redrive.
LOCK_PARKED = text("""
    SELECT parked_key.topic, parked_key.key
    FROM parked_key
         JOIN unnest(CAST(:topics AS text[]), CAST(:keys AS text[])) AS mine (topic, key) USING (topic, key)
    ORDER BY topic, key
    FOR UPDATE OF parked_key
""")

READ_DISCARDED = text("""
    SELECT topic, key, first_sequence, last_sequence, event_id
    FROM discarded
         JOIN unnest(CAST(:topics AS text[]), CAST(:keys AS text[])) AS mine (topic, key) USING (topic, key)
""")

WRITE_VERSIONS = text("""
    INSERT INTO stream_version (topic, key, sequence, event_id)
    SELECT topic, key, sequence, event_id
    FROM unnest(CAST(:topics AS text[]), CAST(:keys AS text[]), CAST(:sequences AS bigint[]),
                CAST(:event_ids AS uuid[])) AS mine (topic, key, sequence, event_id)
    ORDER BY topic, key
    ON CONFLICT (topic, key) DO UPDATE SET sequence = excluded.sequence, event_id = excluded.event_id
""")


async def lock_streams(connection: AsyncConnection, streams: Collection[Stream]) -> dict[Stream, StreamState]:
    """Where each is. Until the transaction ends no rebuild exchanges its result, and parked ones stay locked."""
    await connection.execute(LOCK)
    named = arrays(("topics", "keys"), ((stream.topic, stream.key) for stream in streams))
    rows = (await connection.execute(READ_VERSIONS, named)).all()
    parked: set[Stream] = set()
    if rows and rows[0].any_parked:
        parked = {Stream(*row) for row in await connection.execute(LOCK_PARKED, named)}
        rows = (await connection.execute(READ_VERSIONS, named)).all()
    states = {
        (stream := Stream(row.topic, row.key)): StreamState(row.sequence, stream in parked, event_id=row.event_id)
        for row in rows
    }
    if rows and rows[0].any_discarded:
        await add_discarded(connection, states)
    return states


async def add_discarded(connection: AsyncConnection, states: Mapping[Stream, StreamState]) -> None:
    """What an operator discarded of each."""
    named = arrays(("topics", "keys"), ((stream.topic, stream.key) for stream in states))
    for row in await connection.execute(READ_DISCARDED, named):
        state = states[Stream(row.topic, row.key)]
        if row.first_sequence is not None:
            state.discarded += (range(row.first_sequence, row.last_sequence + 1),)
        if row.event_id is not None:
            state.discarded_ids |= {row.event_id}


async def write_streams(
    connection: AsyncConnection, before: Mapping[Stream, StreamState], after: Mapping[Stream, StreamState]
) -> None:
    """Those that moved."""
    moved = [(stream, state) for stream, state in after.items() if state.last != before[stream].last]
    if moved:
        await connection.execute(WRITE_VERSIONS, as_arrays(moved))


def as_arrays(versions: Iterable[tuple[Stream, StreamState]]) -> dict[str, list[object]]:
    """Parameters of WRITE_VERSIONS."""
    rows = ((stream.topic, stream.key, state.last, state.event_id) for stream, state in versions)
    return arrays(("topics", "keys", "sequences", "event_ids"), rows)
