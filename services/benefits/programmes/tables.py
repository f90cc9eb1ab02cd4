"""Programmes and their versions. A version is never changed."""

from typing import Any

from sqlalchemy import Column, Date, DateTime, ForeignKey, Integer, Row, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from services.benefits.database import METADATA
from services.benefits.programmes.domain import RuleText, Version

PROGRAMME = Table(
    "programme",
    METADATA,
    Column("programme_code", Text, primary_key=True),
    Column("slot", Text, comment="place in the programme group; null if in none"),
    Column("version", Integer, nullable=False, comment="of the last published version, and number of events published"),
    UniqueConstraint("slot"),
)

PROGRAMME_VERSION = Table(
    "programme_version",
    METADATA,
    Column("programme_code", Text, ForeignKey("programme.programme_code"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, comment="first day no longer in force; null is open"),
    Column("rules", JSONB, nullable=False, comment="code, source and text of each rule, in order"),
    Column("rule_digest", Text, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
)


def version_of(row: Row[Any]) -> Version:
    """The version in a row of `programme_version` with the slot of its programme."""
    return Version(
        programme_code=row.programme_code,
        version=row.version,
        name=row.name,
        slot=row.slot,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        rules=tuple(RuleText(**rule) for rule in row.rules),
    )
