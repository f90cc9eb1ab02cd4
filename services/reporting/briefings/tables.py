"""Briefing notes in editions; a trigger of the migration refuses to change or delete an edition that is issued."""

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

BRIEFING = Table(
    "briefing",
    METADATA,
    Column("briefing_id", Uuid, primary_key=True),
    Column("org_code", Text, nullable=False),
    Column("org_path", LTREE, nullable=False, comment="of the centre"),
    Column("word", Text, nullable=False, comment="with which the document number begins"),
    Column("year", Integer, comment="in which the first edition was issued"),
    Column("number", Integer, comment="in that year"),
    Column("edition", Integer, nullable=False, comment="the last one written"),
    Column("issued", Integer, nullable=False, comment="the last one issued; 0: none"),
    Column("version", Integer, nullable=False, comment="changes"),
    Column("written_by", ARRAY(Uuid), nullable=False, comment="accounts that wrote the last edition: none issues it"),
    CheckConstraint("(issued = 0) = (number IS NULL)", name="number"),
    CheckConstraint("(year IS NULL) = (number IS NULL)", name="year"),
    CheckConstraint("issued BETWEEN 0 AND edition AND edition <= issued + 1", name="issued"),
    UniqueConstraint("year", "number", name="uq_briefing_number"),
    Index(None, "org_path", postgresql_using="gist"),
    comment="briefing notes for the leaders",
)

BRIEFING_EDITION = Table(
    "briefing_edition",
    METADATA,
    Column("briefing_id", Uuid, ForeignKey("briefing.briefing_id"), primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("subject", Text, nullable=False),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False, comment="the figures are as of this day"),
    Column("figures", ARRAY(Text), nullable=False, comment="codes of those that it tells"),
    Column("counted", JSONB, nullable=False, comment="the figures, as they were when it was written"),
    Column("text", Text, nullable=False, comment="what people say in it"),
    Column("reason", Text, comment="why what was issued is corrected"),
    Column("written_by", Uuid, nullable=False, comment="account"),
    Column("written_at", DateTime(timezone=True), nullable=False),
    Column("issued_by", Uuid, comment="account; null: a draft"),
    Column("issued_at", DateTime(timezone=True)),
    CheckConstraint("(issued_by IS NULL) = (issued_at IS NULL)", name="issued_at"),
    comment="what each edition of a briefing note says",
)
