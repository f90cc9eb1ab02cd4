"""A record from Kafka, as far as it can be read without looking at its data. Every record is treated as hostile."""

import hashlib
from uuid import UUID, uuid5

import msgspec
from aiokafka.structs import ConsumerRecord

from shared.events.contract import Event, Published
from shared.events.envelope import BrokenData, BrokenEnvelope, Envelope, decode_data, decode_headers
from shared.inbox.projection import Delivered
from shared.inbox.subscription import Subscription

NAMESPACE = UUID("6f1d5b7e-3c58-4a53-9a52-b1f6f5d0c411")

# PostgreSQL keeps no NUL in a text, and no text of more than 2.7 KB in an index.
LONGEST_KEY_BYTES = 512

RecordPosition = tuple[str, int, int]
"""topic, partition, offset"""


class Stream(msgspec.Struct, frozen=True, gc=False):
    """The events of one aggregate: what is kept in order, and what is parked as a whole."""

    topic: str
    key: str

    @property
    def id(self) -> UUID:
        return uuid5(NAMESPACE, f"{self.topic}\0{self.key}")


class IncomingRecord(msgspec.Struct, frozen=True, gc=False):
    """`broken` says why there is no envelope. `published` is None for a type this system does not know."""

    raw: ConsumerRecord
    stream: Stream
    envelope: Envelope | None
    published: Published | None
    broken: str = ""

    @property
    def position(self) -> RecordPosition:
        return self.raw.topic, self.raw.partition, self.raw.offset

    @property
    def name(self) -> str:
        """For metrics: the short name of a known type, else `unknown`. A closed set, whatever is sent."""
        return self.published.name if self.published else "unknown"

    @property
    def id(self) -> UUID:
        """The same for every repeat of the event, wherever in the log it stands."""
        mark = str(self.envelope.id) if self.envelope else _bytes_of(self.raw).hex()
        return uuid5(NAMESPACE, f"{self.stream.topic}\0{self.stream.key}\0{mark}")

    def in_stream(self, stream: Stream) -> "IncomingRecord":
        """As one of the events of another stream: the one it was parked with."""
        return IncomingRecord(self.raw, stream, self.envelope, self.published, self.broken)

    def deliver(self) -> Delivered[Event]:
        """With its data decoded. Raises BrokenData."""
        envelope, published = self.envelope, self.published
        if envelope is None or published is None:
            raise AssertionError("only a readable event of a known type can be delivered")
        if self.raw.value is None:
            raise BrokenData(published.type, "the value is null")
        event = decode_data(published, self.raw.value)
        # What is in order within one stream may not be said of another aggregate.
        if published.key_of(event) != envelope.partitionkey:
            raise BrokenData(published.type, f"{published.key} is not the record's key")
        return Delivered(
            event=event,
            id=envelope.id,
            type=envelope.type,
            time=envelope.time,
            topic=self.raw.topic,
            partition=self.raw.partition,
            offset=self.raw.offset,
            key=self.stream.key,
            sequence=envelope.sequence,
            correlation_id=envelope.correlationid,
            synthetic=envelope.synthetic,
            traceparent=envelope.traceparent,
        )


def read_record(raw: ConsumerRecord, subscription: Subscription) -> IncomingRecord:
    try:
        key = _key(raw)
        envelope = decode_headers(raw.headers)
        published = subscription.find_type(envelope.type)
        _check(raw, key, envelope, published, source=subscription.source_of(raw.topic))
    except BrokenEnvelope as fault:
        return IncomingRecord(raw, Stream(raw.topic, _fallback_key(raw)), None, None, fault.cause)
    return IncomingRecord(raw, Stream(raw.topic, key), envelope, published)


def fingerprint(record: ConsumerRecord) -> bytes:
    """Eight bytes that tell this record from another one at the same offset of a log that was replaced."""
    digest = hashlib.blake2b(str(record.timestamp).encode(), digest_size=8)
    for part in (record.key, record.value):
        digest.update(b"\0" if part is None else b"\1" + part)
    return digest.digest()


def _bytes_of(record: ConsumerRecord) -> bytes:
    """What tells a record without an id from others: of two in one millisecond only the headers may differ."""
    digest = hashlib.blake2b(fingerprint(record), digest_size=16)
    for name, value in record.headers:
        for part in (str(name).encode("utf-8", "surrogatepass"), value or b""):
            digest.update(len(part).to_bytes(4, "big") + part)
    return digest.digest()


def _key(record: ConsumerRecord) -> str:
    if record.key is None:
        raise BrokenEnvelope("the record has no key")
    try:
        key: str = record.key.decode()
    except UnicodeDecodeError as fault:
        raise BrokenEnvelope("the record's key is not UTF-8") from fault
    if "\0" in key or len(record.key) > LONGEST_KEY_BYTES:
        raise BrokenEnvelope("the record's key holds a NUL or is too long")
    return key


def _fallback_key(record: ConsumerRecord) -> str:
    """The key of a record whose envelope is broken, so that it blocks its aggregate if that is known at all."""
    try:
        return _key(record)
    except BrokenEnvelope:
        return f"?{record.partition}@{record.offset}"


def _check(
    record: ConsumerRecord, key: str, envelope: Envelope, published: Published | None, *, source: str | None
) -> None:
    """`source` is the one of the topic's owner. A type of a later version is not known, and moves the sequence on like
    any other: so it has to come from the owner as well.
    """
    if envelope.partitionkey != key:
        raise BrokenEnvelope("ce_partitionkey is not the record's key")
    if published is not None and published.topic != record.topic:
        raise BrokenEnvelope(f"{published.type} does not belong on this topic")
    if envelope.source != source:
        raise BrokenEnvelope("ce_source is not the owner of this topic")
