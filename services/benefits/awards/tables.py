"""Rounds of selection, who is nominated, what offices and the panel said of them, objections, and the steps taken."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    text,
)

from services.benefits.database import METADATA
from shared.database.ltree import LTREE
from shared.publicity import Objection, Publicity

SELECTION = Table(
    "selection_round",
    METADATA,
    Column("round_id", Uuid, primary_key=True),
    Column("award", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("level", Text, nullable=False, comment="county, city, province, nation"),
    Column("org_code", Text, nullable=False, comment="unit that selects"),
    Column("org_path", LTREE, nullable=False),
    Column("awards", Integer, nullable=False, comment="how many are awarded"),
    Column("workdays", Integer, nullable=False, comment="of publicity"),
    Column("notice", Text, nullable=False, comment="by whose number it is held"),
    Column("panel", ARRAY(Text), nullable=False, comment="its members, by name"),
    Column("opened_on", Date, nullable=False),
    Column("stage", Text, nullable=False),
    Column("vote_document", Text, comment="of the count"),
    Column("published_on", Date, comment="first day of its publicity; null: it is not published"),
    Column("ended_on", Date, comment="awarded or cancelled; null: it goes on"),
    Column("cancelled_because", Text),
    Column("version", Integer, nullable=False, comment="events published about it"),
    CheckConstraint(
        "stage IN ('nominating', 'vetting', 'voting', 'panel', 'publicity', 'awarded', 'cancelled')", name="stage"
    ),
    CheckConstraint("(stage IN ('awarded', 'cancelled')) = (ended_on IS NOT NULL)", name="ended_on"),
    CheckConstraint("awards > 0 AND workdays > 0", name="awards"),
    Index("uq_selection_round_open", "award", "year", "level", "org_code", unique=True,
          postgresql_where=text("stage <> 'cancelled'")),
    Index(None, "org_path", postgresql_using="gist"),
    comment="rounds of selection",
)  # fmt: skip

NOMINATION = Table(
    "selection_nomination",
    METADATA,
    Column("nomination_id", Uuid, primary_key=True),
    Column("round_id", Uuid, ForeignKey("selection_round.round_id"), nullable=False),
    Column("person_id", Uuid, nullable=False, index=True),
    Column("org_code", Text, nullable=False, comment="unit that answered for the person when he was nominated"),
    Column("org_path", LTREE, nullable=False),
    Column("nominated_on", Date, nullable=False),
    Column("merits", Text, nullable=False, comment="without personal data; not on the bus"),
    Column("standing", Text, nullable=False),
    Column("reason", Text, comment="why he was disqualified or withdrawn"),
    Column("votes", Integer, comment="of the public; null: not counted yet"),
    Column("drawn", Integer, comment="his place in a draw between equals"),
    Column("place", Integer, comment="by votes and points, when it was last published"),
    Column("is_chosen", Boolean, nullable=False, comment="is published as to be awarded"),
    Column("granted_on", Date),
    Column("revoked_on", Date),
    Column("revocation_ground", Text),
    Column("revocation_document", Text),
    Column("synthetic", Boolean, nullable=False),
    CheckConstraint(
        "standing IN ('standing', 'disqualified', 'withdrawn', 'awarded', 'not-awarded', 'revoked')", name="standing"
    ),
    CheckConstraint("(standing IN ('awarded', 'revoked')) = (granted_on IS NOT NULL)", name="granted_on"),
    CheckConstraint("(standing = 'revoked') = (revoked_on IS NOT NULL)", name="revoked_on"),
    CheckConstraint("(revoked_on IS NULL) = (revocation_ground IS NULL)", name="revocation_ground"),
    CheckConstraint("votes >= 0", name="votes"),
    Index("uq_selection_nomination_person", "round_id", "person_id", unique=True,
          postgresql_where=text("standing <> 'withdrawn'")),
    Index(None, "org_path", postgresql_using="gist"),
    comment="who is nominated in a round, and what comes of it",
)  # fmt: skip

VETTING = Table(
    "selection_vetting",
    METADATA,
    Column("nomination_id", Uuid, ForeignKey("selection_nomination.nomination_id"), nullable=False),
    Column("office", Text, nullable=False, comment="party, discipline, police, petitions"),
    Column("passed", Boolean, nullable=False),
    Column("document", Text, nullable=False),
    Column("vetted_on", Date, nullable=False),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    PrimaryKeyConstraint("nomination_id", "office"),
    comment="what offices said of nominees",
)

POINTS = Table(
    "selection_points",
    METADATA,
    Column("nomination_id", Uuid, ForeignKey("selection_nomination.nomination_id"), nullable=False),
    Column("member", Integer, nullable=False, comment="his number in the panel, from 1 on"),
    Column("points", Integer, comment="of 100; null: he withdrew"),
    Column("withdrew_because", Text, comment="he is kin of the nominee, or nearly"),
    PrimaryKeyConstraint("nomination_id", "member"),
    CheckConstraint("(points IS NULL) = (withdrew_because IS NOT NULL)", name="points"),
    CheckConstraint("points BETWEEN 0 AND 100", name="range"),
    comment="points of the panel's members",
)

SELECTION_OBJECTION = Table(
    "selection_objection",
    METADATA,
    Column("round_id", Uuid, ForeignKey("selection_round.round_id"), nullable=False),
    Column("number", Integer, nullable=False, comment="from 0 on, in the round"),
    Column("nomination_id", Uuid, ForeignKey("selection_nomination.nomination_id"), nullable=False),
    Column("raised_on", Date, nullable=False),
    Column("said", Text, nullable=False, comment="what was objected; without personal data"),
    Column("taken_down_by", Uuid, nullable=False, comment="account"),
    Column("settled_on", Date),
    Column("is_upheld", Boolean),
    Column("found", Text, comment="what was found"),
    Column("settled_by", Uuid, comment="account"),
    PrimaryKeyConstraint("round_id", "number"),
    CheckConstraint("(settled_on IS NULL) = (is_upheld IS NULL)", name="is_upheld"),
    comment="objections to nominees who were published",
)

STEP = Table(
    "selection_step",
    METADATA,
    Column("round_id", Uuid, ForeignKey("selection_round.round_id"), nullable=False),
    Column("number", Integer, nullable=False, comment="version of the round that it led to"),
    Column("step", Text, nullable=False),
    Column("stage", Text, nullable=False, comment="that it led to"),
    Column("on_day", Date, nullable=False),
    Column("document", Text, comment="minutes, or another paper"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_for", Uuid, comment="account that it stood in for"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("round_id", "number"),
    comment="how a round went: who took down what, by which paper",
)


def publicity_of(row: Row[Any], objections: Sequence[Row[Any]]) -> Publicity | None:
    """Of a round, with all objections that were ever raised in it, in their order; None where it is not published."""
    raised = tuple(Objection(each.raised_on, each.settled_on, each.is_upheld) for each in objections)
    return None if row.published_on is None else Publicity(row.published_on, row.workdays, raised)
