"""Who may sign in."""

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, Index, Integer, Table, Text, Uuid, false, text

from services.registry.database import METADATA

ACCOUNT = Table(
    "account",
    METADATA,
    Column("account_id", Uuid, primary_key=True),
    Column("username", Text, nullable=False, unique=True, comment="lower case"),
    Column("display_name", Text, nullable=False),
    Column("password_hash", Text, nullable=False, comment="argon2id with its parameters and salt"),
    Column("failed_count", Integer, nullable=False, server_default=text("0"), comment="failures since success or lock"),
    Column("locked_until", DateTime(timezone=True)),
    Column("founding", Boolean, nullable=False, server_default=false(), comment="created by the setup"),
    Column("opened_by", Uuid, comment="the account of who opened it; null: the setup"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("username = lower(username)", name="username_lower"),
    CheckConstraint("failed_count >= 0", name="failed_count"),
    # The last guard against two first administrators.
    Index("uq_account_founding", "founding", unique=True, postgresql_where=text("founding")),
    comment="who may sign in",
)
