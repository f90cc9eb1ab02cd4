"""Rows of the outbox as they are written: encoded once, never parsed again on their way to Kafka."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# Kafka takes records up to 1 MiB (message.max.bytes) with headers and framing. What is larger would block the
# outbox for ever, since the relay skips nothing: it is refused before it is written.
MAX_RECORD_BYTES = 1_000_000

Headers = list[tuple[str, bytes]]

pack_headers = msgspec.msgpack.Encoder().encode
unpack_headers = msgspec.msgpack.Decoder(Headers).decode

# The transaction's id is taken (pg_current_xact_id, first in the join) before any row gets its number. The relay
# relies on it to know when a number that it does not see will never come: see shared.outbox.position.
SQL = """
    INSERT INTO outbox (event_id, topic, key, aggregate_id, aggregate_version, type, headers, payload, recorded_at)
    SELECT row.event_id, row.topic, row.key, row.aggregate_id, row.aggregate_version, row.type, row.headers,
           row.payload, :recorded_at
    FROM pg_current_xact_id(),
         unnest(CAST(:event_ids AS uuid[]), CAST(:topics AS text[]), CAST(:keys AS text[]),
                CAST(:aggregate_ids AS text[]), CAST(:versions AS bigint[]), CAST(:types AS text[]),
                CAST(:headers AS bytea[]), CAST(:payloads AS bytea[])) WITH ORDINALITY
         AS row (event_id, topic, key, aggregate_id, aggregate_version, type, headers, payload, position)
    ORDER BY row.position
"""
INSERT = text(SQL)


class RecordTooLarge(ValueError):
    """An event that Kafka would refuse. A contract must not allow one."""

    def __init__(self, type_string: str, size: int) -> None:
        super().__init__(f"{type_string}: {size} bytes, Kafka takes {MAX_RECORD_BYTES}")


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One record for Kafka. `aggregate_version` counts what the aggregate has published to `topic`: 1..n, no gaps."""

    event_id: UUID
    topic: str
    key: str
    aggregate_id: str
    aggregate_version: int
    type: str
    headers: bytes
    payload: bytes


async def insert_rows(connection: AsyncConnection, rows: Sequence[OutboxRow], *, now: datetime) -> None:
    """One statement for all, in the order given. Raises RecordTooLarge before anything is written."""
    await connection.execute(INSERT, values_of(rows, now=now))


def values_of(rows: Sequence[OutboxRow], *, now: datetime) -> dict[str, Any]:
    """The values of `SQL`. Raises RecordTooLarge."""
    for row in rows:
        _check_size(row)
    return {
        "event_ids": [row.event_id for row in rows],
        "topics": [row.topic for row in rows],
        "keys": [row.key for row in rows],
        "aggregate_ids": [row.aggregate_id for row in rows],
        "versions": [row.aggregate_version for row in rows],
        "types": [row.type for row in rows],
        "headers": [row.headers for row in rows],
        "payloads": [row.payload for row in rows],
        "recorded_at": now,
    }


def _check_size(row: OutboxRow) -> None:
    size = len(row.payload) + len(row.headers) + len(row.key)
    if size > MAX_RECORD_BYTES:
        raise RecordTooLarge(row.type, size)
