"""What was said of applications for categories, level by level, and what was said of holdings before. Holdings stand
beside the files that claim them (`veterans`)."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)

from services.registry.database import METADATA

CATEGORY_OPINION = Table(
    "category_opinion",
    METADATA,
    Column("holding_id", Uuid, ForeignKey("category_holding.holding_id"), nullable=False),
    Column("number", Integer, nullable=False, comment="from 1 on"),
    Column("round", Integer, nullable=False, comment="of which application"),
    Column("step", Text, nullable=False, comment="room, station, centre"),
    Column("outcome", Text, nullable=False),
    Column("given_by", Uuid, nullable=False, comment="account"),
    Column("given_for", Uuid, comment="the account that it stood in for"),
    Column("given_at", DateTime(timezone=True), nullable=False),
    Column("reason_code", Text, comment="why it is returned, or a word of category-refusal-reason"),
    Column("clause", Text, comment="a word of category-clause"),
    Column("note", Text, comment="in the words of who gave it; not on the bus"),
    PrimaryKeyConstraint("holding_id", "number"),
    CheckConstraint("step IN ('room', 'station', 'centre')", name="step"),
    CheckConstraint("outcome IN ('agree', 'refuse', 'supplement')", name="outcome"),
    CheckConstraint("(outcome = 'agree') = (reason_code IS NULL)", name="reason_code"),
    # A refusal without a clause cannot be.
    CheckConstraint("outcome <> 'refuse' OR clause IS NOT NULL", name="clause"),
    comment="applications for categories: who said what, when and why",
)

CATEGORY_HOLDING_PAST = Table(
    "category_holding_past",
    METADATA,
    Column("holding_id", Uuid, ForeignKey("category_holding.holding_id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("state_from", Date, nullable=False),
    Column("applied_on", Date),
    Column("evidence_kind", Text),
    Column("document", Text),
    Column("certificate_sealed", LargeBinary),
    Column("recognised_on", Date),
    Column("reason_code", Text),
    Column("clause", Text),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("known_from", DateTime(timezone=True), nullable=False),
    Column("known_until", DateTime(timezone=True), nullable=False, comment="no longer believed from then on"),
    PrimaryKeyConstraint("holding_id", "revision"),
    CheckConstraint("known_until >= known_from", name="known_until"),
    comment="what was said of holdings of categories before",
)
