"""Rankings edition by edition, and appeals against scores."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.reporting.database import METADATA
from shared.database.ltree import LTREE

RANKING = Table(
    "ranking",
    METADATA,
    Column("round_id", Uuid, ForeignKey("assessment_round.round_id"), primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("made_by", Uuid, nullable=False, comment="account; of one after an appeal, who upheld it"),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("confirmed_by", Uuid, comment="account"),
    Column("confirmed_at", DateTime(timezone=True)),
    Column("published_by", Uuid, comment="account"),
    Column("published_at", DateTime(timezone=True)),
    CheckConstraint("published_at IS NULL OR confirmed_at IS NOT NULL", name="published_at"),
    comment="the rankings of a round; the last one holds",
)

RANKING_PLACE = Table(
    "ranking_place",
    METADATA,
    Column("round_id", Uuid, primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("org_code", Text, primary_key=True),
    Column("listed", Text, nullable=False, comment="a word of the code list ranking-list"),
    Column("ahead_of", Integer, nullable=False, comment="stations of its list behind it; of equals by code"),
    Column("place", Integer, comment="equals share one; null: vetoed"),
    Column("total", Numeric(5, 2), nullable=False),
    Column("points", JSONB, nullable=False, comment="by indicator, as they stood: decimals as text"),
    ForeignKeyConstraint(["round_id", "edition"], ["ranking.round_id", "ranking.edition"], name="fk_place_ranking"),
    comment="where each station ranks; no row is changed",
)

SCORE_APPEAL = Table(
    "score_appeal",
    METADATA,
    Column("appeal_id", Uuid, primary_key=True),
    Column("round_id", Uuid, ForeignKey("assessment_round.round_id"), nullable=False),
    Column("org_code", Text, nullable=False),
    Column("org_path", LTREE, nullable=False),
    Column("indicator", Text, nullable=False),
    Column("grounds", Text, nullable=False),
    Column("lodged_by", Uuid, nullable=False, comment="account"),
    Column("lodged_for", Uuid, comment="account that it stood in for"),
    Column("lodged_at", DateTime(timezone=True), nullable=False),
    Column("decide_by", Date, nullable=False, comment="the last day"),
    Column("outcome", Text, comment="a word of the code list score-appeal-outcome; null: open"),
    Column("points", Numeric(5, 2), comment="what holds instead, where it was upheld"),
    Column("note", Text, comment="why it was decided so"),
    Column("decided_by", Uuid, comment="account"),
    Column("decided_at", DateTime(timezone=True)),
    CheckConstraint("outcome IN ('upheld', 'refused')", name="outcome"),
    CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_at"),
    CheckConstraint("(points IS NULL) = (outcome IS DISTINCT FROM 'upheld')", name="points"),
    Index(
        "uq_score_appeal_open", "round_id", "org_code", "indicator", unique=True,
        postgresql_where=text("outcome IS NULL"),
    ),
    Index(None, "org_path", postgresql_using="gist"),
    comment="appeals of stations against their scores",
)  # fmt: skip
