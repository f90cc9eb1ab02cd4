"""Schemes of assessment. One that was brought into force is never changed but for the day on which it ends."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.reporting.database import METADATA

ASSESSMENT_SCHEME = Table(
    "assessment_scheme",
    METADATA,
    Column("scheme_id", Uuid, primary_key=True),
    Column("number", Integer, comment="of those that were brought into force, in order; null: none of them"),
    Column("state", Text, nullable=False),
    Column("terms", JSONB, nullable=False, comment="marks by indicator, what lateness costs, caps: decimals as text"),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, comment="the last day; null: not known yet"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("version", Integer, nullable=False, comment="what was done with it"),
    Column("told", Integer, nullable=False, comment="events published about it"),
    Column("written_by", ARRAY(Uuid), nullable=False, comment="accounts: none of them brings it into force"),
    Column("written_at", DateTime(timezone=True), nullable=False, comment="the last time"),
    Column("adopted_by", Uuid, comment="account"),
    Column("adopted_at", DateTime(timezone=True)),
    Column("ended_by", Uuid, comment="account"),
    Column("ended_at", DateTime(timezone=True)),
    Column("end_reason", Text),
    Column("withdrawn_by", Uuid, comment="account"),
    Column("withdrawn_at", DateTime(timezone=True)),
    Column("withdrawal_reason", Text, comment="why a draft was given up"),
    CheckConstraint("state IN ('draft', 'adopted', 'ended', 'withdrawn')", name="state"),
    CheckConstraint("(state IN ('draft', 'withdrawn')) = (number IS NULL)", name="number"),
    CheckConstraint("(adopted_at IS NULL) = (number IS NULL)", name="adopted_at"),
    CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_at"),
    CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_at"),
    CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_by"),
    CheckConstraint("(withdrawn_at IS NULL) = (withdrawal_reason IS NULL)", name="withdrawal_reason"),
    CheckConstraint("valid_until >= valid_from", name="valid_until"),
    Index("uq_assessment_scheme_number", "number", unique=True),
    comment="schemes of assessment",
)

DISABLED_ACCOUNT = Table(
    "disabled_account",
    METADATA,
    Column("account_id", Uuid, primary_key=True),
    comment="accounts that nobody can sign in to: none of them is named to score",
)
