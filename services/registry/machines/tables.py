"""What machines are known by."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.registry.database import METADATA

MACHINE_KEY = Table(
    "machine_key",
    METADATA,
    Column("key_id", Text, primary_key=True, comment="RFC 7638 thumbprint"),
    Column("account_id", Uuid, ForeignKey("account.account_id"), nullable=False),
    Column("jwk", JSONB, nullable=False, comment="the public key"),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("added_by", Uuid, nullable=False, comment="account"),
    Column("expires_at", DateTime(timezone=True), nullable=False, comment="a year later at most"),
    CheckConstraint("expires_at > added_at", name="expires_at"),
    Index(None, "account_id"),
    comment="public keys that machines sign their assertions with",
)

MACHINE_ADDRESS = Table(
    "machine_address",
    METADATA,
    Column("account_id", Uuid, ForeignKey("account.account_id"), primary_key=True),
    Column("network", Text, primary_key=True, comment="an address or a network"),
    comment="where machines may ask from; one without any, from nowhere",
)
