"""What registry has told of persons that conditions ask for; only `projection.py` writes it."""

from sqlalchemy import Column, Date, Index, Table, Text, Uuid

from services.benefits.database import METADATA

PERSON_FACT = Table(
    "person_fact",
    METADATA,
    Column(
        "source_id",
        Uuid,
        primary_key=True,
        comment="the holding, relation, term or milestone it comes from",
    ),
    Column("person_id", Uuid, nullable=False),
    Column("fact", Text, nullable=False, comment="of which fact of a condition it is a value"),
    Column("value", Text, nullable=False),
    Column("since", Date, comment="first day it holds; null: always did"),
    Column("until", Date, comment="first day it holds no longer; null: it holds"),
    Index(None, "person_id"),
    Index(None, "fact", "value"),
    comment="categories, ages, relations and roles of persons, each with its time",
)
