"""What the tables of all books have in common, and what their entries said before."""

from collections.abc import Iterable

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

from services.registry.database import METADATA
from services.registry.entries.domain import REVOKED
from shared.database.ltree import LTREE
from shared.database.metadata import INSERT_ONLY


def entry_table(name: str, states: Iterable[str], *own: SchemaItem, comment: str) -> Table:
    """The table of a book: whose entry it is, what it says, where it stands."""
    words = ", ".join(f"'{state}'" for state in (*states, REVOKED.code))
    return Table(
        name,
        METADATA,
        Column("entry_id", Uuid, primary_key=True),
        Column("org_code", Text, ForeignKey("org_unit.org_code"), nullable=False, index=True),
        Column("org_path", LTREE, nullable=False, comment="of the unit, and follows it when it moves"),
        *own,
        Column("state", Text, nullable=False),
        Column("document", Text, nullable=False, comment="what it rests on, by kind and number"),
        Column("version", Integer, nullable=False, comment="events published about it"),
        CheckConstraint(f"state IN ({words})", name="state"),
        Index(None, "org_path", postgresql_using="gist"),
        comment=comment,
    )


ENTRY_VERSION = Table(
    "entry_version",
    METADATA,
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
