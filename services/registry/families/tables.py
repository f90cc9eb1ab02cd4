"""What was said of family relations before; as they are believed now they stand in `kin`."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)

from services.registry.database import METADATA
from shared.database.metadata import INSERT_ONLY

FAMILY_RELATION_PAST = Table(
    "family_relation_past",
    METADATA,
    Column("relation_id", Uuid, ForeignKey("family_relation.relation_id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("relation", Text, nullable=False),
    Column("since", Date),
    Column("ended_on", Date),
    Column("document", Text, nullable=False),
    Column("reason", Text),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("known_from", DateTime(timezone=True), nullable=False),
    Column("known_until", DateTime(timezone=True), nullable=False, comment="no longer believed from then on"),
    PrimaryKeyConstraint("relation_id", "version"),
    CheckConstraint("known_until >= known_from", name="known_until"),
    comment="what was said of family relations before",
    info=INSERT_ONLY,
)
