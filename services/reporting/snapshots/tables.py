"""Snapshots as they were frozen. A trigger of the migration refuses to change or delete one."""

from sqlalchemy import Column, Date, DateTime, LargeBinary, Table, Text, UniqueConstraint, Uuid

from services.reporting.database import METADATA

SNAPSHOT = Table(
    "snapshot",
    METADATA,
    Column("snapshot_id", Uuid, primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("digest", Text, nullable=False),
    Column("content", LargeBinary, nullable=False, comment="canonical JSON, the very bytes that the digest is of"),
    Column("frozen_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("as_of", "digest"),
)
