"""The network as reporting learned it, and when. A closed unit stays: its figures remain part of every unit above it.

`known_at` is when registry recorded a fact, so that the network of a day can be asked for as it was known on another.
"""

from sqlalchemy import BigInteger, Column, Date, DateTime, Index, Table, Text

from services.reporting.database import METADATA
from shared.database.ltree import LTREE

ORG_UNIT = Table(
    "org_unit",
    METADATA,
    Column("org_code", Text, primary_key=True),
    Column("org_path", LTREE, nullable=False),
    Column("kind", Text, nullable=False),
    Column("host_kind", Text, nullable=False),
    Column("established_on", Date, nullable=False),
    Column("known_at", DateTime(timezone=True), nullable=False),
    Column("closed_on", Date),
    Column("closing_known_at", DateTime(timezone=True)),
    Index("ix_org_unit_org_path", "org_path", postgresql_using="gist"),
)

ORG_UNIT_NAME = Table(
    "org_unit_name",
    METADATA,
    Column("org_code", Text, primary_key=True),
    # So that a fact older than the unit's own papers still has a name to go with.
    Column("named_on", Date, primary_key=True, comment="-infinity: the name the unit was established with"),
    Column(
        "sequence", BigInteger, primary_key=True, autoincrement=False, comment="of several told, the last one holds"
    ),
    Column("known_at", DateTime(timezone=True), nullable=False),
    Column("name", Text, nullable=False),
)
