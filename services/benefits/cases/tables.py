"""Cases, their assignments, what was said of their ends before, their content under a key of its own, and their parties
as registry tells of them."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Row,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY

from services.benefits.cases.domain import Case, CaseState
from services.benefits.database import METADATA
from shared.database.ltree import LTREE
from shared.database.metadata import INSERT_ONLY

CASE = Table(
    "dispute_case",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="number of events published"),
    Column("org_code", Text, nullable=False),
    Column("org_path", LTREE, nullable=False),
    Column("applicant_id", Uuid, nullable=False),
    Column("parties_count", Integer, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("mediator_ids", ARRAY(Uuid), nullable=False, comment="of the assignment in force, in the order assigned"),
    Column("assigned_on", Date),
    Column("outcome", Text),
    Column("resolved_on", Date),
    Column("document", Text, comment="reference of the outcome document"),
    Column("synthetic", Boolean, nullable=False, comment="of an invented applicant"),
    Column("withdrawn_on", Date),
    Column("withdrawal_reason", Text),
    Column(
        "came_from",
        ARRAY(Text),
        nullable=False,
        server_default="{}",
        comment="organisations whose mergers brought it here, the last one first",
    ),
    Column("entered_on", Date, comment="when its end was entered from a ledger; null: by the form, or it has none"),
    Index(None, "org_path", postgresql_using="gist"),
    Index(None, "applicant_id"),
)

CASE_ASSIGNMENT = Table(
    "case_assignment",
    METADATA,
    Column("case_id", Uuid, ForeignKey("dispute_case.case_id"), primary_key=True),
    Column("version", Integer, primary_key=True, comment="of the case after this assignment"),
    Column("mediator_ids", ARRAY(Uuid), nullable=False),
    Column("assigned_on", Date, nullable=False),
)

CASE_PAST = Table(
    "case_past",
    METADATA,
    Column("case_id", Uuid, ForeignKey("dispute_case.case_id"), primary_key=True),
    Column("version", Integer, primary_key=True, comment="of the case as it stood so"),
    Column("mediator_ids", ARRAY(Uuid), nullable=False),
    Column("outcome", Text),
    Column("resolved_on", Date),
    Column("document", Text, comment="reference of the outcome document"),
    Column("withdrawn_on", Date),
    Column("withdrawal_reason", Text),
    Column("act", Text, nullable=False, comment="what was done about it: corrected, reopened"),
    Column("because", Text, nullable=False, comment="why it was wrong, in words"),
    Column("recorded_by", Uuid, nullable=False, comment="account"),
    Column("known_until", DateTime(timezone=True), nullable=False, comment="no longer believed from then on"),
    CheckConstraint("act IN ('corrected', 'reopened')", name="act"),
    CheckConstraint("(resolved_on IS NULL) <> (withdrawn_on IS NULL)", name="one_end"),
    comment="what was said of the end of a case before it was corrected, or the case reopened",
    info=INSERT_ONLY,
)

CASE_CONTENT = Table(
    "case_content",
    METADATA,
    Column("case_id", Uuid, ForeignKey("dispute_case.case_id"), primary_key=True),
    Column("applicant_id", Uuid, nullable=False, comment="whose erasure drops the key"),
    Column("data_key", LargeBinary, comment="wrapped by the master key; null once dropped"),
    Column("summary", LargeBinary, nullable=False, comment="what the dispute is about, encrypted"),
    Column("written_at", DateTime(timezone=True), nullable=False),
    Index(None, "applicant_id"),
)

CASE_PARTY = Table(
    "case_party",
    METADATA,
    Column("party_id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False, index=True),
    Column("person_id", Uuid, nullable=False),
    Column("until", Date, comment="a party no longer since then; who never was one: since the opening; null: is one"),
    Column("sequence", BigInteger, nullable=False, server_default="0", comment="of the event that told so"),
    comment="parties of cases besides their applicants, as registry tells of them",
)

REVOKED_MERGER = Table(
    "revoked_merger",
    METADATA,
    Column("org_code", Text, primary_key=True, comment="to which its open cases come back"),
    Column("successor_code", Text, nullable=False, comment="the organisation that has them"),
    comment="organisations whose merger was taken back, until they are to be closed again",
)


_LISTS = ("mediator_ids", "came_from")


def case_of(row: Row[Any]) -> Case:
    """The case in a row of all columns of `dispute_case`."""
    facts = dict(row._mapping)
    return Case(**{**facts, "state": CaseState(facts["state"]), **{name: tuple(facts[name]) for name in _LISTS}})
