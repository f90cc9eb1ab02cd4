"""The service network."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, Table, Text, text

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
    CheckConstraint("(kind = 'centre') = (parent_code IS NULL)", name="parent_code"),
    CheckConstraint("(host_kind = 'county-direct-unit') = (division_code IS NULL)", name="division_code"),
    CheckConstraint("closed_on >= established_on", name="closed_on"),
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
