"""Records of deregistrations; a revoked one is kept."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Table, Text, Uuid, text

from services.registry.database import METADATA

DEREGISTRATION = Table(
    "deregistration",
    METADATA,
    Column("deregistration_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.person_id"), nullable=False),
    Column("effective_on", Date, nullable=False, comment="day of the registration that is void"),
    Column("reason", Text, nullable=False, comment="a word of the code list deregistration-reason"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("revoked_by", Uuid, comment="account"),
    Column("revoked_at", DateTime(timezone=True)),
    Column("revocation_reason", Text, comment="a word of the code list deregistration-revocation-reason"),
    Column("revocation_document", Text),
    CheckConstraint(
        "(revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revocation_reason IS NULL)"
        " AND (revoked_at IS NULL) = (revocation_document IS NULL)",
        name="revoked_at",
    ),
    # One stands at a time, whoever records it at once.
    Index("uq_deregistration_standing", "person_id", unique=True, postgresql_where=text("revoked_at IS NULL")),
    comment="registrations that are void, as recorded",
)
