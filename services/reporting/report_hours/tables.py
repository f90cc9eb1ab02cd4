"""Hours of daily reports. What is confirmed is never changed; others follow it."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Index, Integer, Table, Text, Time, Uuid, text

from services.reporting.database import METADATA

REPORT_HOURS = Table(
    "report_hours",
    METADATA,
    Column("plan_id", Uuid, primary_key=True),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="what was done with them"),
    Column("since", Date, nullable=False, comment="the first day of which they hold"),
    Column("rooms", Time, nullable=False, comment="until then the line of a room is in time"),
    Column("due", Time, nullable=False, comment="until then the report of a station is in time"),
    Column("closes", Time, nullable=False, comment="of the next day: until then it is late"),
    Column("nothing_from", Time, comment="before then nobody says that there is nothing to report; null: at any time"),
    Column("owed", Text, nullable=False, comment="of which days there is a report"),
    Column("source", Text, nullable=False, comment="the document, by kind and number"),
    Column("written_by", Uuid, nullable=False, comment="account: it does not confirm them"),
    Column("written_for", Uuid, comment="account that it stood in for: nor does that"),
    Column("written_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", Uuid, comment="account that confirmed them, or withdrew them last"),
    Column("decided_at", DateTime(timezone=True)),
    Column("reason", Text, comment="why they were withdrawn"),
    CheckConstraint("state IN ('proposed', 'confirmed', 'withdrawn')", name="state"),
    CheckConstraint("owed IN ('every-day', 'working-days')", name="owed"),
    CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided_at"),
    CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by"),
    CheckConstraint("(state = 'withdrawn') = (reason IS NOT NULL)", name="reason"),
    Index("uq_report_hours_since", "since", unique=True, postgresql_where=text("state = 'confirmed'")),
    comment="by when daily reports are due, as the county decided",
)
