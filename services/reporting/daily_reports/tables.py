"""What is counted to each day's report; the reports, the lines of rooms, and every sheet that was handed in."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.schema import SchemaItem

from services.reporting.database import METADATA
from shared.database.ltree import LTREE
from shared.database.metadata import INSERT_ONLY

BYTES = Text(collation="C")


def _sheet(who: str) -> tuple[SchemaItem, ...]:
    """Of a report, or of the line of a room."""
    return (
        Column("edition", Integer, primary_key=True, autoincrement=False),
        Column("lines", JSONB, nullable=False, comment=f"line → number, as {who}"),
        Column("counted", JSONB, nullable=False, comment="line → number, as it was counted then"),
        Column("text", Text),
        Column("reason", Text, comment="why it is not what is counted, or what was said before"),
        Column("written_by", Uuid, nullable=False, comment="account"),
        Column("written_at", DateTime(timezone=True), nullable=False),
        CheckConstraint("edition > 0", name="edition"),
    )


DAILY_COUNT = Table(
    "daily_count",
    METADATA,
    Column("day", Date, primary_key=True, comment="of work: what comes after the report was due is the next day's"),
    Column("org_path", BYTES, primary_key=True),
    Column("line", BYTES, primary_key=True, comment="the count that fills in a line of the report"),
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("count", BigInteger, nullable=False),
    comment="what was recorded of each unit itself, by day of work and line of the daily report",
)

COUNTED_ONCE = Table(
    "counted_once",
    METADATA,
    Column("line", BYTES, primary_key=True, comment="the count that fills in a line of the report"),
    Column("subject", Uuid, primary_key=True, comment="case"),
    comment="what was counted already, where each counts once: a case that was reopened ends again",
)

DAILY_REPORT = Table(
    "daily_report",
    METADATA,
    Column("report_id", Uuid, primary_key=True),
    Column("org_code", Text, nullable=False),
    Column("org_path", LTREE, nullable=False, comment="where the station stands"),
    Column("day", Date, nullable=False),
    Column("covers_from", Date, nullable=False, comment="the first day of work that it covers"),
    Column("due_at", DateTime(timezone=True), nullable=False, comment="the last instant at which it is in time"),
    Column("closes_at", DateTime(timezone=True), nullable=False, comment="the last instant at which it is late"),
    Column("state", Text, nullable=False, comment="how punctual it is"),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("edition", Integer, nullable=False, comment="sheets that were handed in"),
    Column("handed_in_at", DateTime(timezone=True), comment="the first time"),
    Column("minutes_late", Integer, nullable=False),
    Column("is_zero", Boolean, nullable=False, comment="the last sheet says that there is nothing to report"),
    Column("is_copy", Boolean, nullable=False, comment="the last sheet says what that of the day before says"),
    Column("return_reason", Text, comment="a word of the code list daily-report-return; null: it is not returned"),
    Column("return_note", Text),
    Column("return_count", Integer, nullable=False, server_default="0", comment="sheets that were returned"),
    Column("written_by", ARRAY(Uuid), nullable=False, comment="accounts that handed in a sheet: none of them returns"),
    Column("told_edition", Integer, comment="the sheet that an issued bulletin tells; null: none, as yet"),
    CheckConstraint("state IN ('due', 'submitted', 'late', 'missed', 'backfilled')", name="state"),
    CheckConstraint("(state IN ('due', 'missed')) = (handed_in_at IS NULL)", name="handed_in_at"),
    CheckConstraint("(edition = 0) = (handed_in_at IS NULL)", name="edition"),
    CheckConstraint("(return_reason IS NULL) = (return_note IS NULL)", name="return_note"),
    CheckConstraint("return_reason IS NULL OR edition > 0", name="return_reason"),
    # However many workers open them.
    UniqueConstraint("day", "org_code", name="uq_daily_report_day"),
    Index(None, "org_path", postgresql_using="gist"),
    Index("ix_daily_report_station", "org_code", "day"),
    Index("ix_daily_report_open", "closes_at", postgresql_where=text("state = 'due'")),
    comment="a report of each station and day",
)

DAILY_REPORT_EDITION = Table(
    "daily_report_edition",
    METADATA,
    Column("report_id", Uuid, ForeignKey("daily_report.report_id"), primary_key=True),
    *_sheet("people say"),
    comment="every sheet that was handed in; none is changed",
)

DAILY_REPORT_RETURN = Table(
    "daily_report_return",
    METADATA,
    Column("report_id", Uuid, primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False, comment="the sheet that was returned"),
    Column("reason", Text, nullable=False, comment="a word of the code list daily-report-return"),
    Column("note", Text, nullable=False),
    Column("returned_by", Uuid, nullable=False, comment="account"),
    Column("returned_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["report_id", "edition"], ["daily_report_edition.report_id", "daily_report_edition.edition"]),
    comment="by whom and why a sheet was returned, also when another was handed in since",
    info=INSERT_ONLY,
)

ROOM_LINE = Table(
    "room_line",
    METADATA,
    Column("line_id", Uuid, primary_key=True),
    Column("report_id", Uuid, ForeignKey("daily_report.report_id"), nullable=False, comment="of its station"),
    Column("org_code", Text, nullable=False),
    Column("org_path", LTREE, nullable=False, comment="where the room stands"),
    Column("day", Date, nullable=False),
    Column("covers_from", Date, nullable=False, comment="the first day of work that it covers"),
    Column("due_at", DateTime(timezone=True), nullable=False, comment="the last instant at which it is in time"),
    Column("closes_at", DateTime(timezone=True), nullable=False, comment="the last instant at which it is taken"),
    Column("state", Text, nullable=False, comment="how punctual it is"),
    Column("edition", Integer, nullable=False, comment="sheets that were handed in"),
    Column("handed_in_at", DateTime(timezone=True), comment="the first time"),
    Column("minutes_late", Integer, nullable=False),
    Column("is_zero", Boolean, nullable=False, comment="the last sheet says that there is nothing to report"),
    CheckConstraint("state IN ('due', 'submitted', 'late')", name="state"),
    CheckConstraint("(state = 'due') = (handed_in_at IS NULL)", name="handed_in_at"),
    CheckConstraint("(edition = 0) = (handed_in_at IS NULL)", name="edition"),
    UniqueConstraint("report_id", "org_code", name="uq_room_line_report"),
    Index(None, "org_path", postgresql_using="gist"),
    Index("ix_room_line_day", "day", "org_code"),
    comment="what each room owes its station of each day",
)

ROOM_LINE_EDITION = Table(
    "room_line_edition",
    METADATA,
    Column("line_id", Uuid, ForeignKey("room_line.line_id"), primary_key=True),
    *_sheet("the room says"),
    comment="every sheet that a room handed in; none is changed",
)
