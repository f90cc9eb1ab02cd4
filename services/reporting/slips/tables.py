"""Supervision slips and their steps."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY

from services.reporting.database import METADATA
from shared.database.ltree import LTREE

SUPERVISION_SLIP = Table(
    "supervision_slip",
    METADATA,
    Column("slip_id", Uuid, primary_key=True),
    Column("org_code", Text, nullable=False),
    Column("org_path", LTREE, nullable=False, comment="where the station stands"),
    Column("colour", Text, nullable=False, comment="a word of the code list supervision-colour"),
    Column("matter", Text, nullable=False, comment="a word of the code list supervision-matter"),
    Column("demand", Text, nullable=False, comment="what is to be done"),
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date, nullable=False, comment="the last day for an answer"),
    Column("follows", Uuid, ForeignKey("supervision_slip.slip_id"), comment="the slip of the colour before"),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("overdue_on", Date, comment="when it was told to be overdue, by the day on which it is due now"),
    Column("answered_on", Date, comment="when it was last answered; null: not, or sent back"),
    Column("answered_by", ARRAY(Uuid), nullable=False, comment="accounts that answered: none decides on an answer"),
    Column("outcome", Text, comment="a word of the code list supervision-outcome; null: not closed"),
    Column("closed_on", Date),
    CheckConstraint("colour IN ('blue', 'orange', 'red')", name="colour"),
    CheckConstraint("state IN ('issued', 'answered', 'closed')", name="state"),
    CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name="outcome"),
    CheckConstraint("(outcome IS NULL) = (closed_on IS NULL)", name="closed_on"),
    CheckConstraint("state <> 'answered' OR answered_on IS NOT NULL", name="answered_on"),
    CheckConstraint("(colour = 'blue') = (follows IS NULL)", name="follows"),
    Index("uq_supervision_slip_follows", "follows", unique=True),
    Index(None, "org_path", postgresql_using="gist"),
    Index("ix_supervision_slip_open", "due_on", postgresql_where=text("state = 'issued'")),
    comment="supervision slips to stations",
)

SUPERVISION_SLIP_STEP = Table(
    "supervision_slip_step",
    METADATA,
    Column("slip_id", Uuid, ForeignKey("supervision_slip.slip_id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False, comment="of the slip, after it"),
    Column("act", Text, nullable=False),
    Column("due_on", Date, nullable=False, comment="of the slip, after it"),
    Column("note", Text, comment="what was done, or why"),
    Column("by", Uuid, comment="account; null: the clock"),
    Column("at", DateTime(timezone=True), nullable=False),
    comment="all that was done with a slip",
)
