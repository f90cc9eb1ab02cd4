"""Lists of lines of the daily report. What is in force is never changed; others follow it."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.reporting.database import METADATA

REPORT_LINE_LIST = Table(
    "report_line_list",
    METADATA,
    Column("list_id", Uuid, primary_key=True),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="what was done with it"),
    Column("since", Date, nullable=False, comment="the first day whose reports have these lines"),
    Column("lines", JSONB, nullable=False, comment="in their order: code, names, unit, what fills it in, required"),
    Column("source", Text, nullable=False, comment="the document, by kind and number"),
    Column("written_by", ARRAY(Uuid), nullable=False, comment="accounts: none of them brings it into force"),
    Column("written_at", DateTime(timezone=True), nullable=False, comment="the last time"),
    Column("adopted_by", Uuid, comment="account that brought it into force"),
    Column("adopted_at", DateTime(timezone=True)),
    Column("withdrawn_by", Uuid, comment="account"),
    Column("withdrawn_at", DateTime(timezone=True)),
    Column("reason", Text, comment="why it was withdrawn"),
    CheckConstraint("state IN ('draft', 'adopted', 'withdrawn')", name="state"),
    CheckConstraint("state <> 'draft' OR adopted_at IS NULL", name="draft"),
    CheckConstraint("state <> 'adopted' OR adopted_at IS NOT NULL", name="adopted"),
    CheckConstraint("(adopted_at IS NULL) = (adopted_by IS NULL)", name="adopted_by"),
    CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_at"),
    CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_by"),
    CheckConstraint("(state = 'withdrawn') = (reason IS NOT NULL)", name="reason"),
    Index("uq_report_line_list_since", "since", unique=True, postgresql_where=text("state = 'adopted'")),
    comment="the lines of daily reports, as the county decided",
)
