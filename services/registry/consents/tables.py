"""Consents; those withdrawn are kept."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid, text

from services.registry.database import METADATA

CONSENT = Table(
    "consent",
    METADATA,
    Column("consent_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.person_id"), nullable=False),
    Column("purpose", Text, nullable=False, comment="a word of the code list consent-purpose"),
    Column("form", Text, nullable=False, comment="a word of the code list consent-form"),
    Column("given_on", Date, nullable=False),
    Column("document", Text, nullable=False, comment="where it stands, by kind and number"),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("withdrawn_on", Date, comment="null: it holds"),
    Column("reason", Text, comment="a word of the code list consent-end"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("withdrawn_by", Uuid, comment="account that recorded it"),
    CheckConstraint(
        "(withdrawn_on IS NULL) = (reason IS NULL) AND (withdrawn_on IS NULL) = (withdrawn_by IS NULL)", name="reason"
    ),
    CheckConstraint("withdrawn_on >= given_on", name="withdrawn_on"),
    Index(None, "person_id"),
    # Whoever records it at once.
    Index("uq_consent_holding", "person_id", "purpose", unique=True, postgresql_where=text("withdrawn_on IS NULL")),
    comment="what persons agreed to",
)
