"""What records said before they were corrected."""

from sqlalchemy import Column, DateTime, Integer, PrimaryKeyConstraint, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.registry.database import METADATA

FORMER_RECORD = Table(
    "former_record",
    METADATA,
    Column("kind", Text, nullable=False, comment="the table in which the record stands"),
    Column("record_id", Text, nullable=False, comment="its key"),
    Column("version", Integer, nullable=False, comment="the one that was corrected"),
    Column("said", JSONB(none_as_null=True), nullable=False, comment="the row as it was"),
    Column("reason", Text, nullable=False, comment="why it was corrected; without personal data"),
    Column("corrected_by", Uuid, nullable=False, comment="account"),
    Column("known_until", DateTime(timezone=True), nullable=False, comment="no longer believed from then on"),
    PrimaryKeyConstraint("kind", "record_id", "version"),
    comment="what was said of records before they were corrected",
)
