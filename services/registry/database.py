"""The tables of this service, to which each room's `tables.py` attaches its own, and what their constraints refuse."""

from shared.database.guards import refusing
from shared.database.metadata import new_metadata

__all__ = ["METADATA", "refusing"]

METADATA = new_metadata()
