"""Briefing notes in editions; a trigger of the migration refuses to change or delete an edition that is issued."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.reporting.database import METADATA
from services.reporting.paper_forms.tables import in_editions, of_an_edition
from shared.database.ltree import LTREE

BRIEFING = Table(
    "briefing",
    METADATA,
    Column("briefing_id", Uuid, primary_key=True),
    Column("org_code", Text, nullable=False),
    Column("org_path", LTREE, nullable=False, comment="of the centre"),
    Column("word", Text, nullable=False, comment="with which the document number begins"),
    *in_editions(),
    UniqueConstraint("year", "number", name="uq_briefing_number"),
    Index(None, "org_path", postgresql_using="gist"),
    comment="briefing notes for the leaders",
)

BRIEFING_EDITION = Table(
    "briefing_edition",
    METADATA,
    Column("briefing_id", Uuid, ForeignKey("briefing.briefing_id"), primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("subject", Text, nullable=False),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False, comment="the figures are as of this day"),
    Column("figures", ARRAY(Text), nullable=False, comment="codes of those that it tells"),
    Column("counted", JSONB, nullable=False, comment="the figures, as they were when it was written"),
    Column("text", Text, nullable=False, comment="what people say in it"),
    *of_an_edition(),
    comment="what each edition of a briefing note says",
)
