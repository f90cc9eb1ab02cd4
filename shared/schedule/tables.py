"""What is due, or will be."""

from sqlalchemy import Column, DateTime, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from shared.database.metadata import KERNEL

SCHEDULE = Table(
    "schedule",
    KERNEL,
    Column("name", Text, primary_key=True, comment="the job"),
    Column("key", Text, primary_key=True, comment="what it is about; empty for a recurring job"),
    Column("due_at", DateTime(timezone=True), nullable=False, comment="the instant it is for"),
    Column(
        "payload",
        JSONB,
        nullable=False,
        comment="what the run needs to know, or where a job in parts goes on; no personal data",
    ),
    Column("next_attempt_at", DateTime(timezone=True), nullable=False, comment="due_at, or later after a failure"),
    Column("attempts", Integer, nullable=False, comment="that failed in a row"),
    Column("failure", Text, comment="of the last attempt: the code of a refusal or the name of an error"),
    Index(None, "next_attempt_at"),
    comment="what is due, or will be; a recurring job has one row, a one-off thing has one until it is done",
)
