"""Forms of papers, as they were loaded."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.reporting.database import METADATA

PAPER_FORM = Table(
    "paper_form",
    METADATA,
    Column("form_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False, comment="bulletin, minutes, briefing, ranking, slip, return"),
    Column("number", Integer, nullable=False, comment="of those of the kind, in the order in which they were loaded"),
    Column("wording", JSONB, nullable=False),
    Column("valid_from", Date, nullable=False, comment="after the day on which it was loaded"),
    Column("loaded_by", Uuid, nullable=False, comment="account"),
    Column("loaded_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("number >= 1", name="number"),
    Index("uq_paper_form_number", "kind", "number", unique=True),
    comment="how official papers of a kind read from a day on",
)
