"""Records of deaths; a revoked one is kept."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Table, Text, Uuid, text

from services.registry.database import METADATA

DEATH = Table(
    "death",
    METADATA,
    Column("death_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.person_id"), nullable=False),
    Column("died_on", Date, nullable=False),
    Column("counted_on", Date, nullable=False, comment="the same, or the day of registration where that is later"),
    Column("source", Text, nullable=False, comment="a word of the code list death-source"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("revoked_by", Uuid, comment="account"),
    Column("revoked_at", DateTime(timezone=True)),
    Column("revocation_reason", Text, comment="a word of the code list death-revocation-reason"),
    Column("revocation_document", Text),
    CheckConstraint("counted_on >= died_on", name="counted_on"),
    CheckConstraint(
        "(revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revocation_reason IS NULL)"
        " AND (revoked_at IS NULL) = (revocation_document IS NULL)",
        name="revoked_at",
    ),
    # Nobody dies twice, whoever records it at once.
    Index("uq_death_standing", "person_id", unique=True, postgresql_where=text("revoked_at IS NULL")),
    comment="deaths of persons, as recorded",
)
