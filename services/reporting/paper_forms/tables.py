"""Forms of papers, as they were loaded, and what tables of papers in editions have in common."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.schema import SchemaItem

from services.reporting.database import METADATA

PAPER_FORM = Table(
    "paper_form",
    METADATA,
    Column("form_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False, comment="bulletin, minutes, briefing, ranking, slip, return"),
    Column("number", Integer, nullable=False, comment="of those of the kind, in the order in which they were loaded"),
    Column("wording", JSONB, nullable=False),
    Column("valid_from", Date, nullable=False, comment="after the day on which it was loaded"),
    Column("loaded_by", Uuid, nullable=False, comment="account"),
    Column("loaded_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("number >= 1", name="number"),
    Index("uq_paper_form_number", "kind", "number", unique=True),
    comment="how official papers of a kind read from a day on",
)


def in_editions() -> tuple[SchemaItem, ...]:
    """Of a paper that is issued under a number and corrected by another edition; one edition alone is a draft, after
    the last that was issued or withdrawn."""
    return (
        Column("year", Integer, comment="in which the first edition was issued"),
        Column("number", Integer, comment="in that year"),
        Column("edition", Integer, nullable=False, comment="the last one written"),
        Column("issued", Integer, nullable=False, comment="the last one issued; 0: none"),
        Column("withdrawn", Integer, nullable=False, comment="the last edition withdrawn; 0: none"),
        Column("version", Integer, nullable=False, comment="changes"),
        Column(
            "written_by", ARRAY(Uuid), nullable=False, comment="accounts that wrote the last edition: none issues it"
        ),
        CheckConstraint("(issued = 0) = (number IS NULL)", name="number"),
        CheckConstraint("(year IS NULL) = (number IS NULL)", name="year"),
        CheckConstraint("issued BETWEEN 0 AND edition AND edition <= greatest(issued, withdrawn) + 1", name="issued"),
        CheckConstraint("withdrawn BETWEEN 0 AND edition AND (withdrawn = 0 OR withdrawn <> issued)", name="withdrawn"),
    )


def of_an_edition() -> tuple[SchemaItem, ...]:
    """Of one of them: who wrote it, and who issued it or gave it up."""
    return (
        Column("reason", Text, comment="why what was issued is corrected"),
        Column("written_by", Uuid, nullable=False, comment="account"),
        Column("written_at", DateTime(timezone=True), nullable=False),
        Column("issued_by", Uuid, comment="account; null: a draft"),
        Column("issued_at", DateTime(timezone=True)),
        Column("withdrawn_by", Uuid, comment="account"),
        Column("withdrawn_at", DateTime(timezone=True)),
        Column("withdrawal_reason", Text, comment="why a draft was given up"),
        CheckConstraint("(issued_by IS NULL) = (issued_at IS NULL)", name="issued_at"),
        CheckConstraint("withdrawn_at IS NULL OR issued_at IS NULL", name="withdrawn_at"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_by"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawal_reason IS NULL)", name="withdrawal_reason"),
    )
