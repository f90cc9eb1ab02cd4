"""Volunteer teams, who is in one, and what they do."""

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
    Uuid,
    column,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from services.registry.database import METADATA
from shared.database.ltree import LTREE

VOLUNTEER_TEAM = Table(
    "volunteer_team",
    METADATA,
    Column("team_id", Uuid, primary_key=True),
    Column("org_code", Text, ForeignKey("org_unit.org_code"), nullable=False, index=True, comment="of its village"),
    Column("org_path", LTREE, nullable=False),
    Column("name", Text, nullable=False),
    Column("purpose", Text, nullable=False, comment="not on the bus"),
    Column("founded_on", Date, nullable=False),
    Column("ended_on", Date, comment="the first day on which there is none"),
    Column("end_reason", Text),
    Column("withdrawn_reason", Text, comment="why it never was"),
    Column("version", Integer, nullable=False, comment="counts what was done to the team itself"),
    Column("told", Integer, nullable=False, comment="events published about it and all that is its"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("ended_on >= founded_on", name="ended_on"),
    CheckConstraint("(ended_on IS NULL) = (end_reason IS NULL)", name="end_reason"),
    Index(None, "org_path", postgresql_using="gist"),
    comment="volunteer teams of villages",
)

TEAM_MEMBERSHIP = Table(
    "team_membership",
    METADATA,
    Column("membership_id", Uuid, primary_key=True),
    Column("team_id", Uuid, ForeignKey("volunteer_team.team_id"), nullable=False, index=True),
    Column("veteran_id", Uuid, ForeignKey("veteran.veteran_id"), nullable=False, index=True),
    Column("joined_on", Date, nullable=False),
    Column("left_on", Date, comment="the first day on which he is in it no longer"),
    Column("leave_reason", Text),
    Column(
        "gone_on", Date, comment="when he died, left the county, or should not have been registered; not in it since"
    ),
    Column("withdrawn_reason", Text, comment="why he never was in it"),
    Column("version", Integer, nullable=False, comment="counts what was done to it"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("left_on > joined_on", name="left_on"),
    CheckConstraint("(left_on IS NULL) = (leave_reason IS NULL)", name="leave_reason"),
    # Whoever records at once.
    ExcludeConstraint(
        ("team_id", "="),
        ("veteran_id", "="),
        (func.daterange(column("joined_on"), column("left_on")), "&&"),
        name="ex_team_membership_same",
        where=text("withdrawn_reason IS NULL"),
    ),
    comment="who is in a volunteer team, and when",
)

TEAM_ACTIVITY = Table(
    "team_activity",
    METADATA,
    Column("activity_id", Uuid, primary_key=True),
    Column("team_id", Uuid, ForeignKey("volunteer_team.team_id"), nullable=False, index=True),
    Column(
        "org_code", Text, ForeignKey("org_unit.org_code"), nullable=False, index=True, comment="of the team that day"
    ),
    Column("org_path", LTREE, nullable=False),
    Column("task", Text, nullable=False, comment="a word of the code list volunteer-task"),
    Column("held_on", Date, nullable=False),
    Column("place", Text, nullable=False, comment="where, and what exactly; not on the bus"),
    Column("withdrawn_reason", Text, comment="why there was none"),
    Column("version", Integer, nullable=False, comment="counts what was done to it"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index(None, "org_path", postgresql_using="gist"),
    comment="what volunteer teams did",
)

PARTICIPATION = Table(
    "team_participation",
    METADATA,
    Column("activity_id", Uuid, ForeignKey("team_activity.activity_id"), nullable=False),
    Column("version", Integer, nullable=False, comment="that of the activity which says so"),
    Column("veteran_id", Uuid, ForeignKey("veteran.veteran_id"), nullable=False, index=True),
    Column("minutes", Integer, nullable=False),
    PrimaryKeyConstraint("activity_id", "version", "veteran_id"),
    CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),
    comment="who took part in what a team did; of an activity that was corrected, each version has its own",
)
