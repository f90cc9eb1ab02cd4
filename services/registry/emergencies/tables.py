"""That somebody looked at what was done by an emergency grant."""

from sqlalchemy import Column, DateTime, ForeignKey, Table, Text, Uuid

from services.registry.database import METADATA
from shared.database.metadata import INSERT_ONLY

EMERGENCY_REVIEW = Table(
    "emergency_review",
    METADATA,
    Column("grant_id", Uuid, ForeignKey("grant_proposal.grant_id"), primary_key=True),
    Column("reviewed_by", Uuid, nullable=False),
    Column("reviewed_at", DateTime(timezone=True), nullable=False),
    Column("note", Text, nullable=False, comment="what came of it; no personal data"),
    comment="emergency grants that somebody has looked at when they were over; append only",
    info=INSERT_ONLY,
)
