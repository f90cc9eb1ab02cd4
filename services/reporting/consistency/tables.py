"""Who mediated what was resolved, and which files are one person's: what C7 needs beside the figures."""

from sqlalchemy import Column, Date, Table, Uuid

from services.reporting.database import METADATA

CASE_MEDIATOR = Table(
    "case_mediator",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    Column("mediator_id", Uuid, primary_key=True, comment="the file that he had then"),
    Column("resolved_on", Date, nullable=False),
    comment="of the disputes that F20 counts",
)

MERGED_FILE = Table(
    "merged_file",
    METADATA,
    Column("merged_id", Uuid, primary_key=True),
    Column("surviving_id", Uuid, nullable=False, comment="the file that goes on; it may be merged in turn"),
    comment="files of one person that were merged",
)
