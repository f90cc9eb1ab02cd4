"""The tables of books of persons and of units, and what their entries said before."""

from collections.abc import Iterable

from sqlalchemy import Column, Table, Text, Uuid
from sqlalchemy.schema import SchemaItem

from services.benefits.database import METADATA
from shared.database.ltree import LTREE
from shared.entries.tables import table_of_entries, table_of_versions


def entry_table(name: str, states: Iterable[str], *own: SchemaItem, comment: str) -> Table:
    """The table of a book: whose entry it is, what it says, where it stands. Who may see it follows from where the
    directory says that the person stands."""
    whose = (
        Column("person_id", Uuid, nullable=False, index=True),
        Column("org_code", Text, nullable=False, comment="where the person stood when this was last written"),
        Column("org_path", LTREE, nullable=False, comment="of that unit, as it was told"),
    )
    return table_of_entries(METADATA, name, states, whose, own, comment=comment)


def unit_entry_table(name: str, states: Iterable[str], *own: SchemaItem, comment: str) -> Table:
    """The same of a book of units. Who may see an entry follows from where the directory says that the unit stands."""
    whose = (
        Column("org_code", Text, nullable=False, index=True, comment="the unit whose entry it is"),
        Column("org_path", LTREE, nullable=False, comment="where the unit stood when this was last written"),
    )
    return table_of_entries(METADATA, name, states, whose, own, comment=comment)


def county_table(name: str, states: Iterable[str], *own: SchemaItem, comment: str) -> Table:
    """The table of a book of the county's own: it stands at the county's unit."""
    whose = (
        Column("org_code", Text, nullable=False, comment="the unit of the county itself"),
        Column("org_path", LTREE, nullable=False, comment="of that unit"),
    )
    return table_of_entries(METADATA, name, states, whose, own, comment=comment)


ENTRY_VERSION = table_of_versions(METADATA)
