"""Batches, the payments of each, and what became of them."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from services.benefits.batches.domain import Batch
from services.benefits.database import METADATA

PAYMENT_BATCH = Table(
    "payment_batch",
    METADATA,
    Column("batch_id", Uuid, primary_key=True),
    Column("month", Date, nullable=False, comment="first day of the last month that it pays"),
    Column("payments", Integer, nullable=False),
    Column("fen", BigInteger, nullable=False, comment="of all its payments"),
    Column("overpaid_fen", BigInteger, nullable=False, comment="paid before and not due; not taken off"),
    Column("unpriced", Integer, nullable=False, comment="due months of entitlements whose amount is not known"),
    Column("held_back", Integer, nullable=False, server_default="0", comment="payments left out: no account"),
    Column("held_back_fen", BigInteger, nullable=False, server_default="0", comment="of what was left out"),
    Column("digest", Text, nullable=False, comment="SHA-256 of what it pays"),
    Column("proposed_by", Uuid, nullable=False, comment="account"),
    Column("proposed_for", Uuid, comment="account that it stood in for"),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text, comment="released, refused, withdrawn; null: open"),
    Column("decided_by", Uuid, comment="account"),
    Column("decided_at", DateTime(timezone=True)),
    Column("note", Text, comment="why it was refused or withdrawn"),
    Column("events", Integer, nullable=False, comment="published about it and its payments"),
    CheckConstraint(
        "(outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)", name="outcome"
    ),
    CheckConstraint("decided_by <> proposed_by OR outcome <> 'released'", name="decided_by"),
    Index("uq_payment_batch_open", "outcome", unique=True, postgresql_nulls_not_distinct=True,
          postgresql_where=text("outcome IS NULL")),
    comment="payments that go out together",
)  # fmt: skip

PAYMENT = Table(
    "payment",
    METADATA,
    Column("payment_id", Uuid, primary_key=True),
    Column("batch_id", Uuid, ForeignKey("payment_batch.batch_id"), nullable=False),
    Column("entitlement_id", Uuid, ForeignKey("entitlement.entitlement_id"), nullable=False),
    Column("month", Date, nullable=False, comment="first day of the month that is paid"),
    Column("fen", BigInteger, nullable=False),
    Column(
        "beside_fen",
        BigInteger,
        nullable=False,
        server_default="0",
        comment="paid for the month already when it was reckoned",
    ),
    Column("account_id", Uuid, ForeignKey("payee_account.account_id"),
           comment="that it is paid into; null: before accounts were kept"),
    Column("outcome", Text, comment="paid, failed; null: no result yet"),
    Column("reason_code", Text, comment="why it failed"),
    Column("result_on", Date, comment="when it was paid, or failed"),
    UniqueConstraint("batch_id", "entitlement_id", "month"),
    CheckConstraint("fen > 0", name="fen"),
    CheckConstraint("outcome IN ('paid', 'failed')", name="outcome"),
    CheckConstraint("(outcome IS NOT DISTINCT FROM 'failed') = (reason_code IS NOT NULL)", name="reason_code"),
    CheckConstraint("(outcome IS NULL) = (result_on IS NULL)", name="result_on"),
    Index(None, "entitlement_id", "month"),
    comment="what is paid to whom for which month",
)  # fmt: skip

PAYMENT_HELD_BACK = Table(
    "payment_held_back",
    METADATA,
    Column("batch_id", Uuid, ForeignKey("payment_batch.batch_id"), nullable=False),
    Column("entitlement_id", Uuid, ForeignKey("entitlement.entitlement_id"), nullable=False),
    Column("month", Date, nullable=False, comment="first day of the month that is not paid"),
    Column("fen", BigInteger, nullable=False),
    Column("lack", Text, nullable=False, comment="a word of LACKS"),
    PrimaryKeyConstraint("batch_id", "entitlement_id", "month"),
    CheckConstraint("fen > 0", name="fen"),
    comment="what was owed when a batch was proposed and left out of it for want of an account",
)


def batch_of(row: Row[Any]) -> Batch:
    """The batch in a row."""
    return Batch(row.batch_id, row.proposed_by, row.outcome, row.digest, proposed_for=row.proposed_for)
