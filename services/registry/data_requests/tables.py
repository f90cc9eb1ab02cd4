"""Requests of persons about what is known of them."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid, text

from services.registry.database import METADATA

DATA_REQUEST = Table(
    "data_request",
    METADATA,
    Column("request_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("person.person_id"), nullable=False),
    Column("kind", Text, nullable=False, comment="a word of the code list data-request-kind"),
    Column("asked_by", Text, nullable=False, comment="person, proxy, next-of-kin"),
    Column("received_on", Date, nullable=False),
    Column("due_on", Date, nullable=False, comment="last day for an answer"),
    Column("document", Text, nullable=False, comment="the request, by kind and number"),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("outcome", Text, comment="a word of the code list data-request-outcome; null: open"),
    Column("clause", Text, comment="of a refusal: a word of the code list data-request-refusal"),
    Column("closed_on", Date),
    Column("answer", Text, comment="the paper it was answered by, by kind and number"),
    Column("opened_by", Uuid, nullable=False, comment="account"),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("closed_by", Uuid, comment="account"),
    CheckConstraint("asked_by IN ('person', 'proxy', 'next-of-kin')", name="asked_by"),
    CheckConstraint("due_on >= received_on", name="due_on"),
    CheckConstraint(
        "(outcome IS NULL) = (closed_on IS NULL) AND (outcome IS NULL) = (closed_by IS NULL)"
        " AND (outcome IS NULL) = (answer IS NULL)",
        name="outcome",
    ),
    CheckConstraint("outcome IS NULL OR (outcome = 'refused') = (clause IS NOT NULL)", name="clause"),
    Index(None, "person_id"),
    Index("ix_data_request_open", "due_on", postgresql_where=text("outcome IS NULL")),
    comment="what persons asked for about what is known of them",
)
