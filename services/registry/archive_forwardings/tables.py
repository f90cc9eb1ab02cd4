"""Paper files that were sent on, and their receipts; what was revoked is kept."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from services.registry.database import METADATA

ARCHIVE_FORWARDING = Table(
    "archive_forwarding",
    METADATA,
    Column("forwarding_id", Uuid, primary_key=True),
    Column("archive_id", Uuid, ForeignKey("archive.archive_id"), nullable=False, index=True),
    Column("destination", Text, nullable=False, comment="a word of the code list archive-destination"),
    Column("to_org_code", Text, ForeignKey("org_unit.org_code"), comment="a unit of the county"),
    Column("to_division_code", Text, comment="of another county"),
    Column("receiver", Text, comment="the name of any other; empty once erased"),
    Column("forwarded_on", Date, nullable=False),
    Column("papers", ARRAY(Text), nullable=False, comment="words of the code list archive-paper; none once erased"),
    Column("document", Text, nullable=False, comment="the letter that went with it, by kind and number"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("received_on", Date, comment="by the receipt; null: none came back"),
    Column("receipt", Text, comment="by kind and number"),
    Column("receipt_by", Uuid, comment="account"),
    Column("receipt_at", DateTime(timezone=True)),
    Column("revoked_by", Uuid, comment="account"),
    Column("revoked_at", DateTime(timezone=True)),
    Column("revocation_reason", Text, comment="a word of the code list archive-forwarding-revocation"),
    Column("revocation_document", Text),
    CheckConstraint("num_nonnulls(to_org_code, to_division_code, receiver) = 1", name="destination"),
    CheckConstraint("received_on >= forwarded_on", name="received_on"),
    CheckConstraint("num_nonnulls(received_on, receipt, receipt_by, receipt_at) IN (0, 4)", name="receipt"),
    CheckConstraint(
        "num_nonnulls(revoked_by, revoked_at, revocation_reason, revocation_document) IN (0, 4)", name="revoked_at"
    ),
    comment="paper files that were sent on",
)
