"""Answers already given to requests that carried an Idempotency-Key."""

from sqlalchemy import Column, DateTime, Index, LargeBinary, Table, Text, Uuid

from shared.database.metadata import KERNEL

IDEMPOTENCY = Table(
    "idempotency",
    KERNEL,
    Column("account_id", Uuid, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("action", Text, nullable=False),
    Column(
        "fingerprint",
        LargeBinary,
        nullable=False,
        comment="keyed hash of method, path and body after the name of its key; SHA-256 where a service has no keys",
    ),
    Column("result", LargeBinary, comment="what the command returned, as JSON"),
    Column("claimed_at", DateTime(timezone=True), nullable=False),
    Index(None, "claimed_at"),
    comment="answers already given to requests that carried an Idempotency-Key",
)
