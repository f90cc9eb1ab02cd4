"""Parked events as an operator sees them."""

import base64
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from shared.events.contract import PiiClass
from shared.http.validation import Reason, RequestBody
from shared.inbox.parking import unpack_record_headers
from shared.inbox.redriving import Redriven
from shared.parked.commands import Discarded
from shared.parked.skipping import Skipped

# The operator keeps the system running and has no business with what is sensitive: that stays in the database.
SHOWN_CLASSES = {PiiClass.P0, PiiClass.P1}
LONGEST_SHOWN_BYTES = 100_000


class ParkedKeyView(BaseModel):
    """An aggregate whose events wait."""

    parked_id: UUID
    topic: str
    key: str
    cause: str = Field(
        description="broken-envelope, broken-data, gap, fork, handler, timeout; behind: discarded in part, redrive it"
    )
    detail: str
    parked_at: datetime
    event_count: int
    last_sequence: int = Field(description="the last event that was applied")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(parked_id=row.id, **{name: row._mapping[name] for name in cls.model_fields if name != "parked_id"})


class ParkedEventView(BaseModel):
    """One record as it arrived."""

    event_id: UUID = Field(description="of this row; give it to discard the record")
    sequence: int | None
    type: str
    partition: int
    offset: int
    cause: str
    detail: str
    parked_at: datetime
    headers: dict[str, str] = Field(description="the CloudEvents attributes")
    payload: str | None = Field(description="text, or base64 when it is none; null when withheld, too long or missing")
    payload_bytes: int
    withheld: bool = Field(description="sensitive, or nothing says that it is not")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        headers = {
            name: (value or b"").decode(errors="replace")
            for name, value in unpack_record_headers(row.headers)
            if name.startswith("ce_")
        }
        withheld = headers.get("ce_piiclass") not in SHOWN_CLASSES
        payload = row.payload or b""
        return cls(
            event_id=row.id,
            sequence=row.sequence,
            type=row.type,
            partition=row.partition,
            offset=row.offset,
            cause=row.cause,
            detail=row.detail,
            parked_at=row.parked_at,
            headers={} if withheld else headers,
            payload=None if withheld or len(payload) > LONGEST_SHOWN_BYTES else _shown(row.payload),
            payload_bytes=len(payload),
            withheld=withheld,
        )


class DiscardRequest(RequestBody):
    reason: Reason = Field(description="kept with the audit trail; names no person")


class DiscardThroughRequest(DiscardRequest):
    through: int = Field(ge=1, le=2**62, description="the last sequence to discard")


class RedrivenView(BaseModel):
    """Either all events were applied, or none, and the cause says what stands in the way."""

    redriven: bool
    applied: int
    cause: str | None
    detail: str

    @classmethod
    def of(cls, redriven: Redriven) -> Self:
        return cls(
            redriven=redriven.cause is None, applied=redriven.applied, cause=redriven.cause, detail=redriven.detail
        )


class DiscardedView(BaseModel):
    last_sequence: int = Field(description="the last event now counted as dealt with")
    waiting: int = Field(description="events of the aggregate that remain parked; redrive them")

    @classmethod
    def of(cls, discarded: Discarded) -> Self:
        return cls(last_sequence=discarded.last_sequence, waiting=discarded.waiting)


class BreakerView(BaseModel):
    """Open: the consumer stands still, parks nothing, and tries again every half minute."""

    open: bool
    opened_at: datetime | None
    reason: str = Field(description="what could not be applied when it opened last")
    may_park: int = Field(description="events that may still be parked although it would open")

    @classmethod
    def of(cls, row: Row[Any] | None) -> Self:
        if row is None:
            return cls(open=False, opened_at=None, reason="", may_park=0)
        return cls(open=row.opened_at is not None, opened_at=row.opened_at, reason=row.reason, may_park=row.may_park)


class PermitView(BaseModel):
    may_park: int


class PermitRequest(DiscardRequest):
    events: int = Field(ge=1, le=100_000, description="replaces what an earlier permission left over")


class UnreadableView(BaseModel):
    """A batch that cannot be decoded, and at which the consumer stands; the other partitions go on."""

    unreadable_id: UUID
    topic: str
    partition: int
    offset: int
    next: int = Field(description="the first offset behind it")
    cause: str
    found_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        fields = {name: row._mapping[name] for name in cls.model_fields if name != "unreadable_id"}
        return cls(unreadable_id=row.id, **fields)


class SkippedView(BaseModel):
    """These offsets are never applied; of an aggregate that misses an event, the next one is parked as a gap."""

    topic: str
    partition: int
    offset: int
    next: int

    @classmethod
    def of(cls, skipped: Skipped) -> Self:
        return cls(topic=skipped.topic, partition=skipped.partition, offset=skipped.offset, next=skipped.next)


def _shown(payload: bytes | None) -> str | None:
    if payload is None:
        return None
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return base64.b64encode(payload).decode()
