"""On-site sessions and the issues raised there."""

from sqlalchemy import Column, Date, ForeignKey, Text, Uuid

from services.registry.entries.tables import entry_table

ONSITE_SESSION = entry_table(
    "onsite_session",
    ("held",),
    Column("leader", Text, nullable=False, comment="post of who led it: a word of the code list leader-post"),
    Column("held_on", Date, nullable=False),
    Column("place", Text, nullable=False),
    Column("text", Text, nullable=False, comment="what it was about; not on the bus"),
    comment="on-site sessions of leaders",
)

SESSION_ISSUE = entry_table(
    "session_issue",
    ("raised", "overdue", "resolved"),
    Column("session_id", Uuid, ForeignKey("onsite_session.entry_id"), nullable=False, index=True),
    Column("text", Text, nullable=False, comment="not on the bus"),
    Column("owner_code", Text, ForeignKey("org_unit.org_code"), nullable=False, index=True, comment="who solves it"),
    Column("raised_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("resolved_on", Date),
    Column("reopened_on", Date, comment="the last time it was opened again"),
    Column("overdue_on", Date, comment="the first day on which it was late"),
    comment="issues raised on site, followed to their end",
)
