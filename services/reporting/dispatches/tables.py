"""Minutes in editions, the units that each names, tasks and their steps."""

from sqlalchemy import (
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
from sqlalchemy.dialects.postgresql import ARRAY

from services.reporting.database import METADATA
from services.reporting.paper_forms.tables import in_editions, of_an_edition
from shared.database.ltree import LTREE

DISPATCH = Table(
    "dispatch",
    METADATA,
    Column("dispatch_id", Uuid, primary_key=True),
    Column("org_code", Text, nullable=False),
    Column("org_path", LTREE, nullable=False, comment="of the centre"),
    Column("week", Text, nullable=False, comment="that it is about, as 2019-W17"),
    Column("first_on", Date, nullable=False, comment="the Monday of that week"),
    Column("word", Text, nullable=False, server_default="周调度纪要", comment="with which the document number begins"),
    *in_editions(),
    # A draft that was given up leaves the week to another one.
    Index("uq_dispatch_week", "week", unique=True, postgresql_where=text("issued > 0 OR edition > withdrawn")),
    UniqueConstraint("year", "number", name="uq_dispatch_number"),
    Index(None, "org_path", postgresql_using="gist"),
    comment="the weekly dispatch of each week",
)

DISPATCH_EDITION = Table(
    "dispatch_edition",
    METADATA,
    Column("dispatch_id", Uuid, ForeignKey("dispatch.dispatch_id"), primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("held_on", Date, nullable=False),
    Column("chaired_by", Text, nullable=False),
    Column("topics", Text, nullable=False),
    *of_an_edition(),
    CheckConstraint("edition > 0", name="edition"),
    CheckConstraint("(edition = 1) = (reason IS NULL)", name="reason"),
    comment="what each edition of the minutes says; one that is issued is not changed",
)

DISPATCH_UNIT = Table(
    "dispatch_unit",
    METADATA,
    Column("dispatch_id", Uuid, primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("org_code", Text, primary_key=True),
    Column("org_path", LTREE, nullable=False, comment="where it stands"),
    Column("is_present", Boolean, nullable=False),
    ForeignKeyConstraint(["dispatch_id", "edition"], ["dispatch_edition.dispatch_id", "dispatch_edition.edition"]),
    Index(None, "org_path", postgresql_using="gist"),
    comment="units that were there, or were to be",
)

DISPATCH_TASK = Table(
    "dispatch_task",
    METADATA,
    Column("task_id", Uuid, primary_key=True),
    Column("dispatch_id", Uuid, ForeignKey("dispatch.dispatch_id"), nullable=False),
    Column("org_code", Text, nullable=False, comment="who is to do it"),
    Column("org_path", LTREE, nullable=False, comment="where it stands"),
    Column("due_on", Date, nullable=False, comment="the last day on which it is in time"),
    Column("what", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="events published about it; 0 while it is planned"),
    Column("overdue_on", Date, comment="when it was told to be overdue, by the day on which it is due now"),
    Column("done_on", Date),
    Column("answered_by", ARRAY(Uuid), nullable=False, comment="accounts that acted for its owner: none confirms it"),
    CheckConstraint("state IN ('planned', 'assigned', 'accepted', 'done', 'confirmed', 'withdrawn')", name="state"),
    CheckConstraint("(state = 'planned') = (version = 0)", name="version"),
    CheckConstraint("state NOT IN ('done', 'confirmed') OR done_on IS NOT NULL", name="done_on"),
    Index("ix_dispatch_task_dispatch", "dispatch_id"),
    Index("ix_dispatch_task_due", "due_on", "task_id"),
    Index("ix_dispatch_task_open", "due_on", postgresql_where=text("state IN ('assigned', 'accepted')")),
    Index(None, "org_path", postgresql_using="gist"),
    comment="what came of a dispatch",
)

DISPATCH_TASK_STEP = Table(
    "dispatch_task_step",
    METADATA,
    Column("task_id", Uuid, ForeignKey("dispatch_task.task_id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False, comment="of the task, after it"),
    Column("act", Text, nullable=False),
    Column("due_on", Date, nullable=False, comment="of the task, after it"),
    Column("note", Text, comment="progress, evidence, or why"),
    Column("by", Uuid, comment="account; null: the clock"),
    Column("at", DateTime(timezone=True), nullable=False),
    comment="all that was done with a task",
)
