"""Terms in social roles."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
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

SOCIAL_ROLE = Table(
    "social_role",
    METADATA,
    Column("role_id", Uuid, primary_key=True),
    Column("veteran_id", Uuid, ForeignKey("veteran.veteran_id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column(
        "org_code", Text, ForeignKey("org_unit.org_code"), nullable=False, index=True, comment="where it is counted"
    ),
    Column("org_path", LTREE, nullable=False),
    Column("assumed_on", Date, nullable=False),
    Column("source", Text, nullable=False, comment="the document or decision it rests on"),
    Column("ended_on", Date, comment="the first day it is no longer held"),
    Column("end_reason", Text),
    Column("version", Integer, nullable=False, comment="counts what was done to it, and told"),
    Column("gone_on", Date, comment="when its holder died, left, or should not have been registered; not held since"),
    Column("withdrawn_reason", Text, comment="why it never was"),
    Column("enterprise_name", Text, comment="what an entrepreneur runs"),
    Column("enterprise_code", Text, comment="its unified social credit code (GB 32100)"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    CheckConstraint(
        "kind IN ('mediator', 'village-reserve-cadre', 'village-two-committees', 'entrepreneur')", name="kind"
    ),
    CheckConstraint("ended_on > assumed_on", name="ended_on"),
    CheckConstraint("enterprise_name IS NULL OR kind = 'entrepreneur'", name="enterprise"),
    CheckConstraint("enterprise_code IS NULL OR enterprise_name IS NOT NULL", name="enterprise_code"),
    CheckConstraint("(ended_on IS NULL) = (end_reason IS NULL)", name="end_reason"),
    # A person holds a role once on any day (C8), whoever asks at once.
    ExcludeConstraint(
        ("veteran_id", "="),
        ("kind", "="),
        (func.daterange(column("assumed_on"), column("ended_on")), "&&"),
        name="ex_social_role_term",
        where=text("withdrawn_reason IS NULL"),
    ),
    Index(None, "org_path", postgresql_using="gist"),
    comment="terms of veterans in social roles",
)
