"""Accounts of persons, sealed."""

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    LargeBinary,
    Row,
    Table,
    Text,
    Uuid,
    text,
)

from services.benefits.database import METADATA
from services.benefits.payees.domain import Payee

PAYEE_ACCOUNT = Table(
    "payee_account",
    METADATA,
    Column("account_id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False, index=True),
    Column("data_key", LargeBinary, comment="wrapped by the master key; null: erased"),
    Column("sealed", LargeBinary, comment="name, number and branch, encrypted"),
    Column("digest", LargeBinary, index=True, comment="of the number, keyed; it is found by, and not read from"),
    Column("bank", Text, nullable=False, comment="a word of BANKS"),
    Column("holder", Text, nullable=False, comment="whose account it is, a word of HOLDERS"),
    Column("reason", Text, comment="why it is another's, or shared"),
    Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
    Column("since", Date, nullable=False, comment="first day on which it may be paid into"),
    Column("corrects", Boolean, nullable=False, comment="the one before was wrong, and not replaced"),
    Column("proposed_by", Uuid, nullable=False, comment="account of who entered it"),
    Column("proposed_for", Uuid, comment="account that it stood in for"),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text, comment="confirmed, refused, withdrawn; null: open"),
    Column("decided_by", Uuid, comment="account"),
    Column("decided_at", DateTime(timezone=True)),
    Column("note", Text, comment="why it was refused or withdrawn"),
    Column("until", Date, comment="first day on which it is used no longer; null: it is"),
    Column("end_code", Text, comment="a word of ENDS"),
    Column("end_document", Text, comment="what the end rests on"),
    Column("ended_by", Uuid, comment="account"),
    Column("replaced_by_file", Uuid, comment="another file of the person, whose account took its place"),
    Column("check_payment", Uuid, comment="payment that failed; null: nothing is to be checked"),
    Column("check_since", Date, comment="when it failed"),
    CheckConstraint(
        "(outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)", name="outcome"
    ),
    CheckConstraint("outcome IN ('confirmed', 'refused', 'withdrawn')", name="outcome_word"),
    CheckConstraint("decided_by <> proposed_by OR outcome <> 'confirmed'", name="decided_by"),
    CheckConstraint(
        "(data_key IS NULL) = (sealed IS NULL) AND (data_key IS NULL) = (digest IS NULL)", name="sealed"
    ),
    CheckConstraint("(until IS NULL) = (end_code IS NULL)", name="until"),
    CheckConstraint("(check_payment IS NULL) = (check_since IS NULL)", name="check_since"),
    Index("uq_payee_account_open", "person_id", unique=True, postgresql_where=text("outcome IS NULL")),
    Index("uq_payee_account_in_force", "person_id", unique=True,
          postgresql_where=text("outcome = 'confirmed' AND until IS NULL")),
    comment="the accounts that persons are paid into",
)  # fmt: skip


def payee_of(row: Row[Any]) -> Payee:
    """The account in a row, without what is sealed."""
    return Payee(
        row.account_id,
        row.proposed_by,
        row.outcome,
        row.until,
        row.check_payment is not None,
        proposed_for=row.proposed_for,
    )
