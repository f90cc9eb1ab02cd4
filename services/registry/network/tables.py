"""The service network: what holds of each unit now, and what held since when."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)

from services.registry.database import METADATA
from shared.database.ltree import LTREE

ORG_UNIT = Table(
    "org_unit",
    METADATA,
    Column("org_code", Text, primary_key=True),
    Column("kind", Text, nullable=False, comment="centre, station, room"),
    Column("host_kind", Text, nullable=False, comment="county, township, county-direct-unit, village"),
    Column("name", Text, nullable=False),
    Column("parent_code", Text, ForeignKey("org_unit.org_code"), index=True, comment="null for the centre"),
    Column("division_code", Text, ForeignKey("division.code"), index=True, comment="null at a county-direct unit"),
    Column("org_path", LTREE, nullable=False, comment="codes from the centre down"),
    Column("established_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("renamed_on", Date, comment="since when it has its name; null: since it was established"),
    Column("moved_on", Date, comment="since when it stands under its parent; null: since it was established"),
    Column("closing_since", Date, comment="since when it takes in nothing new, for it is to be closed; null: it does"),
    CheckConstraint("(kind = 'centre') = (parent_code IS NULL)", name="parent_code"),
    CheckConstraint("(host_kind = 'county-direct-unit') = (division_code IS NULL)", name="division_code"),
    CheckConstraint("closed_on >= established_on", name="closed_on"),
    CheckConstraint("closing_since IS NULL OR closed_on IS NULL", name="closing_since"),
    Index(None, "org_path", postgresql_using="gist"),
    # A county has one active centre.
    Index(
        "uq_org_unit_active_centre",
        "kind",
        unique=True,
        postgresql_where=text("kind = 'centre' AND closed_on IS NULL"),
    ),
    comment="centre, stations and rooms",
)

# What holds of a unit from a day on, until the next one of its aspect. What was found to be wrong stays, ended.
ORG_UNIT_TERM = Table(
    "org_unit_term",
    METADATA,
    Column("term_id", BigInteger, Identity(always=True), primary_key=True),
    Column("org_code", Text, ForeignKey("org_unit.org_code"), nullable=False),
    Column("aspect", Text, nullable=False, comment="name, parent"),
    Column("since", Date, nullable=False, comment="holds from this day on"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("value", Text, comment="the name; the code of the unit above, null for the centre"),
    Column("ended_at", DateTime(timezone=True), comment="when it was found to be wrong; null: it holds"),
    Column("recorded_by", Uuid, comment="account; null: recorded before it was kept"),
    Column("recorded_for", Uuid, comment="account that it stood in for"),
    CheckConstraint("aspect IN ('name', 'parent')", name="aspect"),
    Index(
        "uq_org_unit_term_holds",
        "org_code",
        "aspect",
        "since",
        unique=True,
        postgresql_where=text("ended_at IS NULL"),
    ),
    comment="names and places of units over time",
)
