"""Study visits to other counties."""

from sqlalchemy import Column, Date, Text
from sqlalchemy.dialects.postgresql import ARRAY

from services.registry.entries.tables import entry_table

STUDY_VISIT = entry_table(
    "study_visit",
    ("held",),
    Column("held_on", Date, nullable=False),
    Column("participants", ARRAY(Text), nullable=False, comment="codes of units that took part"),
    Column("counties", ARRAY(Text), nullable=False, comment="division codes of the counties they went to"),
    Column("text", Text, nullable=False, comment="what was found; not on the bus"),
    comment="study visits to other counties",
)
