"""Messages owed, and what became of them.

`notification_request` is a projection: a rebuild makes the same rows again. `delivery` is this service's own state and
survives it, so that nobody is told twice.
"""

from sqlalchemy import Boolean, Column, DateTime, Index, Integer, Table, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from services.notifications.database import METADATA
from shared.database.ltree import LTREE

REQUEST = Table(
    "notification_request",
    METADATA,
    Column("notification_id", Uuid, primary_key=True, comment="derived from cause, template and person"),
    Column("cause_event_id", Uuid, nullable=False),
    Column("cause_type", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("org_path", LTREE, nullable=False, comment="whose staff may look it up"),
    Column("facts", JSONB, nullable=False, comment="what fills the template; no personal data"),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("correlation_id", Text, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column(
        "is_past",
        Boolean,
        nullable=False,
        server_default="false",
        comment="had ended long before it was entered from a ledger: nobody is told",
    ),
    UniqueConstraint("cause_event_id", "template", "person_id"),
    Index(None, "person_id"),
    Index(None, "org_path", postgresql_using="gist"),
)

DELIVERY = Table(
    "delivery",
    METADATA,
    Column("notification_id", Uuid, primary_key=True),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", DateTime(timezone=True), nullable=False),
    Column("channel", Text),
    Column("reason", Text),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False, server_default="0", comment="final events published about it"),
    Index("ix_delivery_pending", "next_attempt_at", postgresql_where=text("state = 'pending'")),
    Index("ix_delivery_sending", "notification_id", postgresql_where=text("state = 'sending'")),
)
