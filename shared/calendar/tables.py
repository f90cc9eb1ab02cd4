"""Notices on public holidays that a county entered, or amended."""

from sqlalchemy import ARRAY, Column, Date, Integer, Table, Text

from shared.database.metadata import KERNEL

WORKING_CALENDAR = Table(
    "working_calendar",
    KERNEL,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False, comment="document number of the notice"),
    Column("off", ARRAY(Date, dimensions=1), nullable=False, comment="days off"),
    Column("worked", ARRAY(Date, dimensions=1), nullable=False, comment="weekend days worked instead"),
    comment="notices on public holidays that were entered or amended; they stand before those released with the system",
)
