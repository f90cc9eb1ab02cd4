"""Opening figures; one that was corrected or withdrawn is kept."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Table,
    Text,
    Uuid,
    text,
)

from services.reporting.database import METADATA

BYTES = Text(collation="C")

OPENING_FIGURE = Table(
    "opening_figure",
    METADATA,
    Column("opening_id", Uuid, primary_key=True),
    Column("figure_code", BYTES, nullable=False),
    Column("org_path", BYTES, nullable=False),
    Column("counted_to", Date, nullable=False, comment="the last day it covers"),
    Column("value", BigInteger, nullable=False, comment="of the unit by itself, without those below it"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("replaces", Uuid, ForeignKey("opening_figure.opening_id"), comment="the one it corrects"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("ended_by", Uuid, comment="account"),
    Column("ended_at", DateTime(timezone=True)),
    Column("end_reason", Text, comment="null beside ended_at: corrected"),
    CheckConstraint("value >= 0", name="value"),
    CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_at"),
    CheckConstraint("end_reason IS NULL OR ended_at IS NOT NULL", name="end_reason"),
    # However many record one at once.
    Index(
        "uq_opening_figure_standing",
        "org_path",
        "figure_code",
        unique=True,
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_opening_figure_replaces", "replaces", unique=True),
    comment="what had been done before the county's first day with this system",
)
