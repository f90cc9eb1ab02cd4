"""What a bulletin says of each agreement with a merchant that was signed."""

from sqlalchemy import Column, Date, Integer, Table, Text, Uuid

from services.reporting.database import METADATA

MERCHANT_DISCOUNT = Table(
    "merchant_discount",
    METADATA,
    Column("entry_id", Uuid, primary_key=True, comment="the agreement, an entry of a book of benefits"),
    Column("industry", Text, nullable=False, comment="a word of the code list merchant-industry"),
    Column("subject", Text, nullable=False, comment="a word of the code list discount-subject"),
    Column("base", Text, nullable=False, comment="a word of the code list discount-base"),
    Column("rate_bp", Integer, nullable=False, comment="basis points"),
    Column("signed_on", Date, nullable=False),
    Column("over_on", Date, comment="the first day on which it counts no longer; null: it goes on"),
)
