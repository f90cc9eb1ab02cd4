"""Which milestones were told."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, Table, UniqueConstraint, Uuid

from services.registry.database import METADATA

AGE_MILESTONE = Table(
    "age_milestone",
    METADATA,
    Column("milestone_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.person_id"), nullable=False),
    Column("age", Integer, nullable=False),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("month", Date, comment="its first day, where it was told when it came"),
    Column("is_withdrawn", Boolean, nullable=False, comment="the date of birth was wrong: it is not reached yet"),
    # Whoever tells at once.
    UniqueConstraint("person_id", "age"),
    comment="milestones of age that were told",
)
