"""Applications, what was said of them level by level, and objections to them."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    Uuid,
    text,
)

from services.benefits.applications.domain import Application, ApplicationState
from services.benefits.database import METADATA
from shared.database.ltree import LTREE
from shared.publicity import Objection, Publicity

APPLICATION = Table(
    "benefit_application",
    METADATA,
    Column("application_id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False, index=True),
    Column("programme_code", Text, nullable=False),
    Column("programme_version", Integer, nullable=False, comment="by whose rules it is decided"),
    Column("org_code", Text, nullable=False, comment="unit that answered for the person when he applied"),
    Column("org_path", LTREE, nullable=False),
    Column("applied_on", Date, nullable=False),
    Column("document", Text, nullable=False, comment="the papers handed in, by kind and number"),
    Column("late_because", Text, comment="why it came after its version had ended; null: it did not"),
    Column("hardship_kind", Text, comment="a word of the code list hardship-kind; null: the programme asks for none"),
    Column("household_no", Text, comment="number of the household, where the programme is limited by household"),
    Column("steps", ARRAY(Text), nullable=False, comment="of the programme's chain"),
    Column("workdays", Integer, nullable=False, comment="of publicity"),
    Column("state", Text, nullable=False),
    Column("waits_for", Text, comment="room, station, centre; null: it has ended"),
    Column("published_on", Date, comment="first day of its publicity; null: it is not published"),
    Column("due_on", Date, comment="last day on which the level that is asked is to decide; null: it has none"),
    Column("ended_on", Date),
    Column("synthetic", Boolean, nullable=False),
    Column("version", Integer, nullable=False, comment="events published about it"),
    CheckConstraint(
        "state IN ('reviewing', 'returned', 'publicity', 'approved', 'refused', 'withdrawn')", name="state"
    ),
    CheckConstraint("(waits_for IS NULL) = (ended_on IS NOT NULL)", name="ended_on"),
    Index("uq_benefit_application_open", "person_id", "programme_code", unique=True,
          postgresql_where=text("ended_on IS NULL")),
    Index(None, "org_path", postgresql_using="gist"),
    comment="applications for benefits",
)  # fmt: skip

APPLICATION_OPINION = Table(
    "benefit_opinion",
    METADATA,
    Column("application_id", Uuid, ForeignKey("benefit_application.application_id"), nullable=False),
    Column("number", Integer, nullable=False, comment="from 1 on"),
    Column("step", Text, nullable=False, comment="room, station, centre"),
    Column("outcome", Text, nullable=False),
    Column("given_by", Uuid, nullable=False, comment="account"),
    Column("given_for", Uuid, comment="the account that it stood in for"),
    Column("given_at", DateTime(timezone=True), nullable=False),
    Column("reason_code", Text),
    Column("clause", Text, comment="code of the programme's rule that a refusal rests on"),
    Column("note", Text, comment="in the words of who gave it; not on the bus"),
    Column("facts_digest", Text, nullable=False, comment="SHA-256 of the facts that the person was known by that day"),
    PrimaryKeyConstraint("application_id", "number"),
    CheckConstraint("outcome IN ('agree', 'refuse', 'supplement')", name="outcome"),
    CheckConstraint("(outcome = 'agree') = (reason_code IS NULL)", name="reason_code"),
    CheckConstraint("outcome <> 'refuse' OR clause IS NOT NULL", name="clause"),
    comment="applications for benefits: who said what, when and why",
)

APPLICATION_OBJECTION = Table(
    "benefit_objection",
    METADATA,
    Column("application_id", Uuid, ForeignKey("benefit_application.application_id"), nullable=False),
    Column("number", Integer, nullable=False, comment="from 0 on, since it was last published"),
    Column("published_on", Date, nullable=False, comment="first day of the publicity that it was raised in"),
    Column("raised_on", Date, nullable=False),
    Column("said", Text, nullable=False, comment="what was objected; without personal data"),
    Column("taken_down_by", Uuid, nullable=False, comment="account"),
    Column("settled_on", Date),
    Column("is_upheld", Boolean),
    Column("found", Text, comment="what was found"),
    Column("settled_by", Uuid, comment="account"),
    PrimaryKeyConstraint("application_id", "published_on", "number"),
    CheckConstraint("(settled_on IS NULL) = (is_upheld IS NULL)", name="is_upheld"),
    comment="objections to applications that were published",
)

# Proposed and recorded by `emergency_aid`; approval waits for its papers.
EMERGENCY_AID = Table(
    "emergency_aid",
    METADATA,
    Column("aid_id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey("benefit_application.application_id"), nullable=False),
    Column("cause", Text, nullable=False, comment="a word of the code list emergency-cause"),
    Column("happened_on", Date, nullable=False),
    Column("fen", BigInteger, nullable=False, comment="paid before the application is decided"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("proposed_by", Uuid, nullable=False, comment="account"),
    Column("proposed_for", Uuid, comment="account that it stood in for"),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text, comment="released, refused, withdrawn; null: open"),
    Column("decided_by", Uuid, comment="account"),
    Column("decided_at", DateTime(timezone=True)),
    Column("note", Text, comment="why it was refused or withdrawn"),
    Column("due_on", Date, comment="last day for the papers; null: not released"),
    Column("papers_on", Date, comment="the papers were complete; null: not yet"),
    Column("papers", Text, comment="which they are, by kind and number"),
    Column("overdue_on", Date, comment="it was told that they are late"),
    CheckConstraint("fen > 0", name="fen"),
    CheckConstraint("outcome IN ('released', 'refused', 'withdrawn')", name="outcome"),
    CheckConstraint(
        "(outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)", name="decided_at"
    ),
    CheckConstraint("decided_by <> proposed_by OR outcome <> 'released'", name="decided_by"),
    CheckConstraint("(outcome IS NOT DISTINCT FROM 'released') = (due_on IS NOT NULL)", name="due_on"),
    CheckConstraint("(papers_on IS NULL) = (papers IS NULL) AND (papers_on IS NULL OR due_on IS NOT NULL)",
                    name="papers"),
    Index("uq_emergency_aid_application", "application_id", unique=True,
          postgresql_where=text("outcome IS NULL OR outcome = 'released'")),
    Index("ix_emergency_aid_due_on", "due_on",
          postgresql_where=text("papers_on IS NULL AND overdue_on IS NULL AND outcome = 'released'")),
    comment="what is paid in an emergency before an application is decided",
)  # fmt: skip


def application_of(row: Row, objections: tuple[Objection, ...]) -> Application:  # type: ignore[type-arg]
    """The application in a row, with the objections of its present publicity in their order."""
    publicity = None if row.published_on is None else Publicity(row.published_on, row.workdays, objections)
    return Application(tuple(row.steps), row.workdays, ApplicationState(row.state), row.waits_for, publicity)
