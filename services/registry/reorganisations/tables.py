"""Units that are to be closed, what services answered of them, and moves of what units hold."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.registry.database import METADATA

UNIT_CLOSING = Table(
    "org_unit_closing",
    METADATA,
    Column("closing_id", Uuid, primary_key=True),
    Column("org_code", Text, ForeignKey("org_unit.org_code"), nullable=False, index=True),
    Column("document", Text, nullable=False),
    Column("begun_by", Uuid, nullable=False, comment="account"),
    Column("begun_for", Uuid, comment="account that it stood in for"),
    Column("begun_at", DateTime(timezone=True), nullable=False),
    Column("asked", Integer, nullable=False, comment="version of the unit by which services were asked last"),
    Column("successor_code", Text, ForeignKey("org_unit.org_code"), comment="what it is merged into; null: nothing"),
    Column("merged_on", Date, comment="the day of the merger"),
    Column("ended_by", Uuid, comment="account; null: it is to be closed still"),
    Column("ended_for", Uuid, comment="account that it stood in for"),
    Column("ended_at", DateTime(timezone=True)),
    Column("outcome", Text, comment="closed, withdrawn"),
    Column("end_document", Text, comment="why it is not closed after all"),
    CheckConstraint("(successor_code IS NULL) = (merged_on IS NULL)", name="merged_on"),
    CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="outcome"),
    Index("uq_org_unit_closing_open", "org_code", unique=True, postgresql_where=text("ended_at IS NULL")),
    comment="units that are, or were, to be closed",
)

# A projection of the answers of benefits, reporting and notifications.
UNIT_ANSWER = Table(
    "org_unit_answer",
    METADATA,
    Column("org_code", Text, primary_key=True),
    Column("service", Text, primary_key=True),
    Column("asked", Integer, nullable=False, comment="version of the unit by which it was asked"),
    Column("open", JSONB, nullable=False, comment="what is open there by its code; empty: nothing"),
    Column("answered_at", DateTime(timezone=True), nullable=False),
    comment="what services answered last of units that are to be closed",
)

HOLDINGS_MOVE = Table(
    "holdings_move",
    METADATA,
    Column("move_id", Uuid, primary_key=True),
    Column("from_code", Text, ForeignKey("org_unit.org_code"), nullable=False, index=True),
    Column("to_code", Text, ForeignKey("org_unit.org_code"), nullable=False, index=True),
    Column("moved_on", Date, nullable=False),
    Column("document", Text, nullable=False),
    Column("asked_by", Uuid, nullable=False, comment="account on whose behalf it is worked off"),
    Column("asked_for", Uuid, comment="account that it stood in for"),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True), comment="null: under way"),
    Column("hindrance", Text, comment="why it was stopped before its end: stopped, grant-ended, account-disabled"),
    Column("act", Text, nullable=False, server_default="handover", comment="it was part of: handover, merger, split"),
    Column("takes_back", Uuid, ForeignKey("holdings_move.move_id"), comment="the move that it takes back"),
    CheckConstraint("act IN ('handover', 'merger', 'split')", name="act"),
    Index("ix_holdings_move_open", "move_id", postgresql_where=text("finished_at IS NULL")),
    comment="moves of what a unit holds to another one",
)

HOLDING_MOVED = Table(
    "holding_moved",
    METADATA,
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("move_id", Uuid, ForeignKey("holdings_move.move_id"), nullable=False),
    Column("kind", Text, nullable=False, comment="what it is: a row of KINDS"),
    Column("item_id", Uuid, nullable=False),
    Column("became", Uuid, comment="the record that stands for it since, at the unit that took over"),
    Column("outcome", Text, comment="moved, or the code of the refusal; null: not yet"),
    Column("zh", Text, comment="why it was not moved"),
    Column("en", Text, comment="why it was not moved"),
    Index("uq_holding_moved_item", "move_id", "kind", "item_id", unique=True),
    Index("ix_holding_moved_open", "move_id", "number", postgresql_where=text("outcome IS NULL")),
    comment="what such a move takes along, and what became of each",
)
