"""Merit bulletins."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Text, text

from services.benefits.entries.tables import entry_table

MERIT_BULLETIN = entry_table(
    "merit_bulletin",
    ("received", "overdue", "delivered", "returned"),
    Column("merit", Text, nullable=False, comment="a word of the code list merit"),
    Column("granted_on", Date, nullable=False, comment="day of the order of the forces"),
    Column("received_on", Date, nullable=False, comment="by the county"),
    Column("due_on", Date, nullable=False, comment="last day of its delivery"),
    Column("delivered_on", Date),
    Column("delivered_by", Text, comment="a word of the code list merit-delivery-level"),
    Column("ceremony", Text, comment="a word of the code list merit-ceremony"),
    Column("returned_on", Date),
    Column("return_reason", Text, comment="a word of the code list merit-return"),
    Column("overdue_on", Date),
    CheckConstraint("delivered_on IS NULL OR returned_on IS NULL", name="one_end"),
    Index("uq_merit_bulletin_merit", "person_id", "merit", "granted_on", unique=True,
          postgresql_where=text("state <> 'revoked' AND returned_on IS NULL")),
    comment="merit bulletins, delivered to families",
)  # fmt: skip
