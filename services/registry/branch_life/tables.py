"""Records of branch life, what was said before they were corrected, and what was told to be overdue."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.registry.database import METADATA
from shared.database.ltree import LTREE

BRANCH_RECORD = Table(
    "branch_record",
    METADATA,
    Column("record_id", Uuid, primary_key=True),
    Column("party_org_code", Text, ForeignKey("party_organisation.party_org_code"), nullable=False),
    Column("org_path", LTREE, nullable=False, comment="of the unit beside which the organisation stood"),
    Column("kind", Text, nullable=False, comment="a word of the code list branch-record-kind"),
    Column("period", Text, nullable=False, comment="2019-04, or 2019-Q2"),
    Column("held_on", Date, nullable=False),
    Column("place", Text, nullable=False),
    Column("expected", Integer, nullable=False),
    Column("present", Integer, nullable=False),
    Column("agenda", Text, nullable=False),
    Column("planned_on", Date),
    Column("held_at", Text, comment="the hour, as 14:30"),
    Column("chair", Text),
    Column("recorder", Text),
    Column("absent", Text, comment="who, and why"),
    Column("decisions", Text),
    Column("votes_for", Integer),
    Column("votes_against", Integer),
    Column("votes_abstained", Integer),
    Column("speaker", Text),
    Column("theme", Text),
    Column("state", Text, nullable=False),
    Column("submitted_on", Date, comment="handed in for the first time"),
    Column("late_days", Integer, nullable=False),
    Column("return_reason", Text, comment="a word of the code list branch-record-return"),
    Column("return_note", Text),
    Column("withdrawal", Text, comment="a word of the code list branch-record-withdrawal"),
    Column("version", Integer, nullable=False, comment="changes of the record"),
    Column("told", Integer, nullable=False, comment="events published about it"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("state IN ('draft', 'submitted', 'accepted', 'returned', 'withdrawn')", name="state"),
    CheckConstraint("(state = 'withdrawn') = (withdrawal IS NOT NULL)", name="withdrawal"),
    CheckConstraint("present <= expected AND present >= 0", name="present"),
    # One of a kind a day, whoever records at once, and however often a list is handed in.
    Index(
        "uq_branch_record_day",
        "party_org_code",
        "kind",
        "held_on",
        unique=True,
        postgresql_where=text("state <> 'withdrawn'"),
    ),
    Index("ix_branch_record_period", "party_org_code", "period"),
    Index(None, "org_path", postgresql_using="gist"),
    comment="meetings, lectures and theme days of Party branches and groups",
)

BRANCH_RECORD_PAST = Table(
    "branch_record_past",
    METADATA,
    Column("record_id", Uuid, ForeignKey("branch_record.record_id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("said", JSONB, nullable=False, comment="the sheet by its fields"),
    Column("known_until", DateTime(timezone=True), nullable=False, comment="corrected then"),
    Column("corrected_by", Uuid, nullable=False, comment="account"),
    PrimaryKeyConstraint("record_id", "version"),
    comment="what records of branch life said before they were corrected",
)

BRANCH_OVERDUE = Table(
    "branch_overdue",
    METADATA,
    Column("overdue_id", Uuid, primary_key=True),
    Column("party_org_code", Text, ForeignKey("party_organisation.party_org_code"), nullable=False),
    Column("org_path", LTREE, nullable=False),
    Column("kind", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("due_on", Date, nullable=False, comment="the last day of the period"),
    Column("told_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("party_org_code", "kind", "period", name="uq_branch_overdue_period"),
    Index(None, "org_path", postgresql_using="gist"),
    comment="what branches and groups had not held when its period was over, told once",
)
