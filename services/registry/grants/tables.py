"""Proposals of grants. What was given stands in `shared.auth.tables`, under the id of its proposal."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid, text

from services.registry.database import METADATA
from shared.database.ltree import LTREE

GRANT_PROPOSAL = Table(
    "grant_proposal",
    METADATA,
    Column("grant_id", Uuid, primary_key=True, comment="of the grant, once it is given"),
    Column("account_id", Uuid, ForeignKey("account.account_id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("org_path", LTREE, nullable=False),
    Column("ground", Text, nullable=False, comment="appointment, delegation, emergency"),
    Column("purpose", Text, nullable=False),
    Column("valid_from", DateTime(timezone=True), comment="null: from its confirmation on"),
    Column("valid_until", DateTime(timezone=True), comment="holds until just before; null is open"),
    Column("proposed_by", Uuid, nullable=False),
    Column("proposed_for", Uuid, comment="account that it stood in for"),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text, comment="confirmed, refused, withdrawn; null: open"),
    Column("decided_by", Uuid),
    Column("decided_at", DateTime(timezone=True)),
    Column("reason", Text, comment="of a refusal or withdrawal"),
    CheckConstraint(
        "(outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)", name="outcome"
    ),
    Index(
        "uq_grant_proposal_open",
        "account_id",
        "role",
        "org_path",
        unique=True,
        postgresql_where=text("outcome IS NULL"),
    ),
    comment="grants that wait for a second person, and how that ended",
)
