"""Which subject of which issuer is which account."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, LargeBinary, Table, Text, Uuid

from services.registry.database import METADATA

BINDING = Table(
    "issuer_binding",
    METADATA,
    Column("binding_id", Uuid, primary_key=True),
    Column("account_id", Uuid, ForeignKey("account.account_id"), nullable=False),
    Column("issuer", Text, nullable=False, comment="`iss`, an address"),
    Column("subject_hash_a", LargeBinary, comment="keyed, of issuer and subject; null without this key"),
    Column("subject_hash_b", LargeBinary, comment="the same under the other key"),
    Column("subject_sealed", LargeBinary, nullable=False, comment="what the issuer calls him"),
    Column("wrapped_key", LargeBinary, nullable=False, comment="data key, wrapped by the master key"),
    Column("bound_at", DateTime(timezone=True), nullable=False),
    Column("bound_by", Uuid, nullable=False, comment="account"),
    Column("confirmed_at", DateTime(timezone=True), comment="by the account's holder; before that it admits nobody"),
    CheckConstraint("subject_hash_a IS NOT NULL OR subject_hash_b IS NOT NULL", name="subject_hash"),
    Index("uq_issuer_binding_account_id_issuer", "account_id", "issuer", unique=True),
    Index("uq_issuer_binding_subject_hash_a", "subject_hash_a", unique=True),
    Index("uq_issuer_binding_subject_hash_b", "subject_hash_b", unique=True),
    comment="subjects of external issuers that accounts are signed in by",
)
