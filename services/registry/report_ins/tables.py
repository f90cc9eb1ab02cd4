"""Records of persons who reported in; what was corrected or revoked is kept."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid, text

from services.registry.database import METADATA

REPORT_IN = Table(
    "report_in",
    METADATA,
    Column("report_in_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("veteran.veteran_id"), nullable=False, index=True),
    Column("discharged_on", Date, nullable=False),
    Column("reported_on", Date, nullable=False),
    Column("late_days", Integer, nullable=False, comment="by the rule of the day of the discharge"),
    Column("ceremony_on", Date, comment="of the welcome, where there was one"),
    Column("excuse", Text, comment="the good reason for being late; not on the bus"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("ended_by", Uuid, comment="account"),
    Column("ended_at", DateTime(timezone=True), comment="no longer believed from then on"),
    Column("end_reason", Text, comment="corrected, or a word of the code list report-in-revocation"),
    Column("end_document", Text),
    CheckConstraint("reported_on >= discharged_on", name="reported_on"),
    CheckConstraint(
        "(ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL)"
        " AND (ended_at IS NULL) = (end_document IS NULL)",
        name="ended_at",
    ),
    # Nobody reports in twice, whoever records it at once.
    Index("uq_report_in_standing", "person_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    comment="who reported in after the discharge",
)
