"""The parked events of an aggregate once more, in order: for an operator, or at the end of a rebuild by the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.inbox.applying import ApplyFailed, ApplyTimedOut, apply_all
from shared.inbox.coverage import note_types
from shared.inbox.incoming import Stream
from shared.inbox.parking import in_order, restore_record
from shared.inbox.streams import WRITE_VERSIONS, as_arrays
from shared.inbox.subscription import Subscription
from shared.inbox.tables import PARKED_EVENT, PARKED_KEY
from shared.inbox.verdict import Cause, Disposition, StreamState, Verdict, decide


@dataclass(frozen=True, slots=True)
class Redriven:
    """Either every parked event of the aggregate was applied, or none, and `cause` says what stands in the way."""

    applied: int
    cause: Cause | None = None
    detail: str = ""


async def redrive(
    connection: AsyncConnection,
    stream: Stream,
    state: StreamState,
    *,
    group: str,
    subscription: Subscription,
    now: datetime,
) -> Redriven:
    """As the consumer would apply them. `state` is that of `lock_streams`, whose lock is held."""
    records = in_order(restore_record(row, stream, subscription) for row in await list_parked(connection, stream))
    after = state.copy()
    after.parked = False
    verdicts = decide(records, subscription, {stream: after})
    stuck = next((verdict for verdict in verdicts if verdict.disposition is Disposition.PARKED), None)
    failed = (stuck.cause, stuck.detail) if stuck else await _try(connection, subscription, verdicts)
    if failed:
        await set_cause(connection, stream, *failed)
        return Redriven(0, *failed)
    await connection.execute(WRITE_VERSIONS, as_arrays([(stream, after)]))
    await note_types(connection, group, subscription, verdicts, set(), now=now)
    await connection.execute(delete(PARKED_EVENT).where(*of_stream(PARKED_EVENT, stream)))
    await connection.execute(delete(PARKED_KEY).where(*of_stream(PARKED_KEY, stream)))
    return Redriven(sum(verdict.disposition is Disposition.APPLIED for verdict in verdicts))


async def list_parked(connection: AsyncConnection, stream: Stream) -> Sequence[Row[Any]]:
    """Its records as they arrived, in no particular order."""
    return (await connection.execute(select(PARKED_EVENT).where(*of_stream(PARKED_EVENT, stream)))).all()


async def set_cause(connection: AsyncConnection, stream: Stream, cause: Cause | None, detail: str) -> None:
    """What stands in the way now."""
    statement = update(PARKED_KEY).where(*of_stream(PARKED_KEY, stream))
    await connection.execute(statement.values(cause=cause, detail=detail))


def of_stream(table: Any, stream: Stream) -> tuple[Any, Any]:
    """A condition for PARKED_EVENT or PARKED_KEY."""
    return table.c.topic == stream.topic, table.c.key == stream.key


async def _try(
    connection: AsyncConnection, subscription: Subscription, verdicts: Sequence[Verdict]
) -> tuple[Cause, str] | None:
    deliveries = [verdict.delivered for verdict in verdicts if verdict.delivered is not None]
    try:
        async with connection.begin_nested():
            await apply_all(connection, subscription.projections, deliveries)
    except ApplyFailed as failure:
        return Cause.HANDLER, str(failure)
    except ApplyTimedOut as failure:
        return Cause.TIMEOUT, str(failure)
    return None
