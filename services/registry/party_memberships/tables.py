"""Where formal membership is, has been, and is transferred to; whom members are affiliated to."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)

from services.registry.database import METADATA
from shared.database.ltree import LTREE

_ONE = "(party_org_code IS NULL) <> (outside IS NULL) AND (party_org_code IS NULL) = (org_path IS NULL)"


def _spell() -> Sequence[Column[Any]]:
    """Days on which somebody takes part."""
    return (
        Column("since", Date, nullable=False),
        Column("until", Date, comment="the first day on which he takes part no longer; the first of all: he never did"),
        Column("gone_on", Date, comment="since when he is dead, elsewhere or not in the register; null: he is here"),
    )


PARTY_MEMBERSHIP = Table(
    "party_membership",
    METADATA,
    Column("membership_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("veteran.veteran_id"), nullable=False),
    Column("party_org_code", Text, ForeignKey("party_organisation.party_org_code"), index=True),
    Column("outside", Text, comment="name of the organisation, where it is none of ours"),
    Column("org_path", LTREE, comment="of the unit beside which the organisation stands"),
    Column("since", Date, nullable=False),
    Column("until", Date, comment="the first day on which it is elsewhere; the first of all: it never was"),
    Column("gone_on", Date, comment="since when he is dead, elsewhere or not in the register; null: he is here"),
    Column("document", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    CheckConstraint(_ONE, name="party_org_code"),
    CheckConstraint("until >= since", name="until"),
    # Nobody is formally with two organisations at once (R7).
    Index("uq_party_membership_standing", "person_id", unique=True, postgresql_where=text("until IS NULL")),
    Index("ix_party_membership_person_id", "person_id"),
    Index(None, "org_path", postgresql_using="gist"),
    comment="where members' formal Party membership is",
)

PARTY_AFFILIATION = Table(
    "party_affiliation",
    METADATA,
    Column("person_id", Uuid, ForeignKey("veteran.veteran_id"), primary_key=True),
    Column("party_org_code", Text, ForeignKey("party_organisation.party_org_code"), nullable=False, index=True),
    *_spell(),
    Column("version", Integer, nullable=False, comment="events published about it"),
    comment="the station's branch or the room's group that a member takes part in, or took part in last",
)

PARTY_AFFILIATION_PAST = Table(
    "party_affiliation_past",
    METADATA,
    Column("past_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("veteran.veteran_id"), nullable=False, index=True),
    Column("party_org_code", Text, ForeignKey("party_organisation.party_org_code"), nullable=False, index=True),
    *_spell(),
    comment="the branches and groups that a member took part in before",
)

MEMBERSHIP_TRANSFER = Table(
    "membership_transfer",
    METADATA,
    Column("transfer_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("veteran.veteran_id"), nullable=False, index=True),
    Column("from_code", Text, ForeignKey("party_organisation.party_org_code")),
    Column("from_outside", Text),
    Column("from_path", LTREE),
    Column("to_code", Text, ForeignKey("party_organisation.party_org_code")),
    Column("to_outside", Text),
    Column("to_path", LTREE),
    Column("letter_no", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("valid_until", Date, nullable=False, comment="the last day"),
    Column("state", Text, nullable=False),
    Column("completed_on", Date, comment="by the return slip"),
    Column("document", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("state IN ('started', 'completed', 'expired', 'revoked')", name="state"),
    CheckConstraint("(state = 'completed') = (completed_on IS NOT NULL)", name="completed_on"),
    Index(
        "uq_membership_transfer_open",
        "person_id",
        unique=True,
        postgresql_where=text("state IN ('started', 'expired')"),
    ),
    Index("ix_membership_transfer_state", "state", "valid_until"),
    comment="letters by which formal membership is transferred",
)
