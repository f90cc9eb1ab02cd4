"""Simulations of drafts, how far they are, and whom they found a change for. What they say is thrown away with them."""

from sqlalchemy import (
    BigInteger,
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
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.benefits.database import METADATA
from shared.database.ltree import LTREE

SIMULATION = Table(
    "simulation",
    METADATA,
    Column("simulation_id", Uuid, primary_key=True),
    Column("proposal_id", Uuid, nullable=False, comment="the draft"),
    Column("programme_code", Text, nullable=False),
    Column("draft_version", Integer, nullable=False, comment="as it was written then"),
    Column("content", JSONB, nullable=False, comment="the programme as the draft had it"),
    Column("on_day", Date, nullable=False, comment="the day whose facts are weighed"),
    Column("state", Text, nullable=False),
    Column("persons", Integer, nullable=False, comment="to be weighed, when it was asked for"),
    Column("weighed", Integer, nullable=False),
    Column("last_person_id", Uuid, comment="the last one weighed; they are taken in the order of their ids"),
    Column("outcomes", JSONB, nullable=False, comment="before/after: how many persons"),
    Column("fen_before", BigInteger, nullable=False),
    Column("fen_after", BigInteger, nullable=False),
    Column("unpriced_before", Integer, nullable=False, comment="entitled persons whose amount is not known"),
    Column("unpriced_after", Integer, nullable=False, comment="entitled persons whose amount is not known"),
    Column("asked_by", Uuid, nullable=False, comment="account"),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True), comment="null: it is running"),
    CheckConstraint("state IN ('running', 'done', 'stopped', 'failed')", name="state"),
    CheckConstraint("(state = 'running') = (ended_at IS NULL)", name="ended_at"),
    Index("uq_simulation_running", "proposal_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    Index(None, "proposal_id"),
    comment="drafts of programmes weighed over everybody",
)

SIMULATED_CHANGE = Table(
    "simulated_change",
    METADATA,
    Column("simulation_id", Uuid, ForeignKey("simulation.simulation_id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("org_path", LTREE, comment="where the person is kept; null: not in the register"),
    Column("before", Text, nullable=False, comment="entitled, not-entitled, needs-evidence"),
    Column("after", Text, nullable=False, comment="entitled, not-entitled, needs-evidence"),
    comment="for whom a draft would change something",
)
