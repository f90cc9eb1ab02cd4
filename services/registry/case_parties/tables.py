"""Cases as benefits tells of them, their parties as they are believed now, and what was said before."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)

from services.registry.database import METADATA
from shared.database.metadata import INSERT_ONLY

KNOWN_CASE = Table(
    "known_case",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    Column("org_code", Text, nullable=False, comment="service organisation that handles it"),
    Column("applicant_id", Uuid, nullable=False),
    Column("parties_count", Integer, nullable=False, comment="on all sides, the applicant included, as it was opened"),
    Column("opened_on", Date, nullable=False),
    Column("ended_on", Date, comment="resolved or withdrawn; null: under way"),
    Column("synthetic", Boolean, nullable=False),
    comment="cases that benefits has opened",
)

# Without a foreign key to the case: what benefits tells can be told anew.
CASE_PARTY = Table(
    "case_party",
    METADATA,
    Column("party_id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False, index=True),
    Column("person_id", Uuid, ForeignKey("person.person_id"), nullable=False, index=True),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("removed_on", Date, comment="a party no longer since then; null: is one"),
    Column("reason", Text, comment="why: a word of the code list case-party-removal"),
    Column("document", Text, comment="what a correction or removal rests on, by kind and number"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("known_from", DateTime(timezone=True), nullable=False, comment="since when it is believed so"),
    CheckConstraint("(removed_on IS NULL) = (reason IS NULL)", name="removed_on"),
    # Whoever names him at once.
    Index("uq_case_party_once", "case_id", "person_id", unique=True, postgresql_where=text("removed_on IS NULL")),
    comment="who is a party to a case, besides its applicant",
)

CASE_PARTY_PAST = Table(
    "case_party_past",
    METADATA,
    Column("party_id", Uuid, ForeignKey("case_party.party_id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("person_id", Uuid, ForeignKey("person.person_id"), nullable=False),
    Column("removed_on", Date, comment="said to be a party no longer since then; null: was one"),
    Column("reason", Text, comment="why: a word of the code list case-party-removal"),
    Column("document", Text, comment="what it rested on, by kind and number"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("known_from", DateTime(timezone=True), nullable=False),
    Column("known_until", DateTime(timezone=True), nullable=False, comment="no longer believed from then on"),
    PrimaryKeyConstraint("party_id", "version"),
    CheckConstraint("known_until >= known_from", name="known_until"),
    comment="what was said of a party before it was corrected, or he was removed",
    info=INSERT_ONLY,
)
