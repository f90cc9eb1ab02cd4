"""Recipients as they are believed now, and what was said of them before."""

from sqlalchemy import (
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
)

from services.registry.database import METADATA
from shared.database.ltree import LTREE

RECIPIENT = Table(
    "recipient",
    METADATA,
    Column("person_id", Uuid, ForeignKey("person.person_id"), primary_key=True),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("state", Text, nullable=False),
    Column(
        "org_code", Text, ForeignKey("org_unit.org_code"), nullable=False, index=True,
        comment="the unit that is responsible",
    ),
    Column("org_path", LTREE, nullable=False),
    Column("since", Date, nullable=False, comment="the first day on which this unit is responsible"),
    Column("ended_on", Date, comment="when the person died or moved away; recorded in error: since"),
    Column("reason", Text, comment="why it ended: a word of the code list recipient-end"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("known_from", DateTime(timezone=True), nullable=False, comment="since when it is believed so"),
    Column("erased_at", DateTime(timezone=True), comment="null: what is known of the person was not erased"),
    CheckConstraint("state IN ('registered', 'deceased', 'deregistered', 'transferred-out')", name="state"),
    CheckConstraint("(state = 'registered') = (ended_on IS NULL)", name="ended_on"),
    Index(None, "org_path", postgresql_using="gist"),
    comment="who may hold a category without being a veteran: survivors, say",
)  # fmt: skip

RECIPIENT_PAST = Table(
    "recipient_past",
    METADATA,
    Column("person_id", Uuid, ForeignKey("recipient.person_id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("org_code", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("ended_on", Date),
    Column("reason", Text),
    Column("document", Text, nullable=False),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("known_from", DateTime(timezone=True), nullable=False),
    Column("known_until", DateTime(timezone=True), nullable=False, comment="no longer believed from then on"),
    PrimaryKeyConstraint("person_id", "version"),
    CheckConstraint("known_until >= known_from", name="known_until"),
    comment="what was said of recipients before",
)
