"""What the last comparison with each service found. Ids alone, as events carry them."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, DateTime, Index, Table, Text, Uuid

from services.reporting.database import METADATA
from shared.database.ltree import LTREE

COMPARISON = Table(
    "comparison",
    METADATA,
    Column("service", Text, primary_key=True, comment="compared with registry"),
    Column("wanted_at", DateTime(timezone=True), comment="asked for and not done yet"),
    Column("claimed_until", DateTime(timezone=True), comment="in hand of a worker until then"),
    Column("compared_at", DateTime(timezone=True)),
    Column("units", BigInteger, comment="that were compared"),
    Column("units_differing", BigInteger, comment="whose digests differ, those that wait for events included"),
    Column("persons_waiting", BigInteger, comment="of whom not everything told is applied there"),
    comment="a row a service: what the last comparison came to",
)

PERSON_DIFFERENCE = Table(
    "person_difference",
    METADATA,
    Column("service", Text, primary_key=True),
    Column("org_path", LTREE, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("day", Date, comment="the first on which it differs; null where the service keeps no days"),
    Column("found_at", DateTime(timezone=True), nullable=False, comment="by the first comparison that told it"),
    CheckConstraint("kind IN ('missing', 'unexpected', 'other-days')", name="kind"),
    Index(None, "org_path", postgresql_using="gist"),
    comment="whom a service does not hold as registry does, as of the last comparison",
)
