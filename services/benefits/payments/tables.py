"""Entitlements, their suspensions, and all that was done about them; months of persons who come and go; what was paid
and not due."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from services.benefits.database import METADATA
from services.benefits.payments.domain.months import Month, Span

ENTITLEMENT = Table(
    "entitlement",
    METADATA,
    Column("entitlement_id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey("benefit_application.application_id"), nullable=False,
           comment="that was approved"),
    Column("person_id", Uuid, nullable=False, index=True),
    Column("programme_code", Text, nullable=False),
    Column("programme_version", Integer, nullable=False, comment="by whose terms it is paid"),
    Column("hardship_kind", Text, comment="that was applied for; null: the programme asks for none"),
    Column("first_month", Date, nullable=False, comment="first day of the first month that is paid"),
    Column("last_month", Date, comment="first day of the last month, where an end was decided"),
    Column("fen", BigInteger, comment="decided, of a programme that says the most it gives"),
    Column("data_key", LargeBinary, comment="that the facts lie under, wrapped by a master key; null: there are none"),
    Column("facts", LargeBinary, comment="that papers prove and the amount rests on, encrypted"),
    Column("synthetic", Boolean, nullable=False),
    Column("version", Integer, nullable=False, comment="events published about it"),
    ForeignKeyConstraint(
        ["programme_code", "programme_version"], ["programme_version.programme_code", "programme_version.version"],
    ),
    UniqueConstraint("application_id"),
    CheckConstraint(
        "extract(day FROM first_month) = 1 AND (last_month IS NULL OR extract(day FROM last_month) = 1)", name="months"
    ),
    CheckConstraint("last_month >= first_month", name="last_month"),
    CheckConstraint("fen > 0", name="fen"),
    CheckConstraint("(data_key IS NULL) = (facts IS NULL)", name="facts"),
    comment="who is paid what, and from when on",
)  # fmt: skip

SUSPENSION = Table(
    "entitlement_suspension",
    METADATA,
    Column("entitlement_id", Uuid, ForeignKey("entitlement.entitlement_id"), nullable=False),
    Column("first_month", Date, nullable=False, comment="first day of the first month that is not paid"),
    Column("last_month", Date, comment="first day of the last month that is not paid; null: not resumed"),
    PrimaryKeyConstraint("entitlement_id", "first_month"),
    CheckConstraint("last_month >= first_month", name="last_month"),
    Index("uq_entitlement_suspension_open", "entitlement_id", unique=True,
          postgresql_where=text("last_month IS NULL")),
    comment="months for which entitlements are not paid",
)  # fmt: skip

ENTITLEMENT_ACT = Table(
    "entitlement_act",
    METADATA,
    Column("entitlement_id", Uuid, ForeignKey("entitlement.entitlement_id"), nullable=False),
    Column("number", Integer, nullable=False, comment="from 1 on; of the event that tells of it"),
    Column("act", Text, nullable=False),
    Column("month", Date, nullable=False, comment="first day of the month from which on it holds; of an end, the last"),
    Column("reason_code", Text, comment="null: it was granted"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("done_by", Uuid, nullable=False, comment="account"),
    Column("done_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("entitlement_id", "number"),
    CheckConstraint("act IN ('granted', 'suspended', 'resumed', 'ended', 'corrected')", name="act"),
    CheckConstraint("(act = 'granted') = (reason_code IS NULL)", name="reason_code"),
    comment="what was done about entitlements, by whom, when and why",
)

TRANSFER = Table(
    "transfer_of_payment",
    METADATA,
    Column("person_id", Uuid, nullable=False),
    Column("sequence", BigInteger, nullable=False, comment="of the event, among those of the person"),
    Column("direction", Text, nullable=False, comment="out, in"),
    Column("month", Date, nullable=False, comment="first day of: out, the last month paid here; in, the first one"),
    Column("revoked_by", BigInteger, comment="sequence of the event that says it was wrong; null: it stands"),
    PrimaryKeyConstraint("person_id", "sequence"),
    CheckConstraint("direction IN ('out', 'in')", name="direction"),
    comment="from when on which county pays persons who move; only projection.py writes it",
)


WRITTEN_OFF, WITHDRAWN = "written-off", "withdrawn"
"""How an overpayment ends that does not come back whole."""

# Asked back by `overpayments`, and reckoned with by `batches`.
OVERPAYMENT = Table(
    "overpayment",
    METADATA,
    Column("overpayment_id", Uuid, primary_key=True),
    Column("entitlement_id", Uuid, ForeignKey("entitlement.entitlement_id"), nullable=False, index=True),
    Column("fen", BigInteger, nullable=False, comment="of all its months"),
    Column("recovered_fen", BigInteger, nullable=False, comment="of its recoveries that stand"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("identified_by", Uuid, nullable=False, comment="account"),
    Column("identified_for", Uuid, comment="account that it stood in for"),
    Column("identified_at", DateTime(timezone=True), nullable=False),
    Column("end", Text, comment="written-off, withdrawn; null: neither"),
    Column("ended_by", Uuid, comment="account"),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_why", Text, comment="by which document, or for what reason"),
    Column("synthetic", Boolean, nullable=False),
    Column("version", Integer, nullable=False, comment="events published about it"),
    CheckConstraint("fen > 0 AND recovered_fen BETWEEN 0 AND fen", name="fen"),
    CheckConstraint("\"end\" IN ('written-off', 'withdrawn')", name="end"),
    CheckConstraint(
        '("end" IS NULL) = (ended_at IS NULL) AND ("end" IS NULL) = (ended_by IS NULL)'
        ' AND ("end" IS NULL) = (ended_why IS NULL)',
        name="ended_at",
    ),
    CheckConstraint("ended_by <> identified_by OR \"end\" <> 'written-off'", name="ended_by"),
    comment="what was paid of an entitlement and was not due, asked back",
)

OVERPAID_MONTH = Table(
    "overpaid_month",
    METADATA,
    Column("overpayment_id", Uuid, ForeignKey("overpayment.overpayment_id"), nullable=False),
    Column("month", Date, nullable=False, comment="first day of the month"),
    Column("fen", BigInteger, nullable=False),
    PrimaryKeyConstraint("overpayment_id", "month"),
    CheckConstraint("fen > 0", name="fen"),
    comment="the months of overpayments",
)


def span_of(row: Row[Any]) -> Span:
    """From the first to the last month of a row."""
    return Span(Month.of(row.first_month), month_of(row.last_month))


def month_of(day: Any) -> Month | None:
    """The month of a column that may be empty."""
    return None if day is None else Month.of(day)
