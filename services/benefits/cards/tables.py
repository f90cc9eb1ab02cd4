"""Preferential cards."""

from sqlalchemy import Column, Date, Index, Text, text

from services.benefits.entries.tables import entry_table

CARD = entry_table(
    "card",
    ("applied", "refused", "at-station", "overdue", "delivered", "returned", "lost", "cancelled"),
    Column("kind", Text, nullable=False, comment="a word of the code list card-kind"),
    Column("applied_on", Date, nullable=False),
    Column("refused_on", Date),
    Column("refusal_reason", Text, comment="a word of the code list card-refusal"),
    Column("arrived_on", Date, comment="at the station"),
    Column("due_on", Date, comment="the tenth working day at the station"),
    Column("return_on", Date, comment="from when on it may go back up"),
    Column("overdue_on", Date),
    Column("delivered_on", Date),
    Column("returned_on", Date),
    Column("replaced_on", Date, comment="the last time"),
    Column("replacement_reason", Text, comment="a word of the code list card-replacement"),
    Column("lost_on", Date, comment="null: it is there"),
    Column("cancelled_on", Date),
    Column("cancellation_reason", Text, comment="a word of the code list card-cancellation"),
    Index("uq_card_person", "person_id", unique=True,
          postgresql_where=text("state NOT IN ('revoked', 'refused', 'returned', 'cancelled')")),
    comment="preferential cards, one of two kinds a person, without their numbers",
)  # fmt: skip
