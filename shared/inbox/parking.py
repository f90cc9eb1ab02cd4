"""Parking what cannot be applied: the rows, and the dead letters that tell the outside of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from aiokafka.structs import ConsumerRecord
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.crashpoint import reach
from shared.events.catalogue import DEAD_LETTER_ID, dead_letter_topic
from shared.ids import new_id
from shared.inbox.incoming import IncomingRecord, Stream, read_record
from shared.inbox.subscription import Subscription
from shared.inbox.verdict import Cause, Disposition, Verdict
from shared.outbox.rows import MAX_RECORD_BYTES, OutboxRow, insert_rows, pack_headers

RecordHeaders = list[tuple[str, bytes | None]]
pack_record_headers = msgspec.msgpack.Encoder().encode
unpack_record_headers = msgspec.msgpack.Decoder(RecordHeaders).decode

UNKNOWN_TYPE = "unknown"
# Room for the key and Kafka's framing.
LARGEST_LETTER_BYTES = MAX_RECORD_BYTES - 10_000
LONGEST_DETAIL = 2_000

PARK_KEYS = text("""
    INSERT INTO parked_key (id, topic, key, cause, detail, parked_at)
    SELECT id, topic, key, cause, detail, :now
    FROM unnest(CAST(:ids AS uuid[]), CAST(:topics AS text[]), CAST(:keys AS text[]), CAST(:causes AS text[]),
                CAST(:details AS text[])) AS mine (id, topic, key, cause, detail)
    ORDER BY topic, key
    ON CONFLICT (topic, key) DO NOTHING
""")

PARK_EVENTS = text("""
    INSERT INTO parked_event (id, topic, key, sequence, partition, "offset", event_id, type, record_key, headers,
                              payload, cause, detail, parked_at)
    SELECT id, topic, key, sequence, partition, place, event_id, type, record_key, headers, payload, cause, detail, :now
    FROM unnest(CAST(:ids AS uuid[]), CAST(:topics AS text[]), CAST(:keys AS text[]), CAST(:sequences AS bigint[]),
                CAST(:partitions AS integer[]), CAST(:places AS bigint[]), CAST(:event_ids AS uuid[]),
                CAST(:types AS text[]), CAST(:record_keys AS bytea[]), CAST(:headers AS bytea[]),
                CAST(:payloads AS bytea[]), CAST(:causes AS text[]), CAST(:details AS text[]))
         AS mine (id, topic, key, sequence, partition, place, event_id, type, record_key, headers, payload, cause,
                  detail)
    ON CONFLICT (id) DO NOTHING
    RETURNING id
""")


async def park(connection: AsyncConnection, verdicts: Sequence[Verdict], *, group: str, now: datetime) -> None:
    """Keep the records of parked and waiting events as they arrived, each once; a dead letter for each parked one."""
    if not verdicts:
        return
    reach("consumer.before-park")
    heads = {v.record.stream: v for v in reversed(verdicts) if v.disposition is Disposition.PARKED}
    await connection.execute(PARK_KEYS, {**_key_arrays(list(heads.values())), "now": now})
    rows = await connection.execute(PARK_EVENTS, {**_event_arrays(verdicts), "now": now})
    new: Collection[UUID] = set(rows.scalars())
    dead = [v for v in verdicts if v.record.id in new and v.cause is not Cause.BEHIND]
    if dead:
        await insert_rows(connection, [_dead_letter(v, group) for v in dead], now=now)
    reach("consumer.after-park")


def restore_record(row: Row[Any], stream: Stream, subscription: Subscription) -> IncomingRecord:
    """A row of parked_event, read anew: the program may have learned to read it since."""
    headers = tuple(unpack_record_headers(row.headers))
    raw = ConsumerRecord(row.topic, row.partition, row.offset, 0, 0, row.record_key, row.payload, None, -1, -1, headers)
    return read_record(raw, subscription).in_stream(stream)


def in_order(records: Iterable[IncomingRecord]) -> Sequence[IncomingRecord]:
    """By sequence; those without one first, since nothing says that what follows may go before."""
    return sorted(records, key=lambda each: (each.envelope.sequence if each.envelope else 0, each.raw.offset))


def _key_arrays(heads: Sequence[Verdict]) -> dict[str, list[object]]:
    return {
        "ids": [v.record.stream.id for v in heads],
        "topics": [v.record.stream.topic for v in heads],
        "keys": [v.record.stream.key for v in heads],
        "causes": [v.cause for v in heads],
        "details": [_storable(v.detail) for v in heads],
    }


def _event_arrays(verdicts: Sequence[Verdict]) -> dict[str, list[object]]:
    raws = [v.record.raw for v in verdicts]
    envelopes = [v.record.envelope for v in verdicts]
    return {
        "ids": [v.record.id for v in verdicts],
        "topics": [v.record.stream.topic for v in verdicts],
        "keys": [v.record.stream.key for v in verdicts],
        "sequences": [envelope.sequence if envelope else None for envelope in envelopes],
        "partitions": [raw.partition for raw in raws],
        "places": [raw.offset for raw in raws],
        "event_ids": [envelope.id if envelope else None for envelope in envelopes],
        "types": [_storable(envelope.type) if envelope else UNKNOWN_TYPE for envelope in envelopes],
        "record_keys": [raw.key for raw in raws],
        "headers": [pack_record_headers(raw.headers) for raw in raws],
        "payloads": [raw.value for raw in raws],
        "causes": [v.cause for v in verdicts],
        "details": [_storable(v.detail) for v in verdicts],
    }


def _dead_letter(verdict: Verdict, group: str) -> OutboxRow:
    """The record with its own headers and the cause. What is too large to travel again is left out, and says so."""
    record = verdict.record
    raw, envelope = record.raw, record.envelope
    letter = new_id()
    about = {
        DEAD_LETTER_ID: str(letter),
        "dl_cause": verdict.cause or "",
        "dl_detail": _storable(verdict.detail),
        "dl_group": group,
        "dl_topic": raw.topic,
        "dl_partition": str(raw.partition),
        "dl_offset": str(raw.offset),
        "dl_parked_key": str(record.stream.id),
    }
    headers, payload = _fitting(raw, about)
    return OutboxRow(
        event_id=letter,
        topic=dead_letter_topic(group),
        key=record.stream.key[:1_000],
        aggregate_id=str(letter),
        aggregate_version=1,
        type=_storable(envelope.type) if envelope else UNKNOWN_TYPE,
        headers=headers,
        payload=payload,
    )


def _fitting(raw: ConsumerRecord, about: Mapping[str, str]) -> tuple[bytes, bytes]:
    """Headers and payload of a dead letter: without the value, the record's headers or both where Kafka says no."""
    for with_headers, with_value in ((True, True), (True, False), (False, True), (False, False)):
        own = [(name, value or b"") for name, value in raw.headers] if with_headers else []
        payload = raw.value or b"" if with_value else b""
        said = {
            **about,
            "dl_headers": "whole" if with_headers else "omitted",
            "dl_value": "null" if raw.value is None else "whole" if with_value else "omitted",
        }
        headers = pack_headers([*own, *((name, value.encode()) for name, value in said.items())])
        if len(headers) + len(payload) <= LARGEST_LETTER_BYTES:
            break
    return headers, payload


def _storable(said: str) -> str:
    """PostgreSQL keeps no NUL in a text."""
    return said.replace("\0", "�")[:LONGEST_DETAIL]
