"""Applications to join the Party, and what was said of them before."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.registry.database import METADATA
from shared.database.ltree import LTREE

PARTY_APPLICATION = Table(
    "party_application",
    METADATA,
    Column("application_id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("veteran.veteran_id"), nullable=False, index=True),
    Column(
        "party_org_code",
        Text,
        ForeignKey("party_organisation.party_org_code"),
        nullable=False,
        index=True,
        comment="where it was handed in",
    ),
    Column("org_code", Text, ForeignKey("org_unit.org_code"), nullable=False, comment="where it is counted"),
    Column("org_path", LTREE, nullable=False),
    Column("submitted_on", Date, nullable=False),
    Column("activist_on", Date),
    Column("target_on", Date, comment="development target since"),
    Column("probationary_on", Date, comment="a member since, and no applicant any more"),
    Column("full_on", Date, comment="a full member since"),
    Column("closed_on", Date, comment="ended without membership; the day it was handed in: it never was"),
    Column("end_reason", Text, comment="a word of the code list party-application-end"),
    Column("political_before", Text, comment="the political status until the person became a member"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("version", Integer, nullable=False, comment="events published about it"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column(
        "earlier",
        JSONB,
        nullable=False,
        server_default="[]",
        comment="where it was counted before, path and first day elsewhere: units that were merged or split",
    ),
    CheckConstraint("(closed_on IS NULL) = (end_reason IS NULL)", name="end_reason"),
    CheckConstraint("closed_on IS NULL OR probationary_on IS NULL", name="closed_on"),
    CheckConstraint("closed_on >= submitted_on", name="closed_after"),
    # One open application a person, whoever records at once (F16 counts persons).
    Index(
        "uq_party_application_open",
        "person_id",
        unique=True,
        postgresql_where=text("closed_on IS NULL AND probationary_on IS NULL"),
    ),
    Index(None, "org_path", postgresql_using="gist"),
    comment="applications to join the Party",
)
