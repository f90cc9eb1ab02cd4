"""Confirmations of years, or that one was missed; what was revoked is kept."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid, text

from services.registry.database import METADATA

ANNUAL_CONFIRMATION = Table(
    "annual_confirmation",
    METADATA,
    Column("confirmation_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("veteran.veteran_id"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("method", Text, comment="a word of the code list confirmation-method; null: the year was missed"),
    Column("result", Text, comment="a word of the code list confirmation-result"),
    Column("confirmed_on", Date),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("revoked_by", Uuid, comment="account"),
    Column("revoked_at", DateTime(timezone=True)),
    Column("revocation_reason", Text, comment="a word of the code list confirmation-revocation"),
    CheckConstraint("(method IS NULL) = (result IS NULL) AND (method IS NULL) = (confirmed_on IS NULL)", name="method"),
    CheckConstraint(
        "(revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revocation_reason IS NULL)",
        name="revoked_at",
    ),
    # Once a year, whoever records it at once.
    Index(
        "uq_annual_confirmation_standing",
        "person_id",
        "year",
        unique=True,
        postgresql_where=text("revoked_at IS NULL"),
    ),
    Index("ix_annual_confirmation_person_id", "person_id"),
    comment="that somebody made sure of a person in a year",
)
