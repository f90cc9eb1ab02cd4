"""The network as reporting learned it, and when. A closed unit stays: its figures remain part of every unit above it.

`known_at` is when registry recorded a fact, so that the network of a day can be asked for as it was known on another.
"""

from sqlalchemy import BigInteger, Column, Date, DateTime, Index, Table, Text, Uuid

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

ORG_UNIT_PLACE = Table(
    "org_unit_place",
    METADATA,
    Column("org_code", Text, primary_key=True),
    Column("known_at", DateTime(timezone=True), primary_key=True, comment="with these all its places known then"),
    Column("placed_on", Date, primary_key=True, comment="-infinity: where it stood at first"),
    Column("org_path", LTREE, nullable=False),
    Index("ix_org_unit_place_org_path", "org_path", postgresql_using="gist"),
    comment="where units stood since when, of those that were ever moved or lie below one that was",
)

ORG_UNIT_MOVE = Table(
    "org_unit_move",
    METADATA,
    Column("event_id", Uuid, primary_key=True),
    Column("org_code", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("from_path", Text, nullable=False),
    Column("to_path", Text, nullable=False),
    Column("moved_on", Date, nullable=False),
    Column("known_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True), comment="when it was found to be none; null: it holds"),
    comment="units that were moved to another parent",
)

ORG_UNIT_ESTABLISHMENT = Table(
    "org_unit_establishment",
    METADATA,
    Column("org_code", Text, primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("known_at", DateTime(timezone=True), nullable=False),
    Column("established_on", Date, nullable=False),
    Column("host_kind_before", Text, comment="what it was said to be set up in until then; null: not kept"),
    comment="corrections of units: their day of establishment, and what they were said to be set up in",
)

ORG_UNIT_CLOSURE_REVOKED = Table(
    "org_unit_closure_revoked",
    METADATA,
    Column("org_code", Text, primary_key=True),
    Column("known_at", DateTime(timezone=True), primary_key=True),
    Column("closed_on", Date, nullable=False),
    Column("revoked_at", DateTime(timezone=True), nullable=False, comment="when it was found to be none"),
    comment="closures that were none, for who asks what was known meanwhile",
)
