"""Erasures that were proposed, and how each ended."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid, text

from services.registry.database import METADATA

ERASURE = Table(
    "erasure",
    METADATA,
    Column("erasure_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.person_id"), nullable=False),
    Column("ground", Text, nullable=False, comment="a word of the code list erasure-ground"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("proposed_by", Uuid, nullable=False, comment="account"),
    Column("proposed_for", Uuid, comment="account that it stood in for"),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text, comment="erased, refused, withdrawn; null: open"),
    Column("decided_by", Uuid, comment="account"),
    Column("decided_at", DateTime(timezone=True)),
    Column("reason", Text, comment="of a refusal or withdrawal"),
    CheckConstraint(
        "(outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)", name="outcome"
    ),
    Index(None, "person_id"),
    Index("uq_erasure_open", "person_id", unique=True, postgresql_where=text("outcome IS NULL")),
    comment="erasures of persons: what one proposed, and how that ended",
)
