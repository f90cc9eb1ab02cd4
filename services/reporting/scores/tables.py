"""Rounds of assessment, their stations, and every score that was ever given."""

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
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.reporting.database import METADATA
from shared.database.ltree import LTREE

ASSESSMENT_ROUND = Table(
    "assessment_round",
    METADATA,
    Column("round_id", Uuid, primary_key=True),
    Column("month", Text, nullable=False, comment="2019-04"),
    Column("scheme_id", Uuid, ForeignKey("assessment_scheme.scheme_id"), nullable=False),
    Column("scheme_number", Integer, nullable=False),
    Column("terms", JSONB, nullable=False, comment="of the scheme, as it was when the round was opened"),
    Column("snapshot_id", Uuid, ForeignKey("snapshot.snapshot_id"), nullable=False, comment="figures that it goes by"),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("edition", Integer, nullable=False, comment="rankings that were made of it"),
    Column("appeals_until", Date, comment="the last day for appeals; null: not provisional yet"),
    Column("opened_by", Uuid, nullable=False, comment="account"),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("state IN ('open', 'provisional', 'confirmed', 'published')", name="state"),
    CheckConstraint("state = 'open' OR (edition > 0 AND appeals_until IS NOT NULL)", name="edition"),
    UniqueConstraint("month", name="uq_assessment_round_month"),
    comment="the assessment of a month",
)

ASSESSED_STATION = Table(
    "assessed_station",
    METADATA,
    Column("round_id", Uuid, ForeignKey("assessment_round.round_id"), primary_key=True),
    Column("org_code", Text, primary_key=True),
    Column("org_path", LTREE, nullable=False, comment="where it stands"),
    Column("listed", Text, nullable=False, comment="a word of the code list ranking-list: whom it is compared with"),
    Index(None, "org_path", postgresql_using="gist"),
    comment="the stations of a round",
)

SCORE = Table(
    "score",
    METADATA,
    Column("round_id", Uuid, primary_key=True),
    Column("org_code", Text, primary_key=True),
    Column("indicator", Text, primary_key=True, comment="of the scheme; or bonus, deduction, veto"),
    Column("edition", Integer, primary_key=True, autoincrement=False, comment="the last one holds"),
    Column("points", Numeric(5, 2), nullable=False),
    Column("source", Text, nullable=False, comment="a word of the code list score-source"),
    Column("steps", JSONB, nullable=False, comment="the arithmetic of what was reckoned"),
    Column("evidence", Text, comment="what an inspector goes by"),
    Column("reason", Text, comment="why it is not what it was before"),
    Column("recorded_by", Uuid, nullable=False, comment="account; of what was reckoned, who opened the round"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("recorded_for", Uuid, comment="account for which somebody stood in; null: nobody did"),
    ForeignKeyConstraint(
        ["round_id", "org_code"], ["assessed_station.round_id", "assessed_station.org_code"], name="fk_score_station"
    ),
    CheckConstraint("points >= 0", name="points"),
    CheckConstraint("edition > 0", name="edition"),
    CheckConstraint("edition = 1 OR reason IS NOT NULL", name="reason"),
    CheckConstraint("source <> 'inspector' OR evidence IS NOT NULL", name="evidence"),
    comment="every score that was given; none is changed",
)
