"""Visits."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Index, Integer, Text, text

from services.benefits.entries.tables import entry_table

VISIT = entry_table(
    "visit",
    ("planned", "made", "missed"),
    Column("year", Integer, nullable=False, comment="whose visit it is"),
    Column("occasion", Text, nullable=False, comment="a word of the code list visit-occasion"),
    Column("level", Text, nullable=False, comment="a word of the code list visit-level"),
    Column("planned_on", Date, nullable=False),
    Column("gift_fen", BigInteger, comment="what is given; null: nothing"),
    Column("made_on", Date),
    Column("missed_on", Date),
    Column("miss_reason", Text, comment="a word of the code list visit-miss"),
    CheckConstraint("made_on IS NULL OR missed_on IS NULL", name="one_end"),
    # A visit that was missed may be made on another day of the same occasion.
    Index("uq_visit_festival", "person_id", "year", "occasion", "level", unique=True,
          postgresql_where=text(
              "state <> 'revoked' AND missed_on IS NULL AND occasion IN ('spring-festival', 'army-day')")),
    comment="visits to persons and their families",
)  # fmt: skip
