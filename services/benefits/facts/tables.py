"""What files say of persons, sealed, and of whom it is to be asked."""

from sqlalchemy import Column, Date, DateTime, Index, Integer, LargeBinary, Table, Uuid, text

from services.benefits.database import METADATA

FILE_FACTS = Table(
    "file_facts",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("asked_on", Date, nullable=False, comment="the last time"),
    Column("data_key", LargeBinary, nullable=False, comment="wrapped by the master key; deleting the row is erasure"),
    Column("facts", LargeBinary, nullable=False, comment="each with the day since when it is known; encrypted"),
    comment="what files in registry say of persons that programmes ask for",
)

FACT_FETCH = Table(
    "fact_fetch",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("wanted_version", Integer, nullable=False, comment="sequence of the event that told of a change"),
    Column("fetched_version", Integer, nullable=False, comment="the change that was asked about"),
    Column("wanted_at", DateTime(timezone=True), nullable=False, comment="told by registry"),
    Column("next_attempt_at", DateTime(timezone=True), nullable=False),
    Index("ix_fact_fetch_wanted", "next_attempt_at", postgresql_where=text("wanted_version > fetched_version")),
    comment="of whom registry told that his file says something else, until it was asked",
)
