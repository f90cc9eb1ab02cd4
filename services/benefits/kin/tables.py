"""Who is what to which veteran. `redemptions` keeps it, which needs it for families; here, since books of persons are
held against it as well."""

from sqlalchemy import Column, Date, Table, Text, Uuid

from services.benefits.database import METADATA

KIN = Table(
    "discount_kin",
    METADATA,
    Column("relation_id", Uuid, primary_key=True),
    Column("veteran_id", Uuid, nullable=False),
    Column("relative_id", Uuid, nullable=False, index=True),
    Column("relation", Text, nullable=False, comment="a word of the code list family-relation"),
    Column("since", Date, comment="first day; null: always"),
    Column("until", Date, comment="first day on which it holds no longer; null: it holds"),
    comment="who is what to which veteran, as registry tells; only projection.py writes it",
)
