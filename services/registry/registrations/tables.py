"""What was said of registrations, level by level."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Integer, Table, Text, Uuid

from services.registry.database import METADATA

REGISTRATION_OPINION = Table(
    "registration_opinion",
    METADATA,
    Column("veteran_id", Uuid, ForeignKey("veteran.veteran_id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False, comment="from 1 on; the last is its version"),
    Column("step", Text, nullable=False, comment="room, station, centre"),
    Column("outcome", Text, nullable=False),
    Column("given_by", Uuid, nullable=False, comment="account"),
    Column("given_for", Uuid, comment="the account that it stood in for"),
    Column("given_at", DateTime(timezone=True), nullable=False),
    Column("reason_code", Text, comment="a word of the code list registration-return-reason"),
    Column("clause", Text, comment="what a refusal rests on"),
    Column("note", Text, comment="in the words of who gave it; not on the bus"),
    CheckConstraint("step IN ('room', 'station', 'centre')", name="step"),
    CheckConstraint("outcome IN ('agree', 'refuse', 'supplement')", name="outcome"),
    CheckConstraint("(outcome = 'agree') = (reason_code IS NULL)", name="reason_code"),
    comment="registrations that more than one level decides on: who said what, when and why; handing in is agreeing",
)
