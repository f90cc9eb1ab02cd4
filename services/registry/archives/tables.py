"""The papers of a file that are there, each with who found it and when; what is there no longer is kept."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid, text

from services.registry.database import METADATA

ARCHIVE = Table(
    "archive",
    METADATA,
    Column("archive_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("veteran.veteran_id"), nullable=False, unique=True),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("checked_on", Date, nullable=False, comment="when somebody last looked"),
    Column("away_id", Uuid, comment="the record by which it was sent on and is elsewhere; null: it is here"),
    comment="paper files that have been received",
)

ARCHIVE_PAPER = Table(
    "archive_paper",
    METADATA,
    Column("paper_id", Uuid, primary_key=True),
    Column("archive_id", Uuid, ForeignKey("archive.archive_id"), nullable=False),
    Column("paper", Text, nullable=False, comment="a word of the code list archive-paper"),
    Column("found_on", Date, nullable=False),
    Column("found_by", Uuid, nullable=False, comment="account"),
    Column("known_from", DateTime(timezone=True), nullable=False),
    Column("gone_by", Uuid, comment="account"),
    Column("known_until", DateTime(timezone=True), comment="from then on it was not there, or never had been"),
    CheckConstraint("(gone_by IS NULL) = (known_until IS NULL)", name="known_until"),
    Index("uq_archive_paper_there", "archive_id", "paper", unique=True, postgresql_where=text("known_until IS NULL")),
    comment="papers in a file",
)
