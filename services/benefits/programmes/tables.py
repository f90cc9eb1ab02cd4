"""Programmes and their versions. A version is never changed."""

from typing import Any

import msgspec
from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Row,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.benefits.database import METADATA
from services.benefits.programmes.domain import Draft, DraftProposal, Rule, Terms, Version

# Of versions that an earlier release writes: it knows no terms.
_A_SERVICE = (
    '{"gives": "service", "amount": null, "cap": null, "limits": [], "excludes": [], '
    '"continues_months": 0, "chain": [], "publicity_workdays": 0}'
).replace(":", r"\:")

PROGRAMME = Table(
    "programme",
    METADATA,
    Column("programme_code", Text, primary_key=True),
    Column("slot", Text, comment="place in the programme group that it holds; null if in none, or retired"),
    Column("version", Integer, nullable=False, comment="of the last published version"),
    Column("events", Integer, nullable=False, server_default="0", comment="events published about it"),
    Column("retired_from", Date, comment="first day on which no version is in force; null: none was ended"),
    UniqueConstraint("slot"),
)

PROGRAMME_VERSION = Table(
    "programme_version",
    METADATA,
    Column("programme_code", Text, ForeignKey("programme.programme_code"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("slot", Text, comment="place in the programme group; null if in none"),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, comment="first day no longer in force; null is open"),
    Column("rules", JSONB, nullable=False, comment="code, source, text, condition, evidence of each rule, in order"),
    Column(
        "terms",
        JSONB,
        nullable=False,
        comment="what is given, how it is decided",
        server_default=text(f"'{_A_SERVICE}'"),
    ),
    Column("rule_digest", Text, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
)


PROGRAMME_DRAFT = Table(
    "programme_draft",
    METADATA,
    Column("proposal_id", Uuid, primary_key=True),
    Column("programme_code", Text, nullable=False),
    Column("content", JSONB, nullable=False, comment="the programme as it is written"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("version", Integer, nullable=False, comment="corrections, and one"),
    Column("proposed_by", Uuid, nullable=False, comment="account that wrote it last"),
    Column("proposed_for", Uuid, comment="account that it stood in for"),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text, comment="activated, refused, withdrawn; null: open"),
    Column("decided_by", Uuid, comment="account"),
    Column("decided_at", DateTime(timezone=True)),
    Column("note", Text, comment="why it was refused or withdrawn"),
    CheckConstraint(
        "(outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)", name="outcome"
    ),
    Index("uq_programme_draft_open", "programme_code", unique=True, postgresql_where=text("outcome IS NULL")),
    comment="programmes that the centre wrote for a leader to bring into force",
)


def draft_of(row: Row[Any]) -> DraftProposal:
    """The draft in a row of `programme_draft`."""
    draft = msgspec.convert(row.content, Draft)
    return DraftProposal(
        row.proposal_id, row.proposed_by, row.outcome, draft, row.version, proposed_for=row.proposed_for
    )


def version_of(row: Row[Any]) -> Version:
    """The version in a row of `programme_version`."""
    return Version(
        programme_code=row.programme_code,
        version=row.version,
        name=row.name,
        slot=row.slot,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        rules=tuple(Rule(**rule) for rule in row.rules),
        terms=msgspec.convert(row.terms, Terms),
    )
