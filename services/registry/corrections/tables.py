"""What files said, with both times of it (R8), and corrections of identities that wait for a second person."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, LargeBinary, Table, Text, Uuid, text

from services.registry.database import METADATA

# The field's value at registration is a row as soon as something else is said of the field; before, the file has it.
PERSON_FACT = Table(
    "person_fact",
    METADATA,
    Column("fact_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.person_id"), nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Text, comment="null: nothing, or sealed"),
    Column("value_sealed", LargeBinary, comment="of a P4 field, under the key of the person"),
    Column("holds_from", Date, nullable=False, comment="the day it began to hold; for the first, of registration"),
    Column("known_from", DateTime(timezone=True), nullable=False),
    Column("known_until", DateTime(timezone=True), comment="no longer believed from then on; null: believed"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("document", Text, comment="what it rests on; null for what the registration said"),
    CheckConstraint("known_until >= known_from", name="known_until"),
    CheckConstraint("value IS NULL OR value_sealed IS NULL", name="value"),
    Index(None, "person_id", "field"),
    # Of one field at most one thing is believed to begin on a day, whoever says so at once.
    Index(
        "uq_person_fact_believed", "person_id", "field", "holds_from", unique=True,
        postgresql_where=text("known_until IS NULL"),
    ),
    comment="what files said otherwise than they say now: what held from when, and since when that was known",
)  # fmt: skip

IDENTITY_CORRECTION = Table(
    "identity_correction",
    METADATA,
    Column("correction_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.person_id"), nullable=False),
    Column(
        "beside_id", Uuid, ForeignKey("veteran.veteran_id"),
        comment="by whose file it goes: of a relative or proxy without a record of his own; null: the person's own",
    ),
    Column("kind", Text, nullable=False, comment="id-number, name, birth-date, registration-day"),
    Column("value_sealed", LargeBinary, nullable=False, comment="under the key of the person"),
    Column("evidence", Text, nullable=False, comment="kind of the document"),
    Column("document", Text, nullable=False, comment="its number"),
    Column("proposed_by", Uuid, nullable=False, comment="account"),
    Column("proposed_for", Uuid, comment="account that it stood in for"),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text, comment="confirmed, refused, withdrawn; null: open"),
    Column("decided_by", Uuid, comment="account"),
    Column("decided_at", DateTime(timezone=True)),
    Column("reason", Text, comment="of a refusal or withdrawal"),
    CheckConstraint("kind IN ('id-number', 'name', 'birth-date', 'registration-day')", name="kind"),
    CheckConstraint(
        "(outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)", name="outcome"
    ),
    CheckConstraint("beside_id IS NULL OR kind IN ('id-number', 'name')", name="beside_id"),
    # By one file: of another's nobody there knows.
    Index(
        "uq_identity_correction_open", "person_id", "kind", text("COALESCE(beside_id, person_id)"), unique=True,
        postgresql_where=text("outcome IS NULL"),
    ),
    comment="corrections of identities: what one person proposed, and how that ended",
)  # fmt: skip


def sealed_fact(fact_id: object) -> str:
    """What the value of a fact is sealed as: one row's cannot be read in another's place."""
    return f"value_sealed/{fact_id}"
