"""Overpayments, the months of each, and what came back."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
)

from services.benefits.database import METADATA
from services.benefits.overpayments.domain import Overpayment

OVERPAYMENT = Table(
    "overpayment",
    METADATA,
    Column("overpayment_id", Uuid, primary_key=True),
    Column("entitlement_id", Uuid, ForeignKey("entitlement.entitlement_id"), nullable=False, index=True),
    Column("fen", BigInteger, nullable=False, comment="of all its months"),
    Column("recovered_fen", BigInteger, nullable=False, comment="of its recoveries that stand"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("identified_by", Uuid, nullable=False, comment="account"),
    Column("identified_at", DateTime(timezone=True), nullable=False),
    Column("end", Text, comment="written-off, withdrawn; null: neither"),
    Column("ended_by", Uuid, comment="account"),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_why", Text, comment="by which document, or for what reason"),
    Column("synthetic", Boolean, nullable=False),
    Column("version", Integer, nullable=False, comment="events published about it"),
    CheckConstraint("fen > 0 AND recovered_fen BETWEEN 0 AND fen", name="fen"),
    CheckConstraint("\"end\" IN ('written-off', 'withdrawn')", name="end"),
    CheckConstraint(
        '("end" IS NULL) = (ended_at IS NULL) AND ("end" IS NULL) = (ended_by IS NULL)'
        ' AND ("end" IS NULL) = (ended_why IS NULL)',
        name="ended_at",
    ),
    CheckConstraint("ended_by <> identified_by OR \"end\" <> 'written-off'", name="ended_by"),
    comment="what was paid of an entitlement and was not due, asked back",
)

OVERPAID_MONTH = Table(
    "overpaid_month",
    METADATA,
    Column("overpayment_id", Uuid, ForeignKey("overpayment.overpayment_id"), nullable=False),
    Column("month", Date, nullable=False, comment="first day of the month"),
    Column("fen", BigInteger, nullable=False),
    PrimaryKeyConstraint("overpayment_id", "month"),
    CheckConstraint("fen > 0", name="fen"),
    comment="the months of overpayments",
)

RECOVERY = Table(
    "overpayment_recovery",
    METADATA,
    Column("recovery_id", Uuid, primary_key=True),
    Column("overpayment_id", Uuid, ForeignKey("overpayment.overpayment_id"), nullable=False, index=True),
    Column("fen", BigInteger, nullable=False),
    Column("way_code", Text, nullable=False, comment="how it came back"),
    Column("recovered_on", Date, nullable=False),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("revoked_by", Uuid, comment="account"),
    Column("revoked_at", DateTime(timezone=True)),
    Column("revoked_why", Text),
    CheckConstraint("fen > 0", name="fen"),
    CheckConstraint(
        "(revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revoked_why IS NULL)",
        name="revoked_at",
    ),
    comment="what came back of overpayments",
)


def overpayment_of(row: Row[Any]) -> Overpayment:
    """The overpayment in a row."""
    return Overpayment(row.overpayment_id, row.fen, row.recovered_fen, row.identified_by, row.end is not None)
