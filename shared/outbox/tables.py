"""The outbox and what of it is published. `shared.outbox.position` explains the two tables."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import INT8MULTIRANGE

from shared.database.metadata import KERNEL

OUTBOX = Table(
    "outbox",
    KERNEL,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("aggregate_id", Text, nullable=False),
    Column("aggregate_version", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("headers", LargeBinary, nullable=False, comment="the record headers, msgpack of [[name, bytes], …]"),
    Column("payload", LargeBinary, nullable=False, comment="the record value as it goes out"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("topic", "aggregate_id", "aggregate_version"),
    comment="every event of this service, published or not; rows are only inserted, and kept for good",
)

OUTBOX_POSITION = Table(
    "outbox_position",
    KERNEL,
    Column("one", Boolean, primary_key=True),
    Column("floor", BigInteger, nullable=False, comment="every id up to here is published or will never exist"),
    Column("ahead", INT8MULTIRANGE, nullable=False, comment="ids above the floor that are published too"),
    Column("revision", BigInteger, nullable=False),
    CheckConstraint("one", name="one"),
    comment="which rows of the outbox are published: one row, changed by compare-and-swap on revision",
)
