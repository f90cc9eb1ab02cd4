"""Governance meetings and what they decided."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Text, Uuid, text

from services.registry.entries.tables import entry_table

GOVERNANCE_MEETING = entry_table(
    "governance_meeting",
    ("held",),
    Column("kind", Text, nullable=False, comment="a word of the code list governance-meeting-kind"),
    Column("body_id", Uuid, ForeignKey("county_body.entry_id"), index=True, comment="which body met, of the books"),
    Column("held_on", Date, nullable=False),
    Column("place", Text, nullable=False),
    Column("topics", Text, nullable=False, comment="not on the bus"),
    Column("present", Integer, nullable=False),
    comment="meetings that govern the work of the county",
)

MEETING_DECISION = entry_table(
    "meeting_decision",
    ("open", "overdue", "completed"),
    Column("meeting_id", Uuid, ForeignKey("governance_meeting.entry_id"), nullable=False, index=True),
    Column("number", Text, nullable=False),
    Column("text", Text, nullable=False, comment="not on the bus"),
    Column("owner_code", Text, ForeignKey("org_unit.org_code"), nullable=False, index=True, comment="who does it"),
    Column("due_on", Date, nullable=False),
    Column("completed_on", Date),
    Column("overdue_on", Date, comment="the first day on which it was late"),
    Index(
        "uq_meeting_decision_number", "meeting_id", "number", unique=True, postgresql_where=text("state <> 'revoked'")
    ),
    comment="what meetings decided, who does it and until when",
)  # fmt: skip
