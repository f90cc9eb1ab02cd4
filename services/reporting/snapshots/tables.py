"""Snapshots as they were frozen. A trigger of the migration refuses to change or delete one."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.reporting.database import METADATA

SNAPSHOT = Table(
    "snapshot",
    METADATA,
    Column("snapshot_id", Uuid, primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("digest", Text, nullable=False, comment="over the figures that every release must reproduce"),
    Column("content_digest", Text, comment="over the very bytes of content; null where frozen before it was kept"),
    Column("content", LargeBinary, nullable=False, comment="canonical JSON"),
    Column("frozen_at", DateTime(timezone=True), nullable=False),
    Column("provisional", Boolean, nullable=False, comment="something was missing, as the basis says"),
    Column("for_publication", Boolean, nullable=False),
    Column("reason", Text, comment="why a leader has it published although it is provisional"),
    Column("basis", JSONB, nullable=False, comment="what the content stood on; outside the digest"),
    # Equal content frozen again is the same snapshot; one that has become final, or is published, stands beside it.
    UniqueConstraint("as_of", "content_digest", "provisional", "for_publication"),
)
