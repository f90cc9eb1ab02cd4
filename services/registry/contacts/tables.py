"""Ways to reach persons that somebody made sure of. The number itself stands in the file, sealed."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Integer, Table, Text, UniqueConstraint, Uuid

from services.registry.database import METADATA

CONTACT_POINT = Table(
    "contact_point",
    METADATA,
    Column("contact_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.person_id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("verification", Text, comment="how somebody made sure whose the number is; null: not, or no longer"),
    Column("verified_on", Date),
    Column("verified_by", Uuid, comment="account"),
    UniqueConstraint("person_id", "channel"),
    CheckConstraint(
        "(verification IS NULL) = (verified_on IS NULL) AND (verification IS NULL) = (verified_by IS NULL)",
        name="verified",
    ),
    comment="which numbers in files are the persons' own",
)
