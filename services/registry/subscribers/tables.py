"""Systems of others that read events, and what is proposed for them."""

from typing import Any

from sqlalchemy import ARRAY, CheckConstraint, Column, Date, DateTime, Index, Integer, Table, Text, Uuid, text

from services.registry.database import METADATA


def _scope() -> tuple[Column[Any], ...]:
    """What may be read, and by which door."""
    return (
        Column("types", ARRAY(Text), nullable=False, comment="names of event types"),
        Column("divisions", ARRAY(Text), nullable=False, server_default="{}", comment="units; none: the whole county"),
        Column("over", Text, nullable=False, server_default="kafka", comment="kafka, http, webhook"),
        Column("account_id", Uuid, comment="the machine that reads over HTTP; null: by another door"),
        Column("address", Text, comment="where events are posted to; null: by another door"),
    )


SUBSCRIBER = Table(
    "subscriber",
    METADATA,
    Column("subscriber", Text, primary_key=True, comment="name of the system"),
    *_scope(),
    Column("until_on", Date, nullable=False, comment="the last day"),
    Column("feed", Text, comment="the topic written for it alone; null: it reads the topics of its types"),
    Column("proposal_id", Uuid, nullable=False, comment="what it rests on"),
    Column("revoked_at", DateTime(timezone=True), comment="null: not revoked"),
    Column("revoked_by", Uuid, comment="account"),
    Column("password_at", DateTime(timezone=True), comment="when a password was last made for it; null: never"),
    Column("password_by", Uuid, comment="account"),
    Column("version", Integer, nullable=False, comment="events published about it"),
    CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked_at"),
    CheckConstraint("(password_at IS NULL) = (password_by IS NULL)", name="password_at"),
    comment="systems of others that may read events",
)

SUBSCRIPTION_PROPOSAL = Table(
    "subscription_proposal",
    METADATA,
    Column("proposal_id", Uuid, primary_key=True),
    Column("subscriber", Text, nullable=False, index=True, comment="name of the system"),
    *_scope(),
    Column("until_on", Date, nullable=False, comment="the last day"),
    Column("purpose", Text, nullable=False),
    Column("legal_basis", Text, nullable=False, comment="document and article"),
    Column("proposed_by", Uuid, nullable=False, comment="account"),
    Column("proposed_for", Uuid, comment="account that it stood in for"),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text, comment="confirmed, refused, withdrawn; null: open"),
    Column("decided_by", Uuid, comment="account"),
    Column("decided_at", DateTime(timezone=True)),
    Column("note", Text, comment="why it was refused or withdrawn"),
    CheckConstraint(
        "(outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)", name="outcome"
    ),
    Index(
        "uq_subscription_proposal_open", "subscriber", unique=True, postgresql_where=text("outcome IS NULL")
    ),
    comment="what one person proposed that a system of others may read, and how that ended",
)  # fmt: skip
