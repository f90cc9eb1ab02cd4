"""What came back of overpayments; these are among the tables of `payments`, since batches reckon with them."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, DateTime, ForeignKey, Table, Text, Uuid, text

from services.benefits.database import METADATA

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
    Column("recorded_for", Uuid, comment="account that it stood in for"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column(
        "is_large", Boolean, nullable=False, server_default=text("false"), comment="counts once another confirmed it"
    ),
    Column("confirmed_by", Uuid, comment="account"),
    Column("confirmed_at", DateTime(timezone=True)),
    Column("revoked_by", Uuid, comment="account"),
    Column("revoked_at", DateTime(timezone=True)),
    Column("revoked_why", Text),
    CheckConstraint("fen > 0", name="fen"),
    CheckConstraint(
        "(revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revoked_why IS NULL)",
        name="revoked_at",
    ),
    CheckConstraint("(confirmed_at IS NULL) = (confirmed_by IS NULL)", name="confirmed_at"),
    CheckConstraint("confirmed_by <> recorded_by", name="confirmed_by"),
    comment="what came back of overpayments",
)
