"""Standards of units: what was checked, planned, allocated."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from services.registry.entries.tables import entry_table


def _checks() -> tuple[Column[Any], ...]:
    """What was found at a check holds until the next, and until the unit is closed."""
    return (
        Column("checked_on", Date, nullable=False),
        Column("earlier", JSONB, nullable=False, server_default="[]", comment="what the checks before found"),
        Column("ended_on", Date, comment="first day on which the unit is checked no more"),
    )


FIVE_HAVES = entry_table(
    "five_haves",
    ("checked", "ended"),
    Column("institution", Boolean, nullable=False),
    Column("establishment", Boolean, nullable=False),
    Column("personnel", Boolean, nullable=False),
    Column("funds", Boolean, nullable=False),
    Column("support", Boolean, nullable=False),
    *_checks(),
    # A unit has one entry: it is checked again, and what it said before is kept.
    Index("uq_five_haves_org_code", "org_code", unique=True, postgresql_where=text("state <> 'revoked'")),
    comment="what units had of the five at their last check",
)

UNIFIED_STANDARD = entry_table(
    "unified_standard",
    ("checked", "ended"),
    Column("item", Text, nullable=False, comment="a word of the code list unified-item"),
    Column("passed", Boolean, nullable=False),
    *_checks(),
    Index("uq_unified_standard_item", "org_code", "item", unique=True, postgresql_where=text("state <> 'revoked'")),
    comment="the four unified standards of units at their last check",
)

WORK_TRACK = entry_table(
    "work_track",
    ("planned", "overdue", "achieved"),
    Column("track", Text, nullable=False, comment="a word of the code list work-track"),
    Column("planned_on", Date, nullable=False),
    Column("achieved_on", Date),
    Column("overdue_on", Date, comment="the first day on which it was late"),
    Index("uq_work_track_track", "org_code", "track", unique=True, postgresql_where=text("state <> 'revoked'")),
    comment="the eight tracks of units",
)

FUND = entry_table(
    "fund",
    ("allocated",),
    Column("year", Integer, nullable=False),
    Column("purpose", Text, nullable=False, comment="a word of the code list fund-purpose"),
    Column("amount_fen", BigInteger, nullable=False),
    Column("allocated_on", Date, nullable=False),
    CheckConstraint("amount_fen > 0", name="amount_fen"),
    comment="funds allocated to units",
)
