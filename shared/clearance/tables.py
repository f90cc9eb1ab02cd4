"""Organisations that are to be closed, and what this service answered. Registry, which asks, has neither filled."""

from sqlalchemy import Column, DateTime, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from shared.database.metadata import KERNEL

CLOSING_UNIT = Table(
    "closing_unit",
    KERNEL,
    Column("org_code", Text, primary_key=True),
    Column("asked", Integer, nullable=False, comment="sequence of the event that asks"),
    Column("successor_code", Text, comment="the organisation that it is merged into; null: none"),
    comment="organisations that are to be closed, and take in nothing new",
)

# Beside the projection, not in it: a rebuild makes that anew, and what was answered stays.
UNIT_CLEARANCE = Table(
    "unit_clearance",
    KERNEL,
    Column("org_code", Text, primary_key=True),
    Column("asked", Integer, nullable=False, comment="sequence of the event that was answered"),
    Column("open", JSONB, nullable=False, comment="what is open there by its code; empty: nothing"),
    Column("answered_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False, comment="answers published about it"),
    comment="what this service answered last of organisations that were to be closed",
)
