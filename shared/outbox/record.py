"""Recording events in the transaction that made them true.

Events are the last that a command writes (`shared.command.closing` sees to it): whoever holds the lock on an aggregate
until the commit gives its events ids in the order of their versions, and the relay sends them in the order of ids.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.events.catalogue import published
from shared.events.contract import Event
from shared.events.envelope import Envelope, encode_data, encode_headers
from shared.ids import new_id
from shared.outbox.rows import OutboxRow, insert_rows, pack_headers
from shared.trace import Trace, current


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event, and which of its aggregate's it is.

    `sequence` is the aggregate's version after the change (1..n, no gaps). `supersedes` is the id of the event this one
    corrects, `effective_on` the day it holds from when that is not the day it was recorded. `cause` is the trace it
    belongs to when that is not the current one: an effect of one event among many gives `delivered.trace`.
    """

    event: Event
    sequence: int
    synthetic: bool = False
    supersedes: UUID | None = None
    effective_on: date | None = None
    cause: Trace | None = None


async def record(connection: AsyncConnection, outgoing: Sequence[Outgoing], *, now: datetime) -> None:
    """Write all of them with one INSERT; they leave after the commit. `now` becomes the events' `time`.

    A version that the aggregate has published already violates uq_outbox_topic_aggregate_id_aggregate_version
    (UniqueViolationError): the caller did not lock the aggregate. BrokenData and RecordTooLarge are its defects too.
    """
    if outgoing:
        await insert_rows(connection, rows_of(outgoing, now=now), now=now)


def rows_of(outgoing: Sequence[Outgoing], *, now: datetime) -> list[OutboxRow]:
    """The events as they are written, each with its envelope."""
    trace = current()
    return [_row(each, each.cause or trace, now) for each in outgoing]


def _row(outgoing: Outgoing, trace: Trace, now: datetime) -> OutboxRow:
    entry = published(type(outgoing.event))
    key = entry.key_of(outgoing.event)
    envelope = Envelope(
        id=new_id(),
        source=entry.source,
        type=entry.type,
        subject=key,
        time=now,
        dataschema=entry.dataschema,
        partitionkey=key,
        sequence=outgoing.sequence,
        correlationid=trace.correlation_id,
        causationid=trace.causation_id,
        piiclass=entry.pii,
        traceparent=trace.traceparent,
        synthetic=outgoing.synthetic,
        supersedes=outgoing.supersedes,
        effectivedate=outgoing.effective_on,
    )
    return OutboxRow(
        event_id=envelope.id,
        topic=entry.topic,
        key=key,
        aggregate_id=key,
        aggregate_version=outgoing.sequence,
        type=entry.type,
        headers=pack_headers(encode_headers(envelope)),
        payload=encode_data(outgoing.event),
    )
