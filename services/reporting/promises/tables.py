"""What became of each promise of each day."""

from sqlalchemy import BigInteger, Column, Date, DateTime, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from services.reporting.database import METADATA

PROMISE_DAY = Table(
    "promise_day",
    METADATA,
    Column("promise", Text, primary_key=True),
    Column("day", Date, primary_key=True, comment="on which its events were recorded, Asia/Shanghai"),
    Column("asked_at", DateTime(timezone=True), nullable=False, comment="since when it is to close"),
    Column("look_at", DateTime(timezone=True), comment="when it is looked at next; null once it closed"),
    Column("claimed_until", DateTime(timezone=True), comment="in hand of a worker until then"),
    Column("looked_at", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    Column("recorded", BigInteger, comment="events of it that day, by the last look"),
    Column("parts", JSONB, nullable=False, server_default="[]", comment="how many stand how at which service"),
    Index("ix_promise_day_open", "look_at", postgresql_where=text("look_at IS NOT NULL")),
    Index(None, "day", "promise"),
    comment="a row a promise and day: whether all was published, applied and told; ids of events alone",
)
