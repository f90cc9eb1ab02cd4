"""Party organisations that mirror the service network."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
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

PARTY_ORGANISATION = Table(
    "party_organisation",
    METADATA,
    Column("party_org_code", Text, primary_key=True),
    Column("kind", Text, nullable=False, comment="branch, group"),
    Column("name", Text, nullable=False),
    Column("mirror_of", Text, ForeignKey("org_unit.org_code"), nullable=False, comment="its station or room"),
    Column("parent_code", Text, ForeignKey("party_organisation.party_org_code"), index=True, comment="its branch"),
    Column("org_path", LTREE, nullable=False, comment="path of the unit it mirrors"),
    Column("established_on", Date, nullable=False),
    Column("renamed_on", Date, comment="since when it has its name, where not since it was established"),
    Column("dissolved_on", Date),
    Column("dissolution", Text, comment="a word of the code list party-dissolution"),
    Column("dissolved_by", Uuid, comment="account; null: it stands, or was dissolved before it was kept"),
    Column("dissolved_for", Uuid, comment="account that it stood in for"),
    Column("version", Integer, nullable=False, comment="events published about it"),
    CheckConstraint("(kind = 'group') = (parent_code IS NOT NULL)", name="parent_code"),
    CheckConstraint("(dissolved_on IS NULL) = (dissolution IS NULL)", name="dissolution"),
    Index(None, "org_path", postgresql_using="gist"),
    # A unit has one active mirror (fact 4).
    Index(
        "uq_party_organisation_active_mirror", "mirror_of", unique=True, postgresql_where=text("dissolved_on IS NULL")
    ),
    comment="Party organisations that mirror the service network",
)
