"""Bulletins; a trigger of the migration refuses to change or delete one that is issued."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.reporting.database import METADATA
from shared.database.ltree import LTREE

BULLETIN = Table(
    "bulletin",
    METADATA,
    Column("bulletin_id", Uuid, primary_key=True),
    Column("org_code", Text, nullable=False),
    Column("org_path", LTREE, nullable=False, comment="of the centre"),
    Column("period", Text, nullable=False, comment="the ten-day period, as 2019-04-C"),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False, comment="the figures are as of this day"),
    Column("snapshot_id", Uuid, ForeignKey("snapshot.snapshot_id"), nullable=False),
    Column("content", JSONB, nullable=False, comment="all that is counted into it, as it was then"),
    Column("text", Text, nullable=False, comment="what people say in it"),
    Column("version", Integer, nullable=False, comment="changes"),
    Column("told", Integer, nullable=False, comment="events published about it"),
    Column("year", Integer, comment="in which it was issued"),
    Column("number", Integer, comment="in that year; null: a draft"),
    Column("issued_on", Date),
    Column("word", Text, nullable=False, server_default="旬通报", comment="with which the document number begins"),
    Column("written_by", ARRAY(Uuid), nullable=False, comment="accounts that wrote it: none issues it"),
    Column("written_at", DateTime(timezone=True), nullable=False, comment="when it last changed"),
    Column("issued_by", Uuid, comment="account"),
    CheckConstraint("(number IS NULL) = (year IS NULL)", name="year"),
    CheckConstraint("(number IS NULL) = (issued_on IS NULL)", name="issued_on"),
    CheckConstraint("(number IS NULL) = (issued_by IS NULL)", name="issued_by"),
    UniqueConstraint("period", name="uq_bulletin_period"),
    UniqueConstraint("year", "number", name="uq_bulletin_number"),
    Index("ix_bulletin_first_on", "first_on"),
    comment="the bulletin of each ten-day period",
)
