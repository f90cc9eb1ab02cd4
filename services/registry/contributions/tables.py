"""What veterans contributed."""

from sqlalchemy import Column, Date, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid

from services.registry.database import METADATA
from shared.database.ltree import LTREE

CONTRIBUTION = Table(
    "contribution",
    METADATA,
    Column("contribution_id", Uuid, primary_key=True),
    Column("veteran_id", Uuid, ForeignKey("veteran.veteran_id"), nullable=False, index=True),
    Column("org_code", Text, ForeignKey("org_unit.org_code"), nullable=False, index=True, comment="responsible then"),
    Column("org_path", LTREE, nullable=False),
    Column("contribution_class", Text, nullable=False, comment="a word of the code list contribution-class"),
    Column("made_on", Date, nullable=False),
    Column("deed", Text, nullable=False, comment="what was done; not on the bus; empty: erased"),
    Column("evidence", Text, nullable=False, comment="what shows it; not on the bus"),
    Column("withdrawn_reason", Text, comment="why there was none"),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index(None, "org_path", postgresql_using="gist"),
    comment="what veterans contributed to their villages",
)
