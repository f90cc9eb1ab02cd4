"""The envelope of an event on Kafka: CloudEvents 1.0, binary mode.

Attributes travel as `ce_*` headers, the value is the JSON of the contract, `content-type` is `application/json`.
Attributes this system does not know are ignored; a missing or malformed one it relies on is a `BrokenEnvelope`.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published

CONTENT_TYPE = "application/json"
SPEC_VERSION = "1.0"
# The header of the event's own id.
EVENT_ID = "ce_id"
# The sequence extension wants text that sorts like the number it stands for.
SEQUENCE_DIGITS = 10

Text = Annotated[str, Meta(min_length=1)]
Headers = Sequence[tuple[str, bytes | None]]


class BrokenEnvelope(Exception):
    """The headers are not an envelope of this system; `cause` says which and why."""

    def __init__(self, cause: str) -> None:
        super().__init__(f"信封不合约定 · broken envelope: {cause}")
        self.cause = cause


class BrokenData(Exception):
    """The value breaks the contract of its type; `cause` says what and where (a JSON path)."""

    def __init__(self, type_string: str, cause: str) -> None:
        super().__init__(f"数据不合约定 · {type_string} breaks its contract: {cause}")
        self.type = type_string
        self.cause = cause


class Envelope(msgspec.Struct, frozen=True, kw_only=True, gc=False, rename=lambda name: f"ce_{name}"):
    """What is known about an event besides its data.

    `subject` and `partitionkey` are the aggregate's id, `sequence` its version (1..n, no gaps). `time` is when the fact
    was recorded, `effectivedate` when it holds from, if that differs. `supersedes` is the id of the event a correction
    replaces. `synthetic` marks generated demonstration data. `causationid` is the id of the event or request that led
    to this one, `correlationid` is shared by everything that one request set in motion.
    """

    id: UUID
    source: Text
    type: Text
    subject: Text
    time: Annotated[datetime, Meta(tz=True)]
    dataschema: Text
    partitionkey: Text
    sequence: Annotated[int, Meta(ge=1)]
    correlationid: Text
    piiclass: PiiClass
    causationid: Text | None = None
    traceparent: str = ""
    synthetic: bool = False
    supersedes: UUID | None = None
    effectivedate: date | None = None


def encode_headers(envelope: Envelope) -> list[tuple[str, bytes]]:
    """The record headers; an attribute that is absent, empty or false is left out."""
    optional = {
        "ce_causationid": envelope.causationid,
        "ce_traceparent": envelope.traceparent,
        "ce_synthetic": "true" if envelope.synthetic else None,
        "ce_supersedes": envelope.supersedes,
        "ce_effectivedate": envelope.effectivedate,
    }
    return [
        ("ce_specversion", SPEC_VERSION.encode()),
        (EVENT_ID, str(envelope.id).encode()),
        ("ce_source", envelope.source.encode()),
        ("ce_type", envelope.type.encode()),
        ("ce_subject", envelope.subject.encode()),
        ("ce_time", _rfc3339(envelope.time)),
        ("ce_dataschema", envelope.dataschema.encode()),
        ("ce_partitionkey", envelope.partitionkey.encode()),
        ("ce_sequence", f"{envelope.sequence:0{SEQUENCE_DIGITS}}".encode()),
        ("ce_correlationid", envelope.correlationid.encode()),
        ("ce_piiclass", envelope.piiclass.encode()),
        *((name, str(value).encode()) for name, value in optional.items() if value),
        ("content-type", CONTENT_TYPE.encode()),
    ]


def decode_headers(headers: Headers) -> Envelope:
    """The envelope of a record. Raises `BrokenEnvelope`."""
    attributes: dict[str, Any] = _attributes(headers)
    _check_format(attributes)
    attributes["ce_sequence"] = _number(attributes.get("ce_sequence", ""))
    attributes["ce_synthetic"] = _flag(attributes.get("ce_synthetic", "false"))
    try:
        envelope = msgspec.convert(attributes, Envelope)
    except msgspec.ValidationError as error:
        raise BrokenEnvelope(str(error)) from error
    if envelope.time.tzinfo is UTC:
        return envelope
    try:
        return msgspec.structs.replace(envelope, time=envelope.time.astimezone(UTC))
    except OverflowError as error:
        raise BrokenEnvelope("ce_time lies outside the calendar") from error


def encode_data(event: Event) -> bytes:
    """The record value. An event that its own readers would park never leaves: raises `BrokenData`."""
    data = _ENCODER.encode(event)
    _read(type(event), type(event).__name__, data)
    return data


def decode_data(published: Published, data: bytes) -> Event:
    """The event in a record value; unknown fields are ignored. Raises `BrokenData`."""
    return _read(published.contract, published.type, data)


# Maps are written in key order, so that one fact has one form.
_ENCODER = msgspec.json.Encoder(order="deterministic")


@cache
def _decoder(contract: type[Event]) -> msgspec.json.Decoder[Event]:
    return msgspec.json.Decoder(contract)


def _read(contract: type[Event], name: str, data: bytes) -> Event:
    try:
        return _decoder(contract).decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BrokenData(name, str(error)) from error
    except RecursionError as error:
        raise BrokenData(name, "nested too deeply") from error


def _rfc3339(instant: datetime) -> bytes:
    if instant.tzinfo is None:
        raise ValueError("an event's time needs its zone")
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z").encode()


def _attributes(headers: Headers) -> dict[str, str]:
    """Our headers as text. Those of others may be in any encoding and are not looked at."""
    found: dict[str, str] = {}
    for name, value in headers:
        if not name.startswith("ce_") and name != "content-type":
            continue
        if name in found:
            raise BrokenEnvelope(f"header {name} twice")
        found[name] = _text(name, value)
    return found


def _text(name: str, value: bytes | None) -> str:
    if value is None:
        raise BrokenEnvelope(f"header {name} is null")
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise BrokenEnvelope(f"header {name} is not UTF-8") from error


def _check_format(attributes: dict[str, str]) -> None:
    if attributes.get("ce_specversion") != SPEC_VERSION:
        raise BrokenEnvelope(f"ce_specversion is not {SPEC_VERSION}")
    content_type = attributes.get("content-type", "")
    if content_type != CONTENT_TYPE and content_type.partition(";")[0].strip() != CONTENT_TYPE:
        raise BrokenEnvelope(f"content-type is not {CONTENT_TYPE}")


def _number(text: str) -> int:
    # int() alone would take "+1", " 1", "1_0" and digits of other scripts.
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise BrokenEnvelope("ce_sequence is not a number")
    return int(text)


def _flag(text: str) -> bool:
    if text not in {"true", "false"}:
        raise BrokenEnvelope("ce_synthetic is neither true nor false")
    return text == "true"
