"""What each account has been granted, and which of its tokens hold. Registry writes both; the other services learn them
from events."""

from sqlalchemy import CheckConstraint, Column, DateTime, Index, Integer, Table, Text, Uuid

from shared.database.ltree import LTREE
from shared.database.metadata import KERNEL

ACCESS_GRANT = Table(
    "access_grant",
    KERNEL,
    Column("grant_id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("role", Text, nullable=False),
    Column("org_path", LTREE, nullable=False, comment="the grant holds for this org unit and all below"),
    Column("purpose", Text, nullable=False, server_default="", comment="registry's alone: no event carries it"),
    Column("ground", Text, nullable=False, server_default="appointment", comment="what it rests on"),
    Column("on_behalf_of", Uuid, comment="the account that delegated it"),
    Column("valid_from", DateTime(timezone=True), nullable=False),
    Column("valid_until", DateTime(timezone=True), comment="holds until just before; null is open"),
    Column("revoked_at", DateTime(timezone=True)),
    CheckConstraint("valid_until > valid_from", name="period"),
    Index(None, "account_id"),
    comment="who may act as what, where, and for how long",
)

# Beside the copy, not in it: a rebuild makes the copy anew, and what registry has named stays named.
VOUCHED_GRANT = Table(
    "vouched_grant",
    KERNEL,
    Column("grant_id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    Column("role", Text, nullable=False),
    Column("org_path", LTREE, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("on_behalf_of", Uuid),
    Column("valid_from", DateTime(timezone=True), nullable=False),
    Column("valid_until", DateTime(timezone=True)),
    Column("vouched_at", DateTime(timezone=True), nullable=False, comment="when registry was asked last"),
    Index(None, "account_id"),
    comment="grants that registry itself has named to this service",
)

ACCOUNT_EPOCH = Table(
    "account_epoch",
    KERNEL,
    Column("account_id", Uuid, primary_key=True),
    Column("epoch", Integer, nullable=False, comment="tokens of an earlier one are refused"),
    comment="how often all sessions of an account were ended; no row: never",
)

# Nearly always empty: most units stay where they are. Registry has its own.
MOVED_UNIT = Table(
    "moved_unit",
    KERNEL,
    Column("org_code", Text, primary_key=True),
    Column("from_path", Text, nullable=False, comment="where it stood before, as its last event says"),
    Column("told_path", Text, nullable=False, comment="where it stands, as its last event says"),
    Column("org_path", LTREE, nullable=False, comment="where it stands, by all that is known of those above it too"),
    comment="units that were ever moved to another parent, and where they stand",
)
