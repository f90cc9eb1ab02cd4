"""Consents, and wishes to be told of work, as registry and benefits told of them."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, Uuid

from services.notifications.database import METADATA

CONSENT = Table(
    "consent",
    METADATA,
    Column("consent_id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("purpose", Text, nullable=False, comment="a word of the code list consent-purpose"),
    Column("holds", Boolean, nullable=False),
    Column("version", Integer, nullable=False, comment="sequence of its last event"),
    Index(None, "person_id"),
    comment="what persons consented to",
)

JOB_WISH = Table(
    "job_wish",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("entry_id", Uuid, nullable=False, comment="the last wish that he recorded"),
    Column("version", Integer, nullable=False, comment="sequence of its last event"),
    Column("is_told", Boolean, nullable=False, comment="whether he wishes to be told of work"),
    comment="who wishes to be told of work, and who does not any more",
)
