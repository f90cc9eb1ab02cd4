"""Projections of registry's events; only `projection.py` writes them."""

from sqlalchemy import Boolean, Column, Date, Index, Table, Text, Uuid, false

from services.benefits.database import METADATA
from shared.database.ltree import LTREE

VETERAN = Table(
    "veteran",
    METADATA,
    Column("veteran_id", Uuid, primary_key=True),
    Column("org_code", Text, nullable=False),
    Column("org_path", LTREE, nullable=False),
    Column("residence_path", LTREE, comment="unit where he lives, if one is named: may open cases for him too"),
    Column("synthetic", Boolean, nullable=False, comment="invented for a demonstration"),
    Column("deceased_on", Date, comment="day of death; null: living"),
    Column("away_since", Date, comment="first day in another county; null: is here"),
    Column("deregistered_on", Date, comment="day of the registration that is void; null: it holds"),
    Column("erased", Boolean, nullable=False, server_default=false(), comment="what is known of the person was erased"),
)

MERGED_VETERAN = Table(
    "merged_veteran",
    METADATA,
    Column("veteran_id", Uuid, primary_key=True),
    Column("merged_into", Uuid, nullable=False, index=True, comment="the file that goes on; it may be merged in turn"),
    comment="files of one person that were merged into another",
)

ORG_UNIT = Table(
    "org_unit",
    METADATA,
    Column("org_code", Text, primary_key=True),
    Column("org_path", LTREE, nullable=False),
    Column("kind", Text, comment="a word of the code list org-unit-kind; null where learned by an earlier version"),
    Column("name", Text, nullable=False),
    Column("closed_on", Date),
)

MEDIATOR = Table(
    "mediator",
    METADATA,
    Column("role_id", Uuid, primary_key=True),
    Column("veteran_id", Uuid, nullable=False),
    Column("org_code", Text, nullable=False),
    Column("org_path", LTREE, nullable=False),
    Column("assumed_on", Date, nullable=False),
    Column("ended_on", Date),
    Index(None, "veteran_id"),
    Index(None, "org_path", postgresql_using="gist"),
)
