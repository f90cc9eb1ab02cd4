"""Consents, and wishes to be told of work, as registry and benefits told of them."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text, Uuid

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
    Column("entry_id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("wished_on", Date, nullable=False),
    Column("stands", Boolean, nullable=False, comment="false: it was revoked"),
    Column("is_told", Boolean, nullable=False, comment="whether he wishes to be told of work"),
    Column("version", Integer, nullable=False, comment="sequence of its last event"),
    Index(None, "person_id"),
    comment="who wishes to be told of work, and who does not any more",
)
