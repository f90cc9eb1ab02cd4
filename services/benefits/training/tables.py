"""Providers of training, courses, enrolments."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, Table, Text, Uuid, text

from services.benefits.database import METADATA
from services.benefits.entries.tables import county_table, entry_table
from shared.database.ltree import LTREE

PROVIDER = county_table(
    "training_provider",
    ("approved", "ended"),
    Column("name", Text, nullable=False, comment="official name"),
    Column("kind", Text, nullable=False, comment="a word of the code list training-provider-kind"),
    Column("approved_on", Date, nullable=False),
    Column("ended_on", Date, comment="after this day it offers no course"),
    Index("uq_training_provider_name", "name", unique=True, postgresql_where=text("state = 'approved'")),
    comment="those who may hold free courses",
)

COURSE = county_table(
    "training_course",
    ("offered", "cancelled"),
    Column("provider_id", Uuid, ForeignKey("training_provider.entry_id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("skill", Text, nullable=False, comment="a word of the code list training-skill"),
    Column("places", Integer, nullable=False, comment="so many persons at most"),
    Column("offered_on", Date, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("cancelled_on", Date),
    CheckConstraint("places > 0", name="places"),
    comment="free courses",
)

ENROLMENT = entry_table(
    "training_enrolment",
    ("enrolled", "completed", "dropped", "third-month", "sixth-month"),
    Column("course_id", Uuid, ForeignKey("training_course.entry_id"), nullable=False),
    Column("enrolled_on", Date, nullable=False),
    Column("ended_on", Date, comment="day on which the person completed it, or dropped out"),
    Column("qualification", Text, comment="a word of the code list training-certificate"),
    Column("certificate_number", Text, comment="not on the bus"),
    Column("drop_reason", Text, comment="a word of the code list training-drop"),
    Column("third_month_on", Date, comment="day on which it was asked what became of the person"),
    Column("third_month", Text, comment="a word of the code list training-outcome"),
    Column("sixth_month_on", Date, comment="the same, three months later"),
    Column("sixth_month", Text, comment="a word of the code list training-outcome"),
    Index("uq_training_enrolment_course", "course_id", "person_id", unique=True,
          postgresql_where=text("state <> 'revoked'")),
    Index("uq_training_enrolment_certificate", "qualification", "certificate_number", unique=True,
          postgresql_where=text("state <> 'revoked' AND certificate_number IS NOT NULL")),
    comment="who takes part in which course, and what became of him",
)  # fmt: skip

TRAINED = Table(
    "trained_person",
    METADATA,
    Column("person_id", Uuid, primary_key=True),
    Column("entry_id", Uuid, comment="the enrolment that counts; null: none any more"),
    Column("trained_on", Date, comment="end of the first course that was completed; null: none any more"),
    Column("org_path", LTREE, nullable=False, comment="where the person stood when he completed it"),
    Column("version", Integer, nullable=False, comment="events published about it"),
    comment="since when persons count as trained, as was told",
)
