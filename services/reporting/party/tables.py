"""What C1 and C2 need of each Party organisation."""

from sqlalchemy import CheckConstraint, Column, Date, Table, Text

from services.reporting.database import METADATA
from shared.database.ltree import LTREE

PARTY_ORGANISATION = Table(
    "party_organisation",
    METADATA,
    Column("party_org_code", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("org_path", LTREE, nullable=False, comment="of the unit it mirrors"),
    Column("parent_code", Text, comment="the branch a group belongs to"),
    Column("established_on", Date, nullable=False),
    Column("dissolved_on", Date, comment="the first day on which it stands no longer"),
    CheckConstraint("kind IN ('branch', 'group')", name="kind"),
)
