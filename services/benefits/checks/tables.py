"""Health checks."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Index, Integer, Text, false, text

from services.benefits.entries.tables import entry_table
from shared.entries.tables import ASIDE

HEALTH_CHECK = entry_table(
    "health_check",
    ("scheduled", "completed", "missed", "followed-up"),
    Column("year", Integer, nullable=False, comment="whose check it is: one a year"),
    Column("batch", Integer, nullable=False, comment="in the year, from 1 on"),
    Column("provider", Text, nullable=False, comment="official name of the hospital"),
    Column("scheduled_on", Date, nullable=False),
    Column("completed_on", Date),
    Column("missed_on", Date),
    Column("miss_reason", Text, comment="a word of the code list health-check-miss"),
    Column("followed_up_on", Date),
    Column("follow_up", Text, comment="a word of the code list health-check-follow-up"),
    Column("doubled", Boolean, nullable=False, server_default=false(), info=ASIDE,
           comment="another file of the person has the check of the year that counts"),
    Column("unqualified", Boolean, nullable=False, server_default=false(), info=ASIDE,
           comment="categories of the person are known, none that the programme asks for held on the day"),
    CheckConstraint("completed_on IS NULL OR missed_on IS NULL", name="one_end"),
    # A check that was missed may be had on another day of the year.
    Index("uq_health_check_year", "person_id", "year", unique=True,
          postgresql_where=text("state <> 'revoked' AND missed_on IS NULL")),
    comment="health checks of persons; attendance, no results",
)  # fmt: skip
