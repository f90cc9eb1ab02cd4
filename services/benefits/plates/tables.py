"""Honour plates."""

from sqlalchemy import Column, Date, Index, Text, text

from services.benefits.entries.tables import entry_table

_STANDING = text("state <> 'revoked'")
HONOUR_PLATE = entry_table(
    "honour_plate",
    ("hung", "withdrawn"),
    Column("household_no", Text, nullable=False, comment="number of the household in the register of plates"),
    Column("household", Text, nullable=False, comment="a word of the code list plate-household"),
    Column("ground", Text, nullable=False, comment="a word of the code list plate-ground"),
    Column("hung_on", Date, nullable=False),
    Column("replaced_on", Date, comment="the last time"),
    Column("replacement_reason", Text, comment="a word of the code list plate-replacement"),
    Column("restored_on", Date, comment="since it was last replaced"),
    Column("withdrawn_on", Date, comment="null: it hangs"),
    Column("withdrawal_reason", Text, comment="a word of the code list plate-withdrawal"),
    Index("uq_honour_plate_household_no", "household_no", unique=True, postgresql_where=_STANDING),
    Index("uq_honour_plate_household", "person_id", "household", unique=True, postgresql_where=_STANDING),
    comment="honour plates, one at a household on whatever grounds",
)
