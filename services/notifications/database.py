"""The tables of notifications; each room's `tables.py` attaches its own."""

from shared.database.metadata import new_metadata

METADATA = new_metadata()
