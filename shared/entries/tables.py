"""What the tables of all books have in common, and what their entries said before."""

from collections.abc import Iterable, Sequence

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

from shared.database.metadata import INSERT_ONLY
from shared.entries.domain import REVOKED

ASIDE = {"entries": "aside"}
"""`info` of a column that no act writes: it stays when a step is taken back, and no version has it."""


def table_of_entries(
    metadata: MetaData,
    name: str,
    states: Iterable[str],
    whose: Sequence[SchemaItem],
    own: Sequence[SchemaItem],
    *,
    comment: str,
) -> Table:
    """The table of a book: whose entry it is, with `org_code` and `org_path`, what it says, where it stands."""
    words = ", ".join(f"'{state}'" for state in (*states, REVOKED.code))
    return Table(
        name,
        metadata,
        Column("entry_id", Uuid, primary_key=True),
        *whose,
        *own,
        Column("state", Text, nullable=False),
        Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
        Column("version", Integer, nullable=False, comment="events published about it"),
        CheckConstraint(f"state IN ({words})", name="state"),
        comment=comment,
    )


def table_of_versions(metadata: MetaData) -> Table:
    """What entries of all books of a service said."""
    return Table(
        "entry_version",
        metadata,
        Column("entry_id", Uuid, nullable=False),
        Column("version", Integer, nullable=False),
        Column("book", Text, nullable=False),
        Column("act", Text, nullable=False, comment="recorded, corrected, revoked, or the step that was taken"),
        Column("facts", JSONB, nullable=False, comment="what the entry said from then on"),
        Column("document", Text, nullable=False, comment="what this rests on, or why it was done"),
        Column("changed_by", Uuid, nullable=False, comment="account"),
        Column("changed_at", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("entry_id", "version"),
        comment="what entries of books said, version by version",
        info=INSERT_ONLY,
    )
