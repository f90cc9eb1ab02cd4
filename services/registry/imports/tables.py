"""Imports, what of their files is still to be judged, and the verdicts."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.registry.database import METADATA

REGISTER_IMPORT = Table(
    "register_import",
    METADATA,
    Column("import_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False, server_default="registrations", comment="registrations, or acts of one kind"),
    Column("account_id", Uuid, nullable=False, comment="who asked for it"),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("correlation_id", Text, nullable=False, comment="of the request; its events carry it"),
    Column("traceparent", Text, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("columns", ARRAY(Text), nullable=False, comment="headers in the order of the file"),
    Column("rows_total", Integer, nullable=False),
    Column("accepted_count", Integer, nullable=False),
    Column("proposed_count", Integer, nullable=False, server_default="0"),
    Column("duplicate_count", Integer, nullable=False),
    Column("ambiguous_count", Integer, nullable=False, server_default="0"),
    Column("rejected_count", Integer, nullable=False),
    Column("chunk_count", Integer, nullable=False),
    Column("next_chunk", Integer, nullable=False, comment="chunks before it are judged and gone"),
    Column("wrapped_key", LargeBinary, comment="of the chunks; gone with the last of them"),
    Column("finished_at", DateTime(timezone=True)),
    Column("revokes", Uuid, comment="the import whose acts this one takes back"),
    Column("failure", Text, comment="why it stopped; a code"),
    CheckConstraint(
        "kind IN ('registrations', 'deaths', 'relocations', 'corrections', 'social-roles', 'death-revocations',"
        " 'relocation-revocations')",
        name="kind",
    ),
    CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
    CheckConstraint("(state IN ('done', 'failed')) = (finished_at IS NOT NULL)", name="finished_at"),
    CheckConstraint("(state IN ('done', 'failed')) = (wrapped_key IS NULL)", name="wrapped_key"),
    Index(None, "account_id", "import_id"),
    # What the worker looks for, again and again.
    Index("ix_register_import_pending", "import_id", postgresql_where=text("finished_at IS NULL")),
    comment="registers handed in as files",
)

IMPORT_CHUNK = Table(
    "import_chunk",
    METADATA,
    Column("import_id", Uuid, ForeignKey("register_import.import_id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False, comment="rows as JSON, encrypted"),
    comment="rows of a file that are still to be judged",
)

FIRST_ROW = Table(
    "import_first_row",
    METADATA,
    Column("import_id", Uuid, ForeignKey("register_import.import_id"), primary_key=True),
    Column(
        "digest",
        LargeBinary,
        primary_key=True,
        comment="of a number, as in person; of acts, of whom and what a row is about, and of all that it says; keyed",
    ),
    Column("row_number", Integer, nullable=False),
    comment="the first row of each identity number, or of each act, in a file, while it is being judged",
)

IMPORT_ROW = Table(
    "import_row",
    METADATA,
    Column("import_id", Uuid, ForeignKey("register_import.import_id"), primary_key=True),
    Column(
        "row_number", Integer, primary_key=True, autoincrement=False, comment="as in the sheet; the header is row 1"
    ),
    Column("outcome", Text, nullable=False),
    Column(
        "veteran_id",
        Uuid,
        comment="who was registered, or is already and is the caller's to see; whom an act was done to",
    ),
    Column("record_id", Uuid, comment="the death or move that it recorded, by which a list is revoked"),
    Column("duplicate_row", Integer, comment="the row of this file with the same number, or the same act"),
    Column("faults", JSONB(none_as_null=True), comment="field, code, zh, en of each"),
    CheckConstraint("outcome IN ('accepted', 'proposed', 'duplicate', 'ambiguous', 'rejected')", name="outcome"),
    comment="what became of each row",
)
