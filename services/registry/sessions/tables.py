"""Sessions."""

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid

from services.registry.database import METADATA

SESSION = Table(
    "session",
    METADATA,
    Column("session_id", Uuid, primary_key=True),
    Column("account_id", Uuid, ForeignKey("account.account_id"), nullable=False),
    Column("epoch", Integer, nullable=False, comment="of the account when it began; a later one ends it"),
    Column("second_factor", Boolean, nullable=False, comment="whether a code was given with the password"),
    Column("renewal", Integer, nullable=False, comment="number of the renewal secret that may be used next"),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("renewed_at", DateTime(timezone=True), nullable=False),
    Column("address", Text, nullable=False, comment="from where it was begun"),
    Column("ended_at", DateTime(timezone=True)),
    Column("end_cause", Text, comment="signed-out, reused"),
    CheckConstraint("(ended_at IS NULL) = (end_cause IS NULL)", name="end_cause"),
    Index(None, "account_id"),
    Index(None, "started_at"),
    comment="what sign-ins have begun; kept for thirty days",
)
