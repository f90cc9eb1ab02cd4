"""The table of a book of units, and what their entries said before."""

from collections.abc import Iterable

from sqlalchemy import Column, ForeignKey, Index, Table, Text
from sqlalchemy.schema import SchemaItem

from services.registry.database import METADATA
from shared.database.ltree import LTREE
from shared.entries.tables import table_of_entries, table_of_versions


def entry_table(name: str, states: Iterable[str], *own: SchemaItem, comment: str) -> Table:
    """The table of a book: which unit's entry it is, what it says, where it stands."""
    whose = (
        Column("org_code", Text, ForeignKey("org_unit.org_code"), nullable=False, index=True),
        Column("org_path", LTREE, nullable=False, comment="of the unit, and follows it when it moves"),
        Index(None, "org_path", postgresql_using="gist"),
    )
    return table_of_entries(METADATA, name, states, whose, own, comment=comment)


ENTRY_VERSION = table_of_versions(METADATA)
