"""The tables of this service attach to this metadata; each room names its own in `tables.py`."""

from shared.database.metadata import new_metadata

METADATA = new_metadata()
